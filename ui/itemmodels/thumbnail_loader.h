// Small copies of pictures for the views, loaded in the background and kept in memory.
#pragma once

#include "base/result.h"
#include "image/image_file.h"

#include <QImage>
#include <QObject>
#include <QPixmap>
#include <QString>

#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace sparlet::ui {

enum class ThumbnailState { Missing, Loading, Ready, Failed };

struct Thumbnail {
    ThumbnailState state = ThumbnailState::Missing;
    QPixmap pixmap;  // Ready; while Loading perhaps one of another size, to be shown scaled until then
    QString problem; // Failed: why, one sentence
};

/// Lives on the GUI thread; no call here waits for a picture. Loading happens on low-priority threads, wanted
/// pictures in this order: visible before ahead, the most recent request first.
class ThumbnailLoader : public QObject {
    Q_OBJECT

public:
    /// Thread-safe and blocking: at most `side` pixels on the longer side (engine::Workspace::thumbnail).
    using Source = std::function<Result<image::Picture>(const std::string& path, int side)>;

    enum class Priority { Visible, Ahead };

    struct Options {
        std::size_t cacheBytes = std::size_t{256}
                                 << 20; // of decoded pixels; the least recently used go first
        int threads = 2;
    };

    explicit ThumbnailLoader(Source source, QObject* parent = nullptr);
    ThumbnailLoader(Source source, Options options, QObject* parent = nullptr);
    /// Drops what waits and lets the calls of the source that are under way (at most `threads`) come back.
    ~ThumbnailLoader() override;

    /// `side` is in device pixels (logical side × devicePixelRatio) here and below; sides are rounded up to
    /// a few steps, so that zooming does not load every size.
    static int sideStep(int side);

    /// What is in memory now; starts nothing.
    Thumbnail thumbnail(const std::string& path, int side) const;

    /// Loads one picture unless it is there, under way or has failed. The request stays until it is served.
    void request(const std::string& path, int side, Priority priority = Priority::Visible);

    /// Replaces everything `client` asked for before: what is in neither list any more and has not begun is
    /// cancelled. The lists are served in their order. Any number of clients; a client that goes away calls
    /// forgetClient().
    void setWanted(const void* client, const std::vector<std::string>& visible,
                   const std::vector<std::string>& ahead, int side);
    void forgetClient(const void* client);

    /// After the files have changed: memory and remembered failures of all paths, or of one.
    void clear();
    void forget(const std::string& path);

    /// Requests that wait or are under way.
    int pending() const;
    std::size_t cachedBytes() const;

signals:
    /// A picture arrived or has failed; ask thumbnail() for which.
    void ready(const std::string& path);
    /// pending() went to 0.
    void idle();
    /// clear() was called: views ask again for what they show.
    void cleared();

private:
    void startWaiting();
    void start(const std::string& path, int side);
    void finished(const std::string& path, int side, const QImage& image, const QString& problem);

    struct Private;
    std::unique_ptr<Private> d_;
};

} // namespace sparlet::ui
