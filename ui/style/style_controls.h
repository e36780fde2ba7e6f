// How the single controls are drawn; called by SparletStyle only.
#pragma once

class QPainter;
class QStyleOption;
class QStyleOptionComplex;
class QStyleOptionComboBox;
class QStyleOptionDockWidget;
class QStyleOptionHeader;
class QStyleOptionProgressBar;
class QStyleOptionSlider;
class QStyleOptionSpinBox;
class QStyleOptionTab;
class QRect;
class QWidget;

namespace sparlet::ui::controls {

inline constexpr int radius = 5;

void button(QPainter& painter, const QStyleOption& option, bool flat, bool isDefault);
void inputFrame(QPainter& painter, const QStyleOption& option, bool focused);
void focusRing(QPainter& painter, const QStyleOption& option);
void checkBox(QPainter& painter, const QStyleOption& option);
void radioButton(QPainter& painter, const QStyleOption& option);
void comboBox(QPainter& painter, const QStyleOptionComboBox& option, const QRect& arrow);
void spinBox(QPainter& painter, const QStyleOptionSpinBox& option, const QRect& up, const QRect& down);
void slider(QPainter& painter, const QStyleOptionSlider& option, const QRect& groove, const QRect& handle);
void scrollBar(QPainter& painter, const QStyleOptionSlider& option, const QRect& handle);
void progressBar(QPainter& painter, const QStyleOptionProgressBar& option);
void tab(QPainter& painter, const QStyleOptionTab& option);
void dockTitle(QPainter& painter, const QStyleOptionDockWidget& option, const QRect& textRect);
void headerSection(QPainter& painter, const QStyleOptionHeader& option);
void chevron(QPainter& painter, const QStyleOption& option, int quarterTurns); // 0: down, clockwise

} // namespace sparlet::ui::controls
