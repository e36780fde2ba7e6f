// Keeps chosen collections like their folders, behind everything else.
#pragma once

#include "engine/workspace.h"

#include <QObject>
#include <QStringList>

#include <list>
#include <map>
#include <memory>
#include <thread>

namespace sparlet::ui {

/// Lives on the GUI thread; each watched collection has a thread of its own, which waits most of the time.
class CollectionWatcher : public QObject {
    Q_OBJECT

public:
    explicit CollectionWatcher(QObject* parent = nullptr);
    /// Stops all and waits for them: a tenth of a second, longer only within a step of an index run.
    ~CollectionWatcher() override;

    void setWorkspace(std::shared_ptr<engine::Workspace> workspace);
    /// These and no others. Returns at once.
    void watch(const QStringList& collections);
    QStringList watched() const { return wanted_; }
    /// Lets somebody else write the collection; it is watched again with resume().
    void pause(const QString& collection);
    void resume(const QString& collection);

signals:
    /// Pictures came or went.
    void changed(const QString& collection, qlonglong added, qlonglong removed);
    /// It is not watched any more.
    void failed(const QString& collection, const QString& reason);

private:
    struct Watching {
        CancelToken cancel;
        std::thread thread;
    };
    void start(const QString& collection);
    void stop(const QString& collection);
    void update();
    void join(Watching* ended, const QString& collection, const QString& problem);

    std::shared_ptr<engine::Workspace> workspace_;
    QStringList wanted_, paused_;
    std::map<QString, std::unique_ptr<Watching>> running_;
    std::list<std::unique_ptr<Watching>> ending_; // told to stop, not there yet
};

} // namespace sparlet::ui
