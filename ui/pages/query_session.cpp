#include "pages/query_session.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>

namespace sparlet::ui {
namespace {

constexpr std::size_t kTop =
    1000; // results asked for: more than anyone scrolls through, few enough to be quick
constexpr int kMergeGamma = 1;
constexpr QLatin1String kParts("parts"), kSource("source"), kValue("value"), kWeight("weight"),
    kRounds("rounds"), kGamma("gamma");

} // namespace

class QuerySession::Change : public QUndoCommand {
public:
    Change(QuerySession& session, QueryState before, QueryState after, const QString& text, int mergeId)
        : QUndoCommand(text), session_(session), before_(std::move(before)), after_(std::move(after)),
          mergeId_(mergeId) {}

    void undo() override { session_.apply(before_); }
    void redo() override { session_.apply(after_); }
    int id() const override { return mergeId_; }
    bool mergeWith(const QUndoCommand* other) override {
        after_ = static_cast<const Change*>(other)->after_;
        return true;
    }

private:
    QuerySession& session_;
    QueryState before_, after_;
    int mergeId_;
};

QByteArray serializeQuery(const QueryState& state) {
    QJsonArray parts;
    for (const auto& part : state.parts) {
        if (part.source == engine::QueryPart::Source::Pixels) continue;
        parts.append(
            QJsonObject{{kSource, static_cast<int>(part.source)},
                        {kValue, QString::fromLatin1(QByteArray::fromStdString(part.value).toBase64())},
                        {kWeight, static_cast<double>(part.weight)}});
    }
    const QJsonObject query{
        {kParts, parts}, {kRounds, state.rounds}, {kGamma, static_cast<double>(state.gamma)}};
    return QJsonDocument(query).toJson(QJsonDocument::Compact);
}

std::optional<QueryState> parseQuery(const QByteArray& json) {
    const auto query = QJsonDocument::fromJson(json).object();
    QueryState state;
    for (const auto& value : query[kParts].toArray()) {
        const auto object = value.toObject();
        const int source = object[kSource].toInt(-1);
        if (source != static_cast<int>(engine::QueryPart::Source::File) &&
            source != static_cast<int>(engine::QueryPart::Source::Indexed) &&
            source != static_cast<int>(engine::QueryPart::Source::Text)) {
            return std::nullopt;
        }
        engine::QueryPart part;
        part.source = static_cast<engine::QueryPart::Source>(source);
        part.value = QByteArray::fromBase64(object[kValue].toString().toLatin1()).toStdString();
        part.weight = static_cast<float>(std::clamp(object[kWeight].toDouble(1.0), -4.0, 4.0));
        state.parts.push_back(std::move(part));
    }
    if (state.parts.empty()) return std::nullopt;
    state.rounds = std::clamp(query[kRounds].toInt(), 0, 3);
    state.gamma = static_cast<float>(std::clamp(query[kGamma].toDouble(0.5), 0.0, 1.0));
    return state;
}

QuerySession::QuerySession(JobManager& jobs, QObject* parent) : QObject(parent), request_(jobs) {
    connect(&request_, &LatestRequest::pendingChanged, this, &QuerySession::pendingChanged);
}

void QuerySession::setCollection(const std::string& name, int defaultRounds, float defaultGamma) {
    collection_ = name;
    fresh_ = QueryState{};
    fresh_.rounds = defaultRounds;
    fresh_.gamma = defaultGamma;
    undo_.clear();
    apply(fresh_);
}

void QuerySession::push(QueryState next, const QString& text, int mergeId) {
    undo_.push(new Change(*this, state_, std::move(next), text, mergeId));
}

void QuerySession::apply(const QueryState& state) {
    state_ = state;
    emit stateChanged();
    ask();
}

void QuerySession::setParts(std::vector<engine::QueryPart> parts, const QString& text) {
    auto next = state_;
    next.parts = std::move(parts);
    if (next.parts.empty()) next.marks.clear();
    push(std::move(next), text);
}

void QuerySession::addPart(engine::QueryPart part, const QString& text) {
    auto parts = state_.parts;
    parts.push_back(std::move(part));
    setParts(std::move(parts), text);
}

void QuerySession::setRounds(int rounds) {
    if (rounds == state_.rounds) return;
    auto next = state_;
    next.rounds = rounds;
    push(std::move(next), tr("expansion rounds"));
}

void QuerySession::setGamma(float gamma) {
    if (gamma == state_.gamma) return;
    auto next = state_;
    next.gamma = gamma;
    push(std::move(next), tr("weight of the first query"), kMergeGamma);
}

void QuerySession::setMark(engine::ImageId image, Mark mark) {
    auto next = state_;
    if (mark == Mark::None)
        next.marks.erase(image);
    else
        next.marks[image] = mark;
    push(std::move(next), mark == Mark::Right   ? tr("mark as right")
                          : mark == Mark::Wrong ? tr("mark as wrong")
                                                : tr("remove a mark"));
}

void QuerySession::clear() {
    if (state_.empty()) return;
    auto next = fresh_;
    next.rounds = state_.rounds;
    next.gamma = state_.gamma;
    push(std::move(next), tr("clear the query"));
}

void QuerySession::restore(QueryState state) {
    undo_.clear();
    apply(std::move(state));
}

void QuerySession::refresh() {
    ask();
}

void QuerySession::ask() {
    const bool positive = std::any_of(state_.parts.begin(), state_.parts.end(),
                                      [](const engine::QueryPart& p) { return p.weight > 0; });
    if (!workspace_ || state_.parts.empty() || !positive) {
        request_.drop();
        if (state_.parts.empty())
            emit emptied();
        else
            emit failed(
                tr("A query of exclusions alone ranks nothing; add a picture or a word to look for."));
        return;
    }
    engine::QueryRequest query;
    query.collection = collection_;
    query.parts = state_.parts;
    query.top = kTop;
    query.rounds = state_.rounds;
    query.gamma = state_.gamma;
    for (const auto& [image, mark] : state_.marks) {
        if (mark == Mark::Right) query.confirmed.push_back(image);
        if (mark == Mark::Wrong) query.rejected.push_back(image);
    }
    const auto workspace = workspace_;
    request_.start<engine::QueryReport>(
        [workspace, query](const JobContext& context) { return workspace->query(query, context.cancel); },
        [this](Result<engine::QueryReport> outcome) {
            if (outcome) {
                emit answered(std::make_shared<const engine::QueryReport>(std::move(outcome).value()));
            } else if (outcome.error().code != ErrorCode::Cancelled) {
                emit failed(QString::fromStdString(outcome.error().message));
            }
        });
}

} // namespace sparlet::ui
