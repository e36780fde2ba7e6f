// How a figure is to look: size, letters, colours, legend, language.
#pragma once

#include "report/figure.h"

#include <QWidget>

class QCheckBox;
class QComboBox;
class QDoubleSpinBox;

namespace sparlet::ui {

class FigureForm : public QWidget {
    Q_OBJECT

public:
    explicit FigureForm(QWidget* parent = nullptr);

    void setChoices(const report::FigureChoices& choices);
    report::FigureStyle style() const;
    /// Not announced.
    void setStyle(const report::FigureStyle& style);

signals:
    void changed();

private:
    void connectFields();
    void showWidth();
    void fillPalettes();

    report::FigureChoices choices_;
    int dpi_ = 300; // not shown here
    QComboBox *journal_, *font_, *palette_, *legend_, *language_;
    QDoubleSpinBox *width_, *height_, *points_;
    QCheckBox* patterns_;
};

} // namespace sparlet::ui
