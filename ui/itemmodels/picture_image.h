// Pictures of the core as Qt images, and paths of the core as text.
#pragma once

#include "image/image_file.h"

#include <QByteArray>
#include <QImage>
#include <QString>
#include <QUrl>

#include <string>

namespace sparlet::ui {

/// A copy in QImage::Format_RGB32; null when the picture is empty or its sizes contradict each other.
/// Thread-safe.
QImage toImage(const image::Picture& picture);

/// Format_RGB32 or any other to a Picture; alpha is laid over white. Thread-safe.
image::Picture toPicture(const QImage& image);

/// For showing: bytes that are not UTF-8 become U+FFFD. Never use the result to open a file.
QString displayPath(const std::string& path);
QString displayFileName(const std::string& path);
QString displayFolder(const std::string& path);

/// The exact bytes, percent-encoded, whatever their encoding.
QUrl fileUrl(const std::string& path);
/// The inverse: the exact bytes of a local file's URL; "" for any other URL. QUrl::toLocalFile() would lose
/// names that are not UTF-8.
std::string localPath(const QUrl& url);

} // namespace sparlet::ui
