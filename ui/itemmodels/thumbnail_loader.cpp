#include "itemmodels/thumbnail_loader.h"

#include "itemmodels/picture_image.h"

#include <QCache>
#include <QThread>
#include <QThreadPool>

#include <algorithm>
#include <array>
#include <exception>
#include <list>
#include <optional>
#include <unordered_map>

namespace sparlet::ui {
namespace {

constexpr std::array<int, 5> steps{96, 192, 320, 512, 1024};
constexpr std::size_t rememberedFailures = 100'000;

struct Key {
    std::string path;
    int side = 0;
    bool operator==(const Key&) const = default;
};

struct KeyHash {
    std::size_t operator()(const Key& key) const {
        return std::hash<std::string>()(key.path) * 31 + static_cast<std::size_t>(key.side);
    }
};

std::size_t qHash(const Key& key, std::size_t seed) {
    return KeyHash()(key) ^ seed;
}

struct Outcome {
    QImage image;
    QString problem;
};

struct Request {
    Key key;
    bool visible = true;
    std::vector<const void*> clients; // empty: a single request, which nobody takes back
};

/// The requests that wait, best first.
class Queue {
public:
    bool contains(const Key& key) const { return positions_.count(key) != 0; }
    bool empty() const { return items_.empty(); }
    std::size_t size() const { return items_.size(); }

    /// In front of all others of its priority.
    void push(Request request) {
        const auto at = request.visible ? items_.begin() : firstAhead();
        const Key key = request.key;
        positions_[key] = items_.insert(at, std::move(request));
    }

    std::optional<Request> take(const Key& key) {
        const auto found = positions_.find(key);
        if (found == positions_.end()) return std::nullopt;
        Request request = std::move(*found->second);
        items_.erase(found->second);
        positions_.erase(found);
        return request;
    }

    std::optional<Request> pop() {
        if (items_.empty()) return std::nullopt;
        return take(Key(items_.front().key));
    }

    /// Takes the client's name off everything and drops what only it wanted.
    void release(const void* client) {
        for (auto it = items_.begin(); it != items_.end();) {
            const bool removed = std::erase(it->clients, client) != 0;
            if (removed && it->clients.empty()) {
                positions_.erase(it->key);
                it = items_.erase(it);
            } else {
                ++it;
            }
        }
    }

    void clear() {
        items_.clear();
        positions_.clear();
    }

private:
    std::list<Request>::iterator firstAhead() {
        return std::find_if(items_.begin(), items_.end(), [](const Request& r) { return !r.visible; });
    }

    std::list<Request> items_;
    std::unordered_map<Key, std::list<Request>::iterator, KeyHash> positions_;
};

Outcome load(const ThumbnailLoader::Source& source, const Key& key) {
    const auto failed = [](QString why) { return Outcome{QImage(), std::move(why)}; };
    try {
        auto picture = source(key.path, key.side);
        if (!picture.ok()) return failed(QString::fromStdString(picture.error().message));
        QImage image = toImage(*picture);
        if (image.isNull())
            return failed(ThumbnailLoader::tr("%1 holds no picture.").arg(displayFileName(key.path)));
        return {std::move(image), QString()};
    } catch (const std::exception& error) {
        return failed(ThumbnailLoader::tr("%1 could not be read: %2")
                          .arg(displayFileName(key.path), QString::fromUtf8(error.what())));
    } catch (...) {
        return failed(ThumbnailLoader::tr("%1 could not be read.").arg(displayFileName(key.path)));
    }
}

} // namespace

struct ThumbnailLoader::Private {
    Source source;
    Options options;
    QThreadPool pool;
    QCache<Key, QPixmap> cache;
    std::unordered_map<std::string, QString> failures;
    Queue queue;
    std::unordered_map<Key, bool, KeyHash> running; // value: the file has changed since it was started
    bool idle = true;

