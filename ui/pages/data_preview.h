// What a training data set holds: its counts, its classes, and a strip of sample pictures.
#pragma once

#include "engine/training_reports.h"

#include <QImage>
#include <QWidget>

#include <vector>

class QLabel;
class QProgressBar;

namespace sparlet::ui {

/// As many labelled pictures side by side as fit.
class SampleStrip : public QWidget {
    Q_OBJECT

public:
    explicit SampleStrip(QWidget* parent = nullptr);
    void setSamples(const std::vector<engine::TrainingSample>& samples);
    int count() const { return static_cast<int>(samples_.size()); }
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    struct Sample {
        QImage image;
        QString label;
    };
    std::vector<Sample> samples_;
};

class DataPreview : public QWidget {
    Q_OBJECT

public:
    enum class State { Empty, Busy, Error, Shown };

    explicit DataPreview(QWidget* parent = nullptr);

    void clear();
    void setBusy();
    void setError(const QString& sentence);
    void setPreview(const engine::TrainingDataPreview& preview);

    State state() const { return state_; }
    QString text() const;
    SampleStrip* strip() const { return strip_; }

    /// "50,000 pictures in 10 classes, 5,000 each."
    static QString countsText(const engine::TrainingDataPreview& preview);

protected:
    void changeEvent(QEvent* event) override;

private:
    void present(State state, const QString& text, const QString& classes = {}, const QString& tip = {});
    void applyTheme();

    State state_ = State::Empty;
    QLabel* icon_;
    QLabel* text_;
    QLabel* classes_;
    QProgressBar* progress_;
    SampleStrip* strip_;
};

} // namespace sparlet::ui
