// A part of a ResultModel, chosen by words, label, folder, score or mark.
#pragma once

#include "itemmodels/result_model.h"

#include <QAbstractProxyModel>
#include <QString>
#include <QThreadPool>
#include <QVector>

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace sparlet::ui {

struct Filter {
    /// Every word must occur in the label or the path below the folder all images share; case is ignored.
    QString text;
    std::optional<std::string> label;  // exactly this; "": images without one
    std::string folder;                // this folder and those below it, as bytes; empty: any
    std::optional<float> minimumScore; // while browsing it has no effect
    std::optional<Mark> mark;

    bool empty() const;
    bool operator==(const Filter&) const = default;
};

struct LabelCount {
    std::string label; // "" for images without one
    int images = 0;
    bool operator==(const LabelCount&) const = default;
};

/// Keeps the source's order. Small sources are filtered at once; from `synchronousRows` rows on the work is
/// done on another thread over the shared rows; until it is done the former rows stay (none, after the source
/// itself was filled anew).
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
    int total() const; // rows of the source

    /// Labels of the source with their numbers of images, by label; computed in the background for large
    /// sources, see labelsChanged().
    const QVector<LabelCount>& labels() const { return labels_; }

    QModelIndex mapToSource(const QModelIndex& proxy) const override;
    QModelIndex mapFromSource(const QModelIndex& source) const override;
    QModelIndex index(int row, int column, const QModelIndex& parent = {}) const override;
    QModelIndex parent(const QModelIndex& child) const override;
    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    bool hasChildren(const QModelIndex& parent = {}) const override;

signals:
    void filterChanged();
    void busyChanged(bool busy);
    /// Whenever the rows were chosen anew: rowCount() of total().
    void counted(int shown, int total);
    void labelsChanged();

private:
    struct Job;
    /// Runs `work` on the pool where the source is large, else here; `done` here. A newer job of the same
    /// kind drops an older one.
    template <class Value>
    void run(std::shared_ptr<Job>& current, std::function<Value(const Job&)> work,
             std::function<void(Value)> done);
    void refilter(bool sourceIsNew);
    void recountLabels();
    void accept(std::optional<std::vector<int>> rows);
    void setBusy(bool busy);
    void sourceDataChanged(const QModelIndex& from, const QModelIndex& to, const QList<int>& roles);
    void forwardDataChanged(int from, int to, const QList<int>& roles);

    ResultModel* source_ = nullptr;
    Filter filter_;
    std::optional<std::vector<int>> accepted_; // rising source rows; unset: all of them
    bool busy_ = false;
    QVector<LabelCount> labels_;
    std::shared_ptr<Job> filterJob_, labelJob_;
    QThreadPool pool_;
};

} // namespace sparlet::ui
