#include "style/style_controls.h"

#include "style/tokens.h"

#include <QPainter>
#include <QPainterPath>
#include <QStyleOption>

namespace sparlet::ui::controls {
namespace {

QColor over(const QColor& base, const QColor& ink, int percent) {
    const auto part = [percent](int a, int b) { return a + (b - a) * percent / 100; };
    return QColor(part(base.red(), ink.red()), part(base.green(), ink.green()),
                  part(base.blue(), ink.blue()));
}

bool has(const QStyleOption& option, QStyle::StateFlag flag) {
    return option.state.testFlag(flag);
}

void box(QPainter& painter, const QRectF& rect, const QColor& fill, const QColor& line,
         qreal corner = radius) {
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(line.alpha() == 0 ? QPen(Qt::NoPen) : QPen(line, 1));
    painter.setBrush(fill);
    painter.drawRoundedRect(rect.adjusted(0.5, 0.5, -0.5, -0.5), corner, corner);
    painter.restore();
}

void ring(QPainter& painter, const QRectF& rect, const QColor& colour, qreal corner = radius) {
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(colour, 2));
    painter.setBrush(Qt::NoBrush);
    painter.drawRoundedRect(rect.adjusted(1, 1, -1, -1), corner - 0.5, corner - 0.5);
    painter.restore();
}

} // namespace

void button(QPainter& painter, const QStyleOption& option, bool flat, bool isDefault) {
    const Tokens t = tokensFor(option.palette);
    const bool enabled = has(option, QStyle::State_Enabled);
    const bool down = enabled && (has(option, QStyle::State_Sunken));
    const bool on = has(option, QStyle::State_On);
    const bool hover = enabled && has(option, QStyle::State_MouseOver);
    QColor fill = flat ? QColor(Qt::transparent) : t.raised;
    QColor line = flat ? QColor(Qt::transparent) : t.border;
    if (isDefault && enabled) {
        fill = down ? over(t.accent, t.window, 18) : hover ? over(t.accent, t.text, 10) : t.accent;
        line = fill;
    } else if (on) {
        fill = t.accentDim;
        line = flat ? fill : t.accent;
    } else if (down) {
        fill = over(t.raised, t.text, 18);
    } else if (hover) {
        fill = over(t.raised, t.text, 9);
        if (!t.dark && flat) fill = over(t.window, t.text, 8);
    } else if (!enabled && !flat) {
        fill = over(t.window, t.raised, 50);
        line = over(t.window, t.border, 60);
    }
    box(painter, option.rect, fill, line);
    if (has(option, QStyle::State_HasFocus) && has(option, QStyle::State_KeyboardFocusChange))
        ring(painter, option.rect, isDefault ? t.text : t.accent);
}

void inputFrame(QPainter& painter, const QStyleOption& option, bool focused) {
    const Tokens t = tokensFor(option.palette);
    const QColor fill = has(option, QStyle::State_Enabled) ? option.palette.color(QPalette::Base) : t.panel;
    box(painter, option.rect, fill, t.border);
    if (focused) ring(painter, option.rect, t.accent);
}

void focusRing(QPainter& painter, const QStyleOption& option) {
    ring(painter, option.rect, tokensFor(option.palette).accent);
}

void checkBox(QPainter& painter, const QStyleOption& option) {
    const Tokens t = tokensFor(option.palette);
    const bool enabled = has(option, QStyle::State_Enabled);
    const bool on = has(option, QStyle::State_On), partly = has(option, QStyle::State_NoChange);
    const QColor fill = (on || partly) && enabled              ? t.accent
                        : has(option, QStyle::State_MouseOver) ? t.raised
                                                               : t.window;
    box(painter, option.rect, fill, (on || partly) && enabled ? t.accent : over(t.border, t.text, 25), 3);
    if (!on && !partly) return;
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(enabled ? t.onAccent : t.textDim, 1.75, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    const QRectF r = option.rect;
    const auto at = [&r](double x, double y) {
        return QPointF(r.x() + r.width() * x, r.y() + r.height() * y);
    };
    if (on)
        painter.drawPolyline(QPolygonF({at(0.25, 0.53), at(0.43, 0.71), at(0.76, 0.31)}));
    else
        painter.drawLine(at(0.28, 0.5), at(0.72, 0.5));
    painter.restore();
}

void radioButton(QPainter& painter, const QStyleOption& option) {
    const Tokens t = tokensFor(option.palette);
    const bool on = has(option, QStyle::State_On);
    const QRectF r = QRectF(option.rect).adjusted(0.5, 0.5, -0.5, -0.5);
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(on ? t.accent : over(t.border, t.text, 25), on ? 1.5 : 1));
    painter.setBrush(has(option, QStyle::State_MouseOver) ? t.raised : t.window);
    painter.drawEllipse(r);
    if (on) {
        painter.setPen(Qt::NoPen);
        painter.setBrush(t.accent);
        painter.drawEllipse(r.center(), r.width() * 0.27, r.height() * 0.27);
    }
    painter.restore();
}

