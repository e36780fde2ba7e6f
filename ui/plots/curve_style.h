// How the n-th of several curves is drawn: a colour and a line style of its own, so that it is known without
// colour too.
#pragma once

#include "style/tokens.h"

#include <QPen>
#include <QStringList>
#include <QWidget>

namespace sparlet::ui {

/// Curves that can be told apart; more of them are not drawn together.
inline constexpr int kMostCurves = 8;

QPen curvePen(const Tokens& tokens, int which, double width = 1.8);

/// Names beside samples of their lines, as many in a row as fit.
class CurveLegend : public QWidget {
    Q_OBJECT

public:
    explicit CurveLegend(QWidget* parent = nullptr);

    void setNames(QStringList names);
    const QStringList& names() const { return names_; }

    bool hasHeightForWidth() const override { return true; }
    int heightForWidth(int width) const override;
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    struct Place {
        QRect sample, text;
    };
    std::vector<Place> places(int width) const;

    QStringList names_;
};

} // namespace sparlet::ui
