// Groups of pictures that are nearly the same, one row each, with what shall become of every picture.
#pragma once

#include "engine/duplicate_reports.h"

#include <QAbstractListModel>
#include <QString>

#include <cstdint>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

namespace sparlet::ui {

enum class Fate { Undecided, Keep, Trash };

/// What all groups together come to.
struct DuplicateSums {
    int groups = 0, pictures = 0, marked = 0;
    std::uint64_t freeable = 0, markedBytes = 0; // freeable: of all but the best
};

/// Rows share the report: a hundred thousand groups cost what it costs. Marks belong to pictures and outlive
/// a new report of the same collection.
class DuplicateModel : public QAbstractListModel {
    Q_OBJECT

public:
    enum Role { CountRole = Qt::UserRole + 1, FreeableRole, MarkedRole };

    explicit DuplicateModel(QObject* parent = nullptr) : QAbstractListModel(parent) {}

    void setReport(std::shared_ptr<const engine::DuplicatesReport> report);
    const std::shared_ptr<const engine::DuplicatesReport>& report() const { return report_; }
    /// The report without these pictures, and without the groups that have a single one left.
    static engine::DuplicatesReport without(const engine::DuplicatesReport& report,
                                            const std::vector<std::string>& paths);

    // Precondition of these: the row, and the picture in it, are there.
    const engine::DuplicateGroup& group(int row) const;
    Fate fate(int row, int picture) const;
    void setFate(int row, int picture, Fate fate);
    /// The best stays, and all that is like it by the report's threshold goes; the rest is left undecided.
    void markOthers(int row);
    void markOthers();
    void clearFates();

    std::vector<std::string> marked() const;
    /// Groups of which nothing would be left.
    int emptied() const;
    /// Has the best of these stay.
    void spareBest();
    DuplicateSums sums() const;

    int rowCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;

signals:
    void fatesChanged();

private:
    void markOthersQuietly(int row);
    int markedIn(int row) const;

    std::shared_ptr<const engine::DuplicatesReport> report_;
    std::unordered_map<engine::ImageId, Fate> fates_;
};

/// "1.9 MB", powers of ten.
QString sizeText(std::uint64_t bytes);

} // namespace sparlet::ui
