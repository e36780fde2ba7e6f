// The query a person is working on: its parts, its expansion, what was marked, and the way back.
#pragma once

#include "async/latest_request.h"
#include "engine/workspace.h"
#include "itemmodels/result_model.h"

#include <QObject>
#include <QUndoStack>

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace sparlet::ui {

/// Everything that decides the results.
struct QueryState {
    std::vector<engine::QueryPart> parts;
    int rounds = 0;
    float gamma = 0.5F;
    std::map<engine::ImageId, Mark> marks; // right and wrong only

    bool empty() const { return parts.empty(); }
};

/// As JSON and back. Pasted pictures and marks are left out; nothing comes of what is not such a query.
QByteArray serializeQuery(const QueryState& state);
std::optional<QueryState> parseQuery(const QByteArray& json);

/// Every change asks the workspace anew; only the newest answer arrives. Changes can be undone.
class QuerySession : public QObject {
    Q_OBJECT

public:
    explicit QuerySession(JobManager& jobs, QObject* parent = nullptr);

    void setWorkspace(std::shared_ptr<engine::Workspace> workspace) { workspace_ = std::move(workspace); }
    /// Starts over in another collection, with its model's defaults for the expansion.
    void setCollection(const std::string& name, int defaultRounds, float defaultGamma);
    const std::string& collection() const { return collection_; }

    const QueryState& state() const { return state_; }
    QUndoStack* undoStack() { return &undo_; }

    // Each is one undoable step named after what it does.
    void setParts(std::vector<engine::QueryPart> parts, const QString& text);
    void addPart(engine::QueryPart part, const QString& text);
    void setRounds(int rounds);
    void setGamma(float gamma);
    void setMark(engine::ImageId image, Mark mark);
    void clear();
    /// The query of the last session; where the history begins.
    void restore(QueryState state);
    /// Asks again, e.g. after the collection has grown.
    void refresh();

    bool pending() const { return request_.pending(); }

signals:
    void stateChanged();
    void pendingChanged(bool pending);
    void answered(std::shared_ptr<const sparlet::engine::QueryReport> report);
    void failed(const QString& sentence);
    void emptied(); // no query any more

private:
    class Change;
    void push(QueryState next, const QString& text, int mergeId = -1);
    void apply(const QueryState& state);
    void ask();

    std::shared_ptr<engine::Workspace> workspace_;
    std::string collection_;
    QueryState state_;
    QueryState fresh_;
    LatestRequest request_;
    QUndoStack undo_;
};

} // namespace sparlet::ui
