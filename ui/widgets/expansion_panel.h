// Iterative query expansion: its two controls, and what every round added.
#pragma once

#include "engine/reports.h"
#include "itemmodels/expansion_model.h"
#include "itemmodels/thumbnail_loader.h"

#include <QPointer>
#include <QWidget>

class QLabel;
class QSlider;
class QTimer;
class QTreeView;

namespace sparlet::ui {

class ExpansionDelegate;
class RoundStepper;
class StateView;

class ExpansionPanel : public QWidget {
    Q_OBJECT

public:
    explicit ExpansionPanel(QWidget* parent = nullptr);

    void setThumbnailLoader(ThumbnailLoader* loader); // not owned
    void setRounds(int rounds);                       // 0..3; no signal
    int rounds() const;
    void setGamma(float gamma); // 0..1: the weight of the initial score; no signal
    float gamma() const;

    /// What the last query did. An empty report gives the empty state.
    void setReport(const engine::QueryReport& report);
    void setBusy(bool busy); // a query runs: the list is dimmed
    void clear();
    /// One line about the last round: "round 2: 7 new, overlap 83 %, drift low"; "" without rounds.
    QString summary() const;

signals:
    void roundsChanged(int rounds);
    void gammaChanged(float gamma); // when the slider rests, at most once in 150 ms
    void imageActivated(const std::string& path);

protected:
    void changeEvent(QEvent* event) override;

private:
    void build();
    void buildLists();
    void applyTheme();
    void showSummary();
    void showGamma();
    void wantThumbnails();
    int thumbnailPixels() const;

    ExpansionModel* model_;
    RoundStepper* stepper_;
    QSlider* gamma_;
    QLabel* gammaValue_;
    QLabel* summary_;
    QWidget* warning_;
    QLabel* warningIcon_;
    QLabel* warningText_;
    QTreeView* tree_;
    ExpansionDelegate* delegate_;
    StateView* empty_;
    QTimer* settle_;
    QPointer<ThumbnailLoader> loader_;
};

} // namespace sparlet::ui
