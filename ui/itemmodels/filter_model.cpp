#include "itemmodels/filter_model.h"

#include <QStringList>

#include <algorithm>
#include <atomic>
#include <map>
#include <string_view>

namespace sparlet::ui {
namespace {

char lower(char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

/// `needle` is lower case already.
bool containsAscii(std::string_view text, std::string_view needle) {
    return std::search(text.begin(), text.end(), needle.begin(), needle.end(),
                       [](char a, char b) { return lower(a) == b; }) != text.end();
}

/// Length of the folder, with its final slash, that all rows share.
std::size_t sharedFolder(const ResultRows& rows) {
    if (rows.count() == 0) return 0;
    std::string kept, keptFirst;
    const std::string& first = rows.path(0, keptFirst);
    std::size_t length = first.find_last_of('/') + 1;
    const auto shorten = [&](const std::string& path) {
        const auto end = std::mismatch(first.begin(), first.begin() + static_cast<std::ptrdiff_t>(length),
                                       path.begin(), path.end());
        const auto same = static_cast<std::size_t>(end.first - first.begin());
        if (same < length) length = same == 0 ? 0 : first.find_last_of('/', same - 1) + 1;
    };
    // A collection is sorted by path: what its ends share, all share.
    if (rows.collection)
        shorten(rows.path(rows.count() - 1, kept));
    else
        for (int row = 1; row < rows.count(); ++row)
            shorten(rows.path(row, kept));
    return length;
}

/// One filter over one set of rows, made ready to ask row after row.
class Matcher {
public:
    Matcher(const ResultRows& rows, const Filter& filter) : rows_(rows), filter_(filter) {
        for (const QString& word : filter.text.simplified().split(QLatin1Char(' '), Qt::SkipEmptyParts)) {
            const bool ascii =
                std::all_of(word.begin(), word.end(), [](QChar c) { return c.unicode() < 128; });
            if (ascii)
                asciiWords_.push_back(word.toLower().toStdString());
            else
                words_ << word;
        }
        if (!filter.text.isEmpty()) skip_ = sharedFolder(rows);
        folder_ = filter.folder;
        if (!folder_.empty() && folder_.back() != '/') folder_ += '/';
    }

    bool operator()(int row) const {
        const std::string_view label = rows_.label(row);
        if (filter_.label && label != *filter_.label) return false;
        if (filter_.minimumScore && rows_.results && rows_.score(row) < *filter_.minimumScore) return false;
        if (folder_.empty() && asciiWords_.empty() && words_.isEmpty()) return true;
        const std::string& whole = rows_.path(row, path_);
        if (!folder_.empty() && whole.compare(0, folder_.size(), folder_) != 0) return false;
        const std::string_view path = std::string_view(whole).substr(std::min(skip_, whole.size()));
        for (const std::string& word : asciiWords_)
            if (!containsAscii(path, word) && !containsAscii(label, word)) return false;
        if (words_.isEmpty()) return true;
        const QString text = QString::fromUtf8(path.data(), static_cast<qsizetype>(path.size())) +
                             QLatin1Char('\n') +
                             QString::fromUtf8(label.data(), static_cast<qsizetype>(label.size()));
        return std::all_of(words_.begin(), words_.end(),
                           [&](const QString& word) { return text.contains(word, Qt::CaseInsensitive); });
    }

private:
    const ResultRows& rows_;
    const Filter& filter_;
    std::vector<std::string> asciiWords_;
    QStringList words_;
    std::size_t skip_ = 0;
    std::string folder_;
    mutable std::string path_; // of one thread at a time
};

} // namespace

bool Filter::empty() const {
    return *this == Filter() ||
           (text.trimmed().isEmpty() && !label && folder.empty() && !minimumScore && !mark);
}

struct FilterModel::Job {
    std::atomic<bool> cancelled = false;
};

FilterModel::FilterModel(QObject* parent) : QAbstractProxyModel(parent) {
    pool_.setMaxThreadCount(1);
}

FilterModel::~FilterModel() {
    if (filterJob_) filterJob_->cancelled = true;
    if (labelJob_) labelJob_->cancelled = true;
    pool_.waitForDone();
}

template <class Value>
void FilterModel::run(std::shared_ptr<Job>& current, std::function<Value(const Job&)> work,
                      std::function<void(Value)> done) {
    if (current) current->cancelled = true;
    auto job = std::make_shared<Job>();
    current = job;
    if (total() < synchronousRows) {
        done(work(*job));
        return;
    }
    pool_.start([this, job, work = std::move(work), done = std::move(done)] {
        if (job->cancelled) return;
        auto value = std::make_shared<Value>(work(*job));
        // The pool is waited for before this object goes, and Qt drops the call when the object is gone.
        QMetaObject::invokeMethod(
            this,
            [job, done, value] {
                if (!job->cancelled) done(std::move(*value));
            },
            Qt::QueuedConnection);
    });
}

void FilterModel::setSourceModel(QAbstractItemModel* model) {
    beginResetModel();
    if (source_) source_->disconnect(this);
    source_ = qobject_cast<ResultModel*>(model);
    Q_ASSERT(source_ || !model);
    QAbstractProxyModel::setSourceModel(model);
    if (source_) {
        connect(source_, &QAbstractItemModel::modelAboutToBeReset, this, [this] { beginResetModel(); });
        connect(source_, &QAbstractItemModel::modelReset, this, [this] {
            refilter(true);
            recountLabels();
        });
        connect(source_, &QAbstractItemModel::dataChanged, this, &FilterModel::sourceDataChanged);
        connect(source_, &QObject::destroyed, this, [this] { setSourceModel(nullptr); });
    }
    refilter(true);
    recountLabels();
}

void FilterModel::setFilter(const Filter& filter) {
    if (filter == filter_) return;
    filter_ = filter;
    refilter(false);
    emit filterChanged();
}

int FilterModel::total() const {
    return source_ ? source_->rowCount() : 0;
}

// With `sourceIsNew` a reset has begun, which ends here.
void FilterModel::refilter(bool sourceIsNew) {
    if (filterJob_) filterJob_->cancelled = true;
    const bool all = filter_.empty() || total() == 0;
    const bool now = all || total() < synchronousRows;
    if (sourceIsNew) {
        accepted_ = all ? std::optional<std::vector<int>>() : std::vector<int>();
        endResetModel();
    }
    if (all) {
        if (!sourceIsNew) {
            beginResetModel();
            accepted_.reset();
            endResetModel();
        }
        setBusy(false);
        emit counted(rowCount(), total());
        return;
    }
    if (!now) setBusy(true);
    const Filter filter = filter_;
    const ResultRows rows = source_->rows();
    QHash<engine::ImageId, Mark> marks;
    if (filter.mark) marks = source_->marks();
    run<std::vector<int>>(
        filterJob_,
        [rows, filter, marks](const Job& job) {
            const Matcher matches(rows, filter);
            std::vector<int> accepted;
            for (int row = 0; row < rows.count(); ++row) {
                if (row % 4096 == 0 && job.cancelled) break;
                if (filter.mark && marks.value(rows.id(row), Mark::None) != *filter.mark) continue;
                if (matches(row)) accepted.push_back(row);
            }
            return accepted;
        },
        [this](std::vector<int> accepted) { accept(std::move(accepted)); });
}

void FilterModel::accept(std::optional<std::vector<int>> rows) {
    beginResetModel();
    accepted_ = std::move(rows);
    endResetModel();
    setBusy(false);
    emit counted(rowCount(), total());
}

void FilterModel::recountLabels() {
    if (!source_) {
        labels_.clear();
        emit labelsChanged();
        return;
    }
    run<QVector<LabelCount>>(
        labelJob_,
        [rows = source_->rows()](const Job& job) {
            std::map<std::string, int, std::less<>> counts;
            for (int row = 0; row < rows.count(); ++row) {
                if (row % 4096 == 0 && job.cancelled) break;
                const std::string_view label = rows.label(row);
                const auto known = counts.find(label);
                ++(known != counts.end() ? known : counts.emplace(label, 0).first)->second;
            }
            QVector<LabelCount> labels;
            for (const auto& [label, images] : counts)
                labels.push_back({label, images});
            return labels;
        },
        [this](QVector<LabelCount> labels) {
            labels_ = std::move(labels);
            emit labelsChanged();
        });
}

void FilterModel::setBusy(bool busy) {
    if (busy_ == busy) return;
    busy_ = busy;
    emit busyChanged(busy);
}

void FilterModel::sourceDataChanged(const QModelIndex& from, const QModelIndex& to, const QList<int>& roles) {
    if (filter_.mark && (roles.isEmpty() || roles.contains(ResultModel::MarkRole))) {
        refilter(false);
        return;
    }
    forwardDataChanged(from.row(), to.row(), roles);
}

void FilterModel::forwardDataChanged(int from, int to, const QList<int>& roles) {
    if (accepted_) {
        const auto first = std::lower_bound(accepted_->begin(), accepted_->end(), from);
        const auto last = std::upper_bound(first, accepted_->end(), to);
        if (first == last) return;
        from = static_cast<int>(first - accepted_->begin());
        to = static_cast<int>(last - accepted_->begin()) - 1;
    }
    emit dataChanged(index(from, 0), index(to, 0), roles);
}

QModelIndex FilterModel::mapToSource(const QModelIndex& proxy) const {
    if (!source_ || !proxy.isValid()) return {};
    const int row = accepted_ ? (*accepted_)[static_cast<std::size_t>(proxy.row())] : proxy.row();
    return source_->index(row, proxy.column());
}

QModelIndex FilterModel::mapFromSource(const QModelIndex& source) const {
    if (!source.isValid()) return {};
    if (!accepted_) return index(source.row(), source.column());
    const auto found = std::lower_bound(accepted_->begin(), accepted_->end(), source.row());
    if (found == accepted_->end() || *found != source.row()) return {};
    return index(static_cast<int>(found - accepted_->begin()), source.column());
}

QModelIndex FilterModel::index(int row, int column, const QModelIndex& parent) const {
    return hasIndex(row, column, parent) ? createIndex(row, column) : QModelIndex();
}

QModelIndex FilterModel::parent(const QModelIndex&) const {
    return {};
}

int FilterModel::rowCount(const QModelIndex& parent) const {
    if (parent.isValid()) return 0;
    return accepted_ ? static_cast<int>(accepted_->size()) : total();
}

int FilterModel::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : 1;
}

bool FilterModel::hasChildren(const QModelIndex& parent) const {
    return rowCount(parent) > 0;
}

} // namespace sparlet::ui
