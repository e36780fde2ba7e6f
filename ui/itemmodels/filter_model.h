// A part of a ResultModel, chosen by words, label, folder, score or mark.
#pragma once

#include "itemmodels/result_model.h"

#include <QAbstractProxyModel>
#include <QString>
#include <QVector>
#include <optional>
#include <string>
#include <vector>

namespace sparlet::ui {

struct Filter {
    QString text;   // every word must occur in the file name, folder or label; case is ignored
    QString label;  // exactly this; empty: any
    QString folder; // this folder and those below it; empty: any
    std::optional<float> minimumScore;  // while browsing it has no effect
    std::optional<Mark> mark;

    bool empty() const;
    bool operator==(const Filter&) const = default;
};

struct LabelCount {
    QString label;  // "" for images without one
    int images = 0;
    bool operator==(const LabelCount&) const = default;
};

/// Keeps the source's order. Small sources are filtered at once; from `synchronousRows` rows on the work is
/// done on another thread over the shared rows, and the former rows stay until the new ones are there.
class FilterModel : public QAbstractProxyModel {
    Q_OBJECT

public:
    static constexpr int synchronousRows = 20'000;

    explicit FilterModel(QObject* parent = nullptr);
    ~FilterModel() override;

    /// Must be a ResultModel (or nothing).
    void setSourceModel(QAbstractItemModel* model) override;
    ResultModel* source() const { return source_; }

    void setFilter(const Filter& filter);
    const Filter& filter() const { return filter_; }
    bool busy() const { return busy_; }
    int total() const;  // rows of the source

    /// Labels of the source with their numbers of images, by label; computed in the background for large
    /// sources, see labelsChanged().
    const QVector<LabelCount>& labels() const { return labels_; }

    QModelIndex mapToSource(const QModelIndex& proxy) const override;
    QModelIndex mapFromSource(const QModelIndex& source) const override;
    QModelIndex index(int row, int column, const QModelIndex& parent = {}) const override;
    QModelIndex parent(const QModelIndex& child) const override;
    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;

signals:
    void filterChanged();
    void busyChanged(bool busy);
    /// Whenever the rows were chosen anew: rowCount() of total().
    void counted(int shown, int total);
    void labelsChanged();

private:
    struct Job;
    void refilter();
    void recountLabels();
    void accept(std::optional<std::vector<int>> rows);
    void setBusy(bool busy);
    void sourceReset();
    void sourceDataChanged(const QModelIndex& from, const QModelIndex& to, const QList<int>& roles);

    ResultModel* source_ = nullptr;
    Filter filter_;
    std::optional<std::vector<int>> accepted_;  // rising source rows; unset: all of them
    int shownTotal_ = 0;  // source rows while `accepted_` is unset, as announced to the views
    bool busy_ = false;
    QVector<LabelCount> labels_;
    std::shared_ptr<Job> job_, labelJob_;
};

}  // namespace sparlet::ui
