#include "itemmodels/result_model.h"

#include "itemmodels/picture_image.h"

#include <QLocale>
#include <QMimeData>

#include <algorithm>

namespace sparlet::ui {

int ResultRows::count() const {
    if (collection) return static_cast<int>(collection->images.size());
    return results ? static_cast<int>(results->results.size()) : 0;
}

engine::ImageInfo ResultRows::image(int row) const {
    const auto at = static_cast<std::size_t>(row);
    return collection ? collection->images[at] : results->results[at].image;
}

engine::ImageId ResultRows::id(int row) const {
    const auto at = static_cast<std::size_t>(row);
    return collection ? collection->images.id(at) : results->results[at].image.id;
}

const std::string& ResultRows::path(int row, std::string& kept) const {
    const auto at = static_cast<std::size_t>(row);
    return collection ? collection->images.path(at, kept) : results->results[at].image.path;
}

std::string_view ResultRows::label(int row) const {
    const auto at = static_cast<std::size_t>(row);
    return collection ? collection->images.label(at) : std::string_view(results->results[at].image.label);
}

float ResultRows::score(int row) const {
    return results ? results->results[static_cast<std::size_t>(row)].score : 0.0F;
}

ResultModel::ResultModel(QObject* parent) : QAbstractListModel(parent) {}

void ResultModel::setCollection(std::shared_ptr<const engine::CollectionView> collection) {
    beginResetModel();
    rows_ = {std::move(collection), nullptr};
    endResetModel();
}

void ResultModel::setResults(const engine::QueryReport& report) {
    setResults(std::make_shared<const engine::QueryReport>(report));
}

void ResultModel::setResults(std::shared_ptr<const engine::QueryReport> report) {
    beginResetModel();
    rows_ = {nullptr, std::move(report)};
    endResetModel();
}

void ResultModel::clear() {
    beginResetModel();
    rows_ = {};
    endResetModel();
}

bool ResultModel::browsing() const {
    return rows_.collection != nullptr;
}

engine::ImageInfo ResultModel::image(const QModelIndex& index) const {
    Q_ASSERT(checkIndex(index, CheckIndexOption::IndexIsValid));
    return rows_.image(index.row());
}

namespace {

/// Where a collection has it; -1 when it is not there.
template <class Wanted>
int rowIn(const engine::ImageList& images, const Wanted& wanted) {
    const std::size_t row = images.find(wanted);
    return row < images.size() ? static_cast<int>(row) : -1;
}

} // namespace

int ResultModel::rowOf(engine::ImageId id) const {
    if (rows_.collection) return rowIn(rows_.collection->images, id);
    for (int row = 0; row < rows_.count(); ++row)
        if (rows_.id(row) == id) return row;
    return -1;
}

int ResultModel::rowOf(const std::string& path) const {
    if (rows_.collection) return rowIn(rows_.collection->images, std::string_view(path));
    std::string kept;
    for (int row = 0; row < rows_.count(); ++row)
        if (rows_.path(row, kept) == path) return row;
    return -1;
}

void ResultModel::setMark(const QModelIndex& index, Mark mark) {
    if (index.isValid()) setMark(image(index).id, mark);
}

void ResultModel::setMark(engine::ImageId id, Mark mark) {
    if (this->mark(id) == mark) return;
    if (mark == Mark::None)
        marks_.remove(id);
    else
        marks_[id] = mark;
    if (const int row = rowOf(id); row >= 0)
        emit dataChanged(index(row), index(row), {MarkRole, Qt::AccessibleTextRole, Qt::ToolTipRole});
    emit marksChanged();
}

Mark ResultModel::mark(engine::ImageId id) const {
    return marks_.value(id, Mark::None);
}

void ResultModel::clearMarks() {
    if (marks_.isEmpty()) return;
    marks_.clear();
    if (rows_.count() > 0)
        emit dataChanged(index(0), index(rows_.count() - 1),
                         {MarkRole, Qt::AccessibleTextRole, Qt::ToolTipRole});
    emit marksChanged();
}

namespace {

std::vector<engine::ImageId> marked(const QHash<engine::ImageId, Mark>& marks, Mark mark) {
    std::vector<engine::ImageId> ids;
    for (auto it = marks.begin(); it != marks.end(); ++it)
        if (it.value() == mark) ids.push_back(it.key());
    std::sort(ids.begin(), ids.end());
    return ids;
}

} // namespace

std::vector<engine::ImageId> ResultModel::confirmed() const {
    return marked(marks_, Mark::Right);
}

std::vector<engine::ImageId> ResultModel::rejected() const {
    return marked(marks_, Mark::Wrong);
}

void ResultModel::setThumbnails(ThumbnailLoader* loader, int side) {
    loader_ = loader;
    side_ = side;
}

int ResultModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : rows_.count();
}

QVariant ResultModel::rankChange(int row) const {
    if (!rows_.results || rows_.results->rounds <= 0) return {};
    const auto& item = rows_.results->results[static_cast<std::size_t>(row)];
    return item.rankBefore > 0 ? item.rankBefore - item.rank : newInTop;
}

