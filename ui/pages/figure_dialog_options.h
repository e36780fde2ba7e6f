// What a figure of measurements is about: its kind's own choices, such as axes, a baseline or weights.
#pragma once

#include "report/figure.h"

#include <QWidget>

#include <map>
#include <string>
#include <vector>

class QCheckBox;
class QComboBox;
class QDoubleSpinBox;
class QLabel;
class QPushButton;

namespace sparlet::ui {

/// Kinds that are drawn from measurements, in the papers' order, and what they are called.
const std::vector<report::FigureKind>& measurementFigures();
QString figureTitle(report::FigureKind kind);
/// One sentence on what the figure shows.
QString figureHint(report::FigureKind kind);
/// A file's stem: "overall-score".
std::string figureName(report::FigureKind kind);
/// In files; stable: "overall-score" again, and back (Accuracy where there is none).
report::FigureKind figureKind(const std::string& name);

class FigureOptions : public QWidget {
    Q_OBJECT

public:
    explicit FigureOptions(QWidget* parent = nullptr);

    /// Shows what there is to choose for the request's kind, set as in the request.
    void setRequest(const report::FigureRequest& request);
    /// Writes what is chosen into `request`.
    void apply(report::FigureRequest& request) const;
    /// Whether the papers' values are beside; also while the request has none.
    bool withPapers() const;
    /// Not announced.
    void setWithPapers(bool with);
    QString formula() const;

signals:
    void changed();

private:
    QComboBox* box(const QString& name, const QString& tip, const char* object);
    QWidget* titled(const QString& title, std::initializer_list<QWidget*> widgets);
    void buildWeights();
    void showFormula();

    report::FigureKind kind_ = report::FigureKind::Accuracy;
    bool hasPapers_ = false;
    std::vector<eval::Measurement> papers_; // while they are switched off
    QComboBox *x_, *y_, *sweep_, *accuracy_, *colour_, *size_, *baseline_;
    QCheckBox *logX_, *logY_, *withPapers_;
    std::map<std::string, QDoubleSpinBox*> weights_;
    QLabel* formula_;
    QPushButton* standard_;
    QWidget *axesBox_, *sweepBox_, *baselineBox_, *weightsBox_;
};

} // namespace sparlet::ui
