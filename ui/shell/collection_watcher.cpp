#include "shell/collection_watcher.h"

#include <QMetaObject>

#include <algorithm>
#include <exception>

namespace sparlet::ui {

CollectionWatcher::CollectionWatcher(QObject* parent) : QObject(parent) {}

CollectionWatcher::~CollectionWatcher() {
    for (auto& [name, watching] : running_)
        watching->cancel.cancel();
    for (auto& [name, watching] : running_)
        watching->thread.join();
    for (auto& watching : ending_)
        watching->thread.join();
}

void CollectionWatcher::setWorkspace(std::shared_ptr<engine::Workspace> workspace) {
    workspace_ = std::move(workspace);
    update();
}

void CollectionWatcher::watch(const QStringList& collections) {
    wanted_ = collections;
    update();
}

void CollectionWatcher::pause(const QString& collection) {
    paused_.append(collection);
    update();
}

void CollectionWatcher::resume(const QString& collection) {
    paused_.removeOne(collection);
    update();
}

void CollectionWatcher::update() {
    QStringList unwanted;
    for (const auto& [name, watching] : running_)
        if (!wanted_.contains(name) || paused_.contains(name)) unwanted.append(name);
    for (const auto& name : unwanted)
        stop(name);
    if (!workspace_) return;
    for (const auto& name : wanted_)
        if (!paused_.contains(name) && running_.count(name) == 0) start(name);
}

void CollectionWatcher::stop(const QString& collection) {
    const auto found = running_.find(collection);
    found->second->cancel.cancel();
    ending_.push_back(std::move(found->second));
    running_.erase(found);
}

void CollectionWatcher::start(const QString& collection) {
    auto watching = std::make_unique<Watching>();
    auto* const self = watching.get();
    engine::WatchRequest request;
    request.collection = collection.toStdString();
    request.background = true;
    watching->thread = std::thread([this, self, collection, request, workspace = workspace_] {
        QString problem;
        try {
            const auto report = workspace->watch(
                request, {},
                [this, collection](const engine::IndexReport& indexed) {
                    if (indexed.indexed == 0 && indexed.removed == 0) return;
                    emit changed(collection, indexed.indexed, indexed.removed);
                },
                self->cancel);
            if (!report) problem = QString::fromStdString(report.error().message);
        } catch (const std::exception& failure) {
            problem = QString::fromUtf8(failure.what());
        }
        // Delivered to this object's thread, or not at all once it is gone; it waits for this thread first.
        QMetaObject::invokeMethod(
            this, [this, self, collection, problem] { join(self, collection, problem); },
            Qt::QueuedConnection);
    });
    running_.emplace(collection, std::move(watching));
}

void CollectionWatcher::join(Watching* ended, const QString& collection, const QString& problem) {
    const auto ending =
        std::find_if(ending_.begin(), ending_.end(), [ended](const auto& one) { return one.get() == ended; });
    if (ending != ending_.end()) {
        (*ending)->thread.join();
        ending_.erase(ending);
        return;
    }
    const auto running = running_.find(collection);
    if (running == running_.end() || running->second.get() != ended) return;
    running->second->thread.join();
    running_.erase(running);
    wanted_.removeAll(collection);
    emit failed(collection, problem);
}

} // namespace sparlet::ui
