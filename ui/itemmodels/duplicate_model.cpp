#include "itemmodels/duplicate_model.h"

#include "itemmodels/picture_image.h"

#include <QLocale>

#include <algorithm>
#include <iterator>
#include <unordered_set>
#include <utility>

namespace sparlet::ui {

QString sizeText(std::uint64_t bytes) {
    return QLocale().formattedDataSize(static_cast<qint64>(bytes), 1, QLocale::DataSizeSIFormat);
}

void DuplicateModel::setReport(std::shared_ptr<const engine::DuplicatesReport> report) {
    beginResetModel();
    if (report_ && report && report_->collection != report->collection) fates_.clear();
    report_ = std::move(report);
    endResetModel();
    emit fatesChanged();
}

engine::DuplicatesReport DuplicateModel::without(const engine::DuplicatesReport& report,
                                                 const std::vector<std::string>& paths) {
    const std::unordered_set<std::string> gone(paths.begin(), paths.end());
    engine::DuplicatesReport left;
    left.collection = report.collection;
    left.threshold = report.threshold;
    left.seconds = report.seconds;
    for (const auto& group : report.groups) {
        engine::DuplicateGroup rest;
        rest.reason = group.reason;
        std::copy_if(group.images.begin(), group.images.end(), std::back_inserter(rest.images),
                     [&](const auto& one) { return !gone.contains(one.image.path); });
        if (rest.images.size() > 1) left.groups.push_back(std::move(rest));
    }
    return left;
}

const engine::DuplicateGroup& DuplicateModel::group(int row) const {
    return report_->groups[static_cast<std::size_t>(row)];
}

Fate DuplicateModel::fate(int row, int picture) const {
    const auto found = fates_.find(group(row).images[static_cast<std::size_t>(picture)].image.id);
    return found == fates_.end() ? Fate::Undecided : found->second;
}

void DuplicateModel::setFate(int row, int picture, Fate fate) {
    const auto id = group(row).images[static_cast<std::size_t>(picture)].image.id;
    if (fate == Fate::Undecided)
        fates_.erase(id);
    else
        fates_[id] = fate;
    emit dataChanged(index(row), index(row));
    emit fatesChanged();
}

void DuplicateModel::markOthersQuietly(int row) {
    const auto& images = group(row).images;
    const auto others = engine::othersOf(group(row), report_->threshold);
    fates_[images.front().image.id] = Fate::Keep;
    for (std::size_t i = 1, at = 0; i < images.size() && at < others.size(); ++i) {
        if (images[i].image.path != others[at]) continue;
        fates_[images[i].image.id] = Fate::Trash;
        ++at;
    }
}

void DuplicateModel::markOthers(int row) {
    markOthersQuietly(row);
    emit dataChanged(index(row), index(row));
    emit fatesChanged();
}

void DuplicateModel::markOthers() {
    const int rows = rowCount();
    for (int row = 0; row < rows; ++row)
        markOthersQuietly(row);
    if (rows > 0) emit dataChanged(index(0), index(rows - 1));
    emit fatesChanged();
}

void DuplicateModel::clearFates() {
    fates_.clear();
    if (rowCount() > 0) emit dataChanged(index(0), index(rowCount() - 1));
    emit fatesChanged();
}

int DuplicateModel::markedIn(int row) const {
    const auto& images = group(row).images;
    return static_cast<int>(std::count_if(images.begin(), images.end(), [&](const auto& one) {
        const auto found = fates_.find(one.image.id);
        return found != fates_.end() && found->second == Fate::Trash;
    }));
}

std::vector<std::string> DuplicateModel::marked() const {
    std::vector<std::string> paths;
    for (int row = 0; row < rowCount(); ++row)
        for (int i = 0; i < static_cast<int>(group(row).images.size()); ++i)
            if (fate(row, i) == Fate::Trash)
                paths.push_back(group(row).images[static_cast<std::size_t>(i)].image.path);
    return paths;
}

int DuplicateModel::emptied() const {
    int groups = 0;
    for (int row = 0; row < rowCount(); ++row)
        if (markedIn(row) == static_cast<int>(group(row).images.size())) ++groups;
    return groups;
}

void DuplicateModel::spareBest() {
    for (int row = 0; row < rowCount(); ++row)
        if (markedIn(row) == static_cast<int>(group(row).images.size())) setFate(row, 0, Fate::Keep);
}

DuplicateSums DuplicateModel::sums() const {
    DuplicateSums sums;
    sums.groups = rowCount();
    for (int row = 0; row < sums.groups; ++row) {
        sums.pictures += static_cast<int>(group(row).images.size());
        sums.freeable += engine::freeableBytes(group(row));
        for (int i = 0; i < static_cast<int>(group(row).images.size()); ++i) {
            if (fate(row, i) != Fate::Trash) continue;
            ++sums.marked;
            sums.markedBytes += group(row).images[static_cast<std::size_t>(i)].image.size;
        }
    }
    return sums;
}

int DuplicateModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() || !report_ ? 0 : static_cast<int>(report_->groups.size());
}

QVariant DuplicateModel::data(const QModelIndex& index, int role) const {
    if (!checkIndex(index, CheckIndexOption::IndexIsValid)) return {};
    const auto& images = group(index.row()).images;
    const int count = static_cast<int>(images.size());
    switch (role) {
    case Qt::DisplayRole:
        return tr("%n pictures", nullptr, count);
    case Qt::ToolTipRole: {
        QStringList paths;
        for (int i = 0; i < std::min(count, 12); ++i)
            paths << displayPath(images[static_cast<std::size_t>(i)].image.path);
        return paths.join(QLatin1Char('\n'));
    }
    case Qt::AccessibleTextRole:
        return tr("%1, best: %2, %3 could be freed, %4 marked for the trash")
            .arg(tr("%n pictures", nullptr, count), displayFileName(images.front().image.path),
                 sizeText(engine::freeableBytes(group(index.row()))))
            .arg(markedIn(index.row()));
    case CountRole:
        return count;
    case FreeableRole:
        return static_cast<qulonglong>(engine::freeableBytes(group(index.row())));
    case MarkedRole:
        return markedIn(index.row());
    default:
        return {};
    }
}

} // namespace sparlet::ui