void chevron(QPainter& painter, const QStyleOption& option, int quarterTurns) {
    const bool enabled = has(option, QStyle::State_Enabled);
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.translate(QRectF(option.rect).center());
    painter.rotate(90.0 * quarterTurns);
    const QColor ink =
        option.palette.color(enabled ? QPalette::Active : QPalette::Disabled, QPalette::WindowText);
    painter.setPen(QPen(ink, 1.4, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    painter.drawPolyline(QPolygonF({QPointF(-3.5, -1.75), QPointF(0, 1.75), QPointF(3.5, -1.75)}));
    painter.restore();
}

void comboBox(QPainter& painter, const QStyleOptionComboBox& option, const QRect& arrow) {
    QStyleOption part(option);
    if (option.editable) {
        inputFrame(painter, option, has(option, QStyle::State_HasFocus));
    } else {
        part.state.setFlag(QStyle::State_On, false);
        if (!option.frame)
            button(painter, part, true, false);
        else
            button(painter, part, false, false);
    }
    part.rect = arrow;
    chevron(painter, part, 0);
}

void spinBox(QPainter& painter, const QStyleOptionSpinBox& option, const QRect& up, const QRect& down) {
    if (option.frame) inputFrame(painter, option, has(option, QStyle::State_HasFocus));
    if (option.buttonSymbols == QAbstractSpinBox::NoButtons) return;
    const Tokens t = tokensFor(option.palette);
    const auto step = [&](const QRect& rect, QStyle::SubControl which, QAbstractSpinBox::StepEnabledFlag may,
                          int quarterTurns) {
        QStyleOption part(option);
        part.rect = rect;
        part.state.setFlag(QStyle::State_Enabled,
                           has(option, QStyle::State_Enabled) && option.stepEnabled.testFlag(may));
        if (has(part, QStyle::State_Enabled) && option.activeSubControls.testFlag(which))
            painter.fillRect(rect.adjusted(0, 1, -1, -1), t.raised);
        chevron(painter, part, quarterTurns);
    };
    step(up, QStyle::SC_SpinBoxUp, QAbstractSpinBox::StepUpEnabled, 2);
    step(down, QStyle::SC_SpinBoxDown, QAbstractSpinBox::StepDownEnabled, 0);
}

void slider(QPainter& painter, const QStyleOptionSlider& option, const QRect& groove, const QRect& handle) {
    const Tokens t = tokensFor(option.palette);
    const bool enabled = has(option, QStyle::State_Enabled);
    const bool across = option.orientation == Qt::Horizontal;
    const QPointF centre = QRectF(handle).center();
    QRectF line = groove;
    if (across)
        line = QRectF(groove.left() + 2, centre.y() - 1.5, groove.width() - 4, 3);
    else
        line = QRectF(centre.x() - 1.5, groove.top() + 2, 3, groove.height() - 4);
    QRectF done = line;
    const bool reversed = option.upsideDown;
    if (across)
        reversed ? done.setLeft(centre.x()) : done.setRight(centre.x());
    else
        reversed ? done.setTop(centre.y()) : done.setBottom(centre.y());
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(over(t.border, t.text, 12));
    painter.drawRoundedRect(line, 1.5, 1.5);
    painter.setBrush(enabled ? t.accent : t.border);
    painter.drawRoundedRect(done, 1.5, 1.5);
    const bool active =
        enabled && (has(option, QStyle::State_Sunken) || has(option, QStyle::State_MouseOver));
    const QColor knob = enabled ? (t.dark ? over(t.text, t.window, active ? 0 : 12) : t.raised) : t.border;
    painter.setBrush(knob);
    if (!t.dark) painter.setPen(QPen(over(t.border, t.text, active ? 60 : 35), 1));
    painter.drawEllipse(centre, 6.5, 6.5);
    if (has(option, QStyle::State_HasFocus)) {
        painter.setBrush(Qt::NoBrush);
        painter.setPen(QPen(t.accent, 2));
        painter.drawEllipse(centre, 8, 8);
    }
    painter.restore();
}

void scrollBar(QPainter& painter, const QStyleOptionSlider& option, const QRect& handle) {
    const Tokens t = tokensFor(option.palette);
    painter.fillRect(option.rect, option.palette.color(QPalette::Base));
    if (!has(option, QStyle::State_Enabled) || option.maximum <= option.minimum) return;
    const bool active = has(option, QStyle::State_Sunken) || has(option, QStyle::State_MouseOver);
    const int inset = active ? 2 : 3;
    const QRectF r = option.orientation == Qt::Horizontal ? QRectF(handle).adjusted(1, inset, -1, -inset)
                                                          : QRectF(handle).adjusted(inset, 1, -inset, -1);
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(over(t.window, t.text, active ? 48 : 30));
    const qreal corner = std::min(r.width(), r.height()) / 2;
    painter.drawRoundedRect(r, corner, corner);
    painter.restore();
}

void progressBar(QPainter& painter, const QStyleOptionProgressBar& option) {
    const Tokens t = tokensFor(option.palette);
    const QRectF r(option.rect.x(), option.rect.center().y() - 2, option.rect.width(), 4);
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(over(t.panel, t.text, 16));
    painter.drawRoundedRect(r, 2, 2);
    painter.setBrush(t.accent);
    if (option.maximum <= option.minimum) {
        // Not known yet: a still third in the middle, which needs no animation to be read as "busy".
        painter.drawRoundedRect(QRectF(r.x() + r.width() / 3, r.y(), r.width() / 3, r.height()), 2, 2);
    } else if (option.progress > option.minimum) {
        const double share =
            double(option.progress - option.minimum) / double(option.maximum - option.minimum);
        painter.drawRoundedRect(QRectF(r.x(), r.y(), std::max(4.0, r.width() * share), r.height()), 2, 2);
    }
    painter.restore();
}

void tab(QPainter& painter, const QStyleOptionTab& option) {
    const Tokens t = tokensFor(option.palette);
    const bool selected = has(option, QStyle::State_Selected);
    painter.fillRect(option.rect, t.panel);
    if (!selected && has(option, QStyle::State_MouseOver))
        painter.fillRect(option.rect, over(t.panel, t.text, 6));
    if (selected) {
        const bool below = option.shape == QTabBar::RoundedSouth || option.shape == QTabBar::TriangularSouth;
        const QRect r = option.rect;
        painter.fillRect(r.left() + 8, below ? r.top() : r.bottom() - 1, r.width() - 16, 2, t.accent);
    }
    if (has(option, QStyle::State_HasFocus))
        ring(painter, QRectF(option.rect).adjusted(2, 2, -2, -2), t.accent);
}

void dockTitle(QPainter& painter, const QStyleOptionDockWidget& option, const QRect& textRect) {
    const Tokens t = tokensFor(option.palette);
    painter.fillRect(option.rect, t.panel);
    painter.save();
    painter.setFont(headingFont(painter.font()));
    painter.setPen(t.text);
    const QRect r = textRect.adjusted(8, 0, -4, 0);
    painter.drawText(r, Qt::AlignVCenter | Qt::AlignLeft,
                     painter.fontMetrics().elidedText(option.title, Qt::ElideRight, r.width()));
    painter.restore();
}

void headerSection(QPainter& painter, const QStyleOptionHeader& option) {
    const Tokens t = tokensFor(option.palette);
    painter.fillRect(option.rect, t.panel);
    painter.setPen(t.border);
    painter.drawLine(option.rect.bottomLeft(), option.rect.bottomRight());
}

} // namespace sparlet::ui::controls
