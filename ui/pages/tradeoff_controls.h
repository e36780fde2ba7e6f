// What the trade-off's scatter plot shows: its axes, colours, sizes and overlays.
#pragma once

#include "pages/tradeoff_scatter.h"

#include <QWidget>

class QCheckBox;
class QComboBox;
class QRadioButton;

namespace sparlet::ui {

class TradeoffControls : public QWidget {
    Q_OBJECT

public:
    explicit TradeoffControls(QWidget* parent = nullptr);

    TradeoffView view() const;
    /// Not announced. Unknown names stay as they were.
    void setView(const TradeoffView& view);
    /// Of the scatter plot only; what all views use stays.
    void setScatterOnly(bool scatter);

signals:
    void changed();
    void resetRequested();

private:
    void connectFields();
    QComboBox* metricBox(const QString& name, const QString& tip, const char* object);
    QCheckBox* check(const QString& text, const QString& tip, const char* object);

    QComboBox *x_, *y_, *colour_, *size_;
    QCheckBox *logX_, *logY_, *front_, *labels_, *papers_;
    QRadioButton *mean_, *single_;
    QList<QWidget*> scatterOnly_;
};

} // namespace sparlet::ui
