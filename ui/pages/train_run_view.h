// One run with its curves, live or from its record; or the curves of several runs over each other.
#pragma once

#include "engine/training_reports.h"
#include "pages/train_session.h"

#include <QList>
#include <QWidget>

#include <vector>

class QAction;
class QGridLayout;
class QLabel;
class QProgressBar;
class QToolButton;

namespace sparlet::ui {

class CurvePlot;
struct CurveData;

class TrainRunView : public QWidget {
    Q_OBJECT

public:
    /// The actions become buttons beside the title.
    TrainRunView(const QList<QAction*>& actions, QWidget* parent = nullptr);

    /// Which of the buttons are to be seen.
    void offer(const QList<QAction*>& actions);
    void setLive(const LiveRun& live);
    void setRun(const engine::RunDetails& run);
    /// Two or more.
    void setCompared(const std::vector<engine::RunDetails>& runs);

    QString title() const;
    QString facts() const;
    CurvePlot* loss() const { return plots_.at(0).plot; }
    CurvePlot* accuracy() const { return plots_.at(1).plot; }

protected:
    void changeEvent(QEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    using Number = double train::EpochRecord::*;
    struct TitledPlot {
        QWidget* box;
        QLabel* title;
        CurvePlot* plot;
        Number number;
        bool percent;
        QString label;
    };
    void addPlot(const QString& title, Number number, const QString& label, bool percent = false);
    void arrange();
    void applyTheme();
    void present(const QString& title, const QString& state, const QString& facts, const QString& problem);
    void showPlot(const TitledPlot& one, CurveData curves);
    /// The compared runs in the colours of their curves.
    void nameCompared();
    static QStringList comparedNames(const std::vector<engine::RunDetails>& runs);
    void showCurves(const std::vector<train::EpochRecord>& epochs,
                    const std::vector<std::pair<double, train::EpochRecord>>& trail);

    std::vector<TitledPlot> plots_;
    QLabel* title_;
    QLabel* state_;
    QLabel* facts_;
    QLabel* problem_;
    QProgressBar* progress_;
    QList<QToolButton*> buttons_;
    QGridLayout* grid_;
    int columns_ = 0;
    QStringList compared_; // names; empty: one run is shown
};

} // namespace sparlet::ui
