#include "itemmodels/picture_image.h"

#include "base/printable.h"

#include <QPainter>

#include <cstring>

namespace sparlet::ui {

QImage toImage(const image::Picture& picture) {
    if (picture.width <= 0 || picture.height <= 0) return {};
    const auto rowBytes = static_cast<std::size_t>(picture.width) * 3;
    if (picture.rgb.size() != rowBytes * static_cast<std::size_t>(picture.height)) return {};
    const QImage view(picture.rgb.data(), picture.width, picture.height, static_cast<qsizetype>(rowBytes),
                      QImage::Format_RGB888);
    return view.convertToFormat(QImage::Format_RGB32);
}

image::Picture toPicture(const QImage& image) {
    if (image.isNull()) return {};
    QImage opaque = image;
    if (image.hasAlphaChannel()) {
        opaque = QImage(image.size(), QImage::Format_RGB32);
        opaque.fill(Qt::white);
        QPainter painter(&opaque);
        painter.drawImage(QRect(QPoint(0, 0), image.size()), image);
    }
    const QImage rgb = opaque.convertToFormat(QImage::Format_RGB888);
    image::Picture picture;
    picture.width = rgb.width();
    picture.height = rgb.height();
    const auto rowBytes = static_cast<std::size_t>(rgb.width()) * 3;
    picture.rgb.resize(rowBytes * static_cast<std::size_t>(rgb.height()));
    for (int y = 0; y < rgb.height(); ++y)
        std::memcpy(picture.rgb.data() + static_cast<std::size_t>(y) * rowBytes, rgb.constScanLine(y),
                    rowBytes);
    return picture;
}

QString displayPath(const std::string& path) {
    return QString::fromStdString(printable(path));
}

QString displayFileName(const std::string& path) {
    return displayPath(path.substr(path.find_last_of('/') + 1));
}

QString displayFolder(const std::string& path) {
    const auto slash = path.find_last_of('/');
    if (slash == std::string::npos) return {};
    return displayPath(path.substr(0, slash == 0 ? 1 : slash));
}

QUrl fileUrl(const std::string& path) {
    const QByteArray bytes = QByteArray::fromStdString(path);
    return QUrl::fromEncoded("file://" + bytes.toPercentEncoding("/"), QUrl::StrictMode);
}

std::string localPath(const QUrl& url) {
    if (!url.isLocalFile()) return {};
    return QByteArray::fromPercentEncoding(url.path(QUrl::FullyEncoded).toLatin1()).toStdString();
}

} // namespace sparlet::ui
