// The images of a collection, or the results of a query, one row each.
#pragma once

#include "engine/reports.h"
#include "itemmodels/thumbnail_loader.h"

#include <QAbstractListModel>
#include <QHash>
#include <QPointer>

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace sparlet::ui {

enum class Mark { None, Right, Wrong };

/// What a ResultModel shows, for work on other threads: immutable and shared. At most one is set.
struct ResultRows {
    std::shared_ptr<const engine::CollectionView> collection;
    std::shared_ptr<const engine::QueryReport> results;

    int count() const;
    engine::ImageInfo image(int row) const;
    engine::ImageId id(int row) const;
    /// The path, in `kept` where it has to be put together.
    const std::string& path(int row, std::string& kept) const;
    std::string_view label(int row) const;
    float score(int row) const; // 0 while browsing
};

/// Nothing is allocated per row: a million rows cost what the shared report costs. Marks belong to images,
/// not to rows: they outlive a new set of results and go with clearMarks().
class ResultModel : public QAbstractListModel {
    Q_OBJECT

public:
    enum Role {
        PathBytesRole = Qt::UserRole + 1, // QByteArray: as the file system has it
        PathRole,                         // QString: to be read, see displayPath()
        FileNameRole,
        FolderRole,
        LabelRole,
        ImageIdRole,        // qlonglong
        RankRole,           // int from 1; 0 while browsing
        ScoreRole,          // float; invalid while browsing
        RankChangeRole,     // int, up is positive; newInTop; invalid without expansion or while browsing
        MarkRole,           // int of Mark
        ThumbnailRole,      // QPixmap, see setThumbnails()
        ThumbnailStateRole, // int of ThumbnailState
        ProblemRole,        // QString: why there is no thumbnail
    };
    static constexpr int newInTop = 1 << 30; // was not among the results before expansion

    explicit ResultModel(QObject* parent = nullptr);

    /// Browsing: the images by path, ranks and scores hidden.
    void setCollection(std::shared_ptr<const engine::CollectionView> collection);
    /// Copies the report once; the overload shares it.
    void setResults(const engine::QueryReport& report);
    void setResults(std::shared_ptr<const engine::QueryReport> report);
    void clear();

    bool browsing() const; // true with a collection, false with results or nothing
    const ResultRows& rows() const { return rows_; }

    /// Precondition: a valid index of this model.
    engine::ImageInfo image(const QModelIndex& index) const;
    /// -1 when it is not there.
    int rowOf(engine::ImageId id) const;
    int rowOf(const std::string& path) const;

    void setMark(const QModelIndex& index, Mark mark);
    void setMark(engine::ImageId id, Mark mark);
    Mark mark(engine::ImageId id) const;
    const QHash<engine::ImageId, Mark>& marks() const { return marks_; } // no Mark::None in it
    void clearMarks();
    std::vector<engine::ImageId> confirmed() const; // rising
    std::vector<engine::ImageId> rejected() const;

    /// Where the thumbnail roles look; they never start loading (a view asks for what it shows). `side` in
    /// device pixels. The loader is not owned.
    void setThumbnails(ThumbnailLoader* loader, int side);

    int rowCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    Qt::ItemFlags flags(const QModelIndex& index) const override;
    QHash<int, QByteArray> roleNames() const override;
    /// The files as URLs (text/uri-list) and as text.
    QMimeData* mimeData(const QModelIndexList& indexes) const override;
    QStringList mimeTypes() const override;

signals:
    void marksChanged();

private:
    QVariant rankChange(int row) const;
    QString tooltip(int row) const;
    QString accessibleText(int row) const;

    ResultRows rows_;
    QHash<engine::ImageId, Mark> marks_;
    QPointer<ThumbnailLoader> loader_;
    int side_ = 0;
};

} // namespace sparlet::ui