    bool known(const Key& key) const {
        return cache.contains(key) || failures.count(key.path) != 0 || running.count(key) != 0;
    }
};

ThumbnailLoader::ThumbnailLoader(Source source, QObject* parent)
    : ThumbnailLoader(std::move(source), Options(), parent) {}

ThumbnailLoader::ThumbnailLoader(Source source, Options options, QObject* parent)
    : QObject(parent), d_(std::make_unique<Private>()) {
    d_->source = std::move(source);
    d_->options = options;
    d_->pool.setMaxThreadCount(std::max(1, options.threads));
    d_->pool.setThreadPriority(QThread::LowPriority);
    d_->cache.setMaxCost(static_cast<qsizetype>(options.cacheBytes));
}

ThumbnailLoader::~ThumbnailLoader() {
    d_->queue.clear();
    // The calls under way use the source, and what they refer to must outlive them.
    d_->pool.waitForDone();
}

int ThumbnailLoader::sideStep(int side) {
    const auto step = std::find_if(steps.begin(), steps.end(), [side](int s) { return s >= side; });
    return step == steps.end() ? steps.back() : *step;
}

Thumbnail ThumbnailLoader::thumbnail(const std::string& path, int side) const {
    const Key wanted{path, sideStep(side)};
    if (const QPixmap* pixmap = d_->cache.object(wanted)) return {ThumbnailState::Ready, *pixmap, QString()};
    if (const auto failure = d_->failures.find(path); failure != d_->failures.end())
        return {ThumbnailState::Failed, QPixmap(), failure->second};
    const bool underWay = d_->running.count(wanted) != 0 || d_->queue.contains(wanted);
    Thumbnail thumbnail{underWay ? ThumbnailState::Loading : ThumbnailState::Missing, QPixmap(), QString()};
    for (auto step = steps.rbegin(); step != steps.rend() && thumbnail.pixmap.isNull(); ++step)
        if (const QPixmap* other = d_->cache.object({path, *step})) thumbnail.pixmap = *other;
    return thumbnail;
}

void ThumbnailLoader::request(const std::string& path, int side, Priority priority) {
    const Key key{path, sideStep(side)};
    if (!d_->known(key)) {
        const auto waiting = d_->queue.take(key);
        d_->queue.push({key, priority == Priority::Visible || (waiting && waiting->visible), {}});
    }
    startWaiting();
}

void ThumbnailLoader::setWanted(const void* client, const std::vector<std::string>& visible,
                                const std::vector<std::string>& ahead, int side) {
    d_->queue.release(client);
    const int step = sideStep(side);
    const auto want = [&](const std::string& path, bool isVisible) {
        const Key key{path, step};
        if (d_->known(key)) return;
        Request request{key, isVisible, {client}};
        if (auto waiting = d_->queue.take(key)) {
            request.visible = isVisible || waiting->visible;
            request.clients = std::move(waiting->clients);
            // A single request stays one: it must not become cancellable.
            if (!request.clients.empty()) request.clients.push_back(client);
        }
        d_->queue.push(std::move(request));
    };
    // push() goes in front, so the lists are walked from their ends.
    std::for_each(ahead.rbegin(), ahead.rend(), [&](const std::string& path) { want(path, false); });
    std::for_each(visible.rbegin(), visible.rend(), [&](const std::string& path) { want(path, true); });
    startWaiting();
}

void ThumbnailLoader::forgetClient(const void* client) {
    d_->queue.release(client);
    startWaiting();
}

void ThumbnailLoader::clear() {
    d_->cache.clear();
    d_->failures.clear();
    for (auto& [key, changed] : d_->running)
        changed = true;
    emit cleared();
}

void ThumbnailLoader::forget(const std::string& path) {
    for (const int step : steps) {
        d_->cache.remove({path, step});
        const auto running = d_->running.find({path, step});
        if (running != d_->running.end()) running->second = true;
    }
    d_->failures.erase(path);
}

int ThumbnailLoader::pending() const {
    return static_cast<int>(d_->queue.size() + d_->running.size());
}

std::size_t ThumbnailLoader::cachedBytes() const {
    return static_cast<std::size_t>(d_->cache.totalCost());
}

void ThumbnailLoader::startWaiting() {
    while (static_cast<int>(d_->running.size()) < d_->pool.maxThreadCount()) {
        const auto next = d_->queue.pop();
        if (!next) break;
        start(next->key.path, next->key.side);
    }
    const bool idleNow = pending() == 0;
    const bool became = idleNow && !d_->idle;
    d_->idle = idleNow;
    if (became) emit idle();
}

void ThumbnailLoader::start(const std::string& path, int side) {
    d_->running[{path, side}] = false;
    d_->pool.start([this, path, side] {
        // `this` lives until the pool is done; the call below is dropped by Qt when the object goes first.
        auto outcome = load(d_->source, {path, side});
        QMetaObject::invokeMethod(
            this,
            [this, path, side, result = std::move(outcome)] {
                finished(path, side, result.image, result.problem);
            },
            Qt::QueuedConnection);
    });
}

void ThumbnailLoader::finished(const std::string& path, int side, const QImage& image,
                               const QString& problem) {
    const auto running = d_->running.extract(Key{path, side});
    if (!running.empty() && running.mapped()) {
        start(path, side);
        return;
    }
    if (image.isNull()) {
        if (d_->failures.size() >= rememberedFailures) d_->failures.clear();
        d_->failures[path] = problem;
    } else {
        auto pixmap = std::make_unique<QPixmap>(QPixmap::fromImage(image));
        const auto bytes = static_cast<qsizetype>(image.sizeInBytes());
        d_->cache.insert({path, side}, pixmap.release(), bytes);
    }
    emit ready(path);
    startWaiting();
}

} // namespace sparlet::ui
