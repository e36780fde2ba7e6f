// The table of kept evaluations: filter, columns, seeds together or apart.
#pragma once

#include "itemmodels/evaluation_model.h"

#include <QWidget>

#include <functional>

class QAction;
class QCheckBox;
class QLabel;
class QLineEdit;
class QMenu;
class QTableView;
class QToolButton;

namespace sparlet::ui {

class EvaluateTable : public QWidget {
    Q_OBJECT

public:
    explicit EvaluateTable(QWidget* parent = nullptr);

    EvaluationModel* model() const { return model_; }
    QTableView* view() const { return view_; }
    QLineEdit* filterField() const { return filter_; }
    QCheckBox* grouping() const { return grouping_; }
    QMenu* columnsMenu() const { return columns_; }

    /// Rows that are still there stay selected.
    void setEvaluations(std::vector<engine::EvaluationSummary> evaluations);
    void setProject(const QString& project);

    /// Evaluations of the selected rows, the current row's first; each once.
    QStringList selected() const;
    void select(const QStringList& ids);
    /// Of all rows that the filter leaves, from the top.
    QStringList shown() const;
    /// Metrics among the visible columns, from the left, by Measurement's ids.
    std::vector<std::string> shownMetrics() const;

    /// Which columns there are, where and how wide, and what sorts.
    QByteArray saveState() const;
    void restoreState(const QByteArray& state);

    void editName();

signals:
    void selectionChanged();
    /// Enter or a double click on a row.
    void opened();

protected:
    void changeEvent(QEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void buildView();
    void buildColumns();
    void keepingSelection(const std::function<void()>& change);
    void moveColumn(int by);
    void resetColumns();
    void updateCount();
    /// Means with their deviations need more room than numbers.
    void widenNumbers();
    void applyTheme();

    EvaluationModel* model_;
    QTableView* view_;
    QLineEdit* filter_;
    QCheckBox* grouping_;
    QToolButton* columnsButton_;
    QMenu* columns_;
    QLabel* count_;
    QList<QAction*> columnActions_;
    bool quiet_ = false;
};

} // namespace sparlet::ui