QString ResultModel::tooltip(int row) const {
    const engine::ImageInfo image = rows_.image(row);
    const QLocale locale;
    QStringList lines{displayFileName(image.path), displayFolder(image.path)};
    if (!image.label.empty()) lines << tr("label: %1").arg(QString::fromStdString(image.label));
    lines << tr("%1 × %2 px · %3")
                 .arg(locale.toString(image.width), locale.toString(image.height),
                      locale.formattedDataSize(static_cast<qint64>(image.size)));
    if (rows_.results) {
        const auto& item = rows_.results->results[static_cast<std::size_t>(row)];
        lines
            << tr("rank %1 · score %2").arg(locale.toString(item.rank), locale.toString(item.score, 'f', 3));
        const QVariant change = rankChange(row);
        if (change.isValid())
            lines << (change.toInt() == newInTop
                          ? tr("not among the first without expansion")
                          : tr("rank %1 without expansion").arg(locale.toString(item.rankBefore)));
    }
    return lines.join(QLatin1Char('\n'));
}

QString ResultModel::accessibleText(int row) const {
    const engine::ImageInfo image = rows_.image(row);
    QStringList parts;
    if (rows_.results) {
        const auto& item = rows_.results->results[static_cast<std::size_t>(row)];
        parts << tr("rank %1").arg(item.rank) << displayFileName(image.path);
        if (!image.label.empty()) parts << QString::fromStdString(image.label);
        parts << tr("score %1").arg(QLocale().toString(item.score, 'f', 3));
    } else {
        parts << displayFileName(image.path);
        if (!image.label.empty()) parts << QString::fromStdString(image.label);
    }
    const Mark state = mark(image.id);
    if (state == Mark::Right) parts << tr("marked right");
    if (state == Mark::Wrong) parts << tr("marked wrong");
    return parts.join(QStringLiteral(", "));
}

QVariant ResultModel::data(const QModelIndex& index, int role) const {
    if (!checkIndex(index, CheckIndexOption::IndexIsValid)) return {};
    const int row = index.row();
    const engine::ImageInfo image = rows_.image(row);
    switch (role) {
    case PathBytesRole:
        return QByteArray::fromStdString(image.path);
    case PathRole:
        return displayPath(image.path);
    case Qt::DisplayRole:
    case FileNameRole:
        return displayFileName(image.path);
    case FolderRole:
        return displayFolder(image.path);
    case LabelRole:
        return QString::fromStdString(image.label);
    case ImageIdRole:
        return static_cast<qlonglong>(image.id);
    case RankRole:
        return rows_.results ? rows_.results->results[static_cast<std::size_t>(row)].rank : 0;
    case ScoreRole:
        return rows_.results ? QVariant(rows_.score(row)) : QVariant();
    case RankChangeRole:
        return rankChange(row);
    case MarkRole:
        return static_cast<int>(mark(image.id));
    case Qt::ToolTipRole:
        return tooltip(row);
    case Qt::AccessibleTextRole:
        return accessibleText(row);
    default:
        break;
    }
    if (!loader_ || (role != ThumbnailRole && role != ThumbnailStateRole && role != ProblemRole)) return {};
    Thumbnail thumbnail = loader_->thumbnail(image.path, side_);
    if (role == ThumbnailRole) return thumbnail.pixmap;
    if (role == ThumbnailStateRole) return static_cast<int>(thumbnail.state);
    return thumbnail.problem;
}

Qt::ItemFlags ResultModel::flags(const QModelIndex& index) const {
    if (!index.isValid()) return Qt::NoItemFlags;
    return Qt::ItemIsEnabled | Qt::ItemIsSelectable | Qt::ItemIsDragEnabled | Qt::ItemNeverHasChildren;
}

QHash<int, QByteArray> ResultModel::roleNames() const {
    auto names = QAbstractListModel::roleNames();
    names.insert({{PathBytesRole, "pathBytes"},
                  {PathRole, "path"},
                  {FileNameRole, "fileName"},
                  {FolderRole, "folder"},
                  {LabelRole, "label"},
                  {ImageIdRole, "imageId"},
                  {RankRole, "rank"},
                  {ScoreRole, "score"},
                  {RankChangeRole, "rankChange"},
                  {MarkRole, "mark"},
                  {ThumbnailRole, "thumbnail"},
                  {ThumbnailStateRole, "thumbnailState"},
                  {ProblemRole, "problem"}});
    return names;
}

QStringList ResultModel::mimeTypes() const {
    return {QStringLiteral("text/uri-list"), QStringLiteral("text/plain")};
}

QMimeData* ResultModel::mimeData(const QModelIndexList& indexes) const {
    if (indexes.isEmpty()) return nullptr;
    QList<QUrl> urls;
    QStringList names;
    for (const QModelIndex& index : indexes) {
        urls << fileUrl(image(index).path);
        names << displayPath(image(index).path);
    }
    auto* data = new QMimeData;
    data->setUrls(urls);
    data->setText(names.join(QLatin1Char('\n')));
    return data;
}

} // namespace sparlet::ui
