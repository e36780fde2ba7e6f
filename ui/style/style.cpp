#include "style/style.h"

#include "style/style_controls.h"
#include "style/tokens.h"

#include <QAbstractItemView>
#include <QAbstractSpinBox>
#include <QComboBox>
#include <QDockWidget>
#include <QLineEdit>
#include <QMainWindow>
#include <QPainter>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QStyleFactory>
#include <QStyleOption>
#include <QToolButton>

namespace sparlet::ui {
namespace {

constexpr int kCellMargin = 6; // beside a text in tables, lists and headers
constexpr int kRow = 24;       // least height of a row in lists and trees
constexpr int kMenuSign = 14;  // width of the sign of a tool button's menu

} // namespace

SparletStyle::SparletStyle() : QProxyStyle(QStyleFactory::create(QStringLiteral("Fusion"))) {
    setObjectName(QStringLiteral("sparlet"));
}

void SparletStyle::polish(QWidget* widget) {
    QProxyStyle::polish(widget);
    if (qobject_cast<QAbstractButton*>(widget) || qobject_cast<QComboBox*>(widget))
        widget->setAttribute(Qt::WA_Hover);
    // The frame is drawn with its ground, round as any other field's.
    if (auto* text = qobject_cast<QPlainTextEdit*>(widget)) text->viewport()->setAutoFillBackground(false);
}

int SparletStyle::pixelMetric(PixelMetric metric, const QStyleOption* option, const QWidget* widget) const {
    switch (metric) {
    case PM_LayoutLeftMargin:
    case PM_LayoutRightMargin:
    case PM_LayoutTopMargin:
    case PM_LayoutBottomMargin:
        return metric::margin;
    case PM_LayoutHorizontalSpacing:
    case PM_LayoutVerticalSpacing:
        return metric::gap;
    case PM_FocusFrameHMargin: // item views add one pixel
        return kCellMargin - 1;
    case PM_HeaderMargin:
        return kCellMargin;
    case PM_ScrollBarExtent:
        return 12;
    case PM_ScrollBarSliderMin:
        return 32;
    case PM_SmallIconSize:
    case PM_ButtonIconSize:
    case PM_ListViewIconSize:
        return 18;
    case PM_ToolBarIconSize:
        return 20;
    case PM_MenuPanelWidth:
        return 1;
    case PM_MenuVMargin:
        return 4;
    case PM_ToolBarFrameWidth:
        return 0;
    case PM_ToolBarItemSpacing:
        return 4;
    case PM_ToolBarItemMargin:
        return 4;
    case PM_DockWidgetTitleBarButtonMargin:
        return 4;
    case PM_DockWidgetTitleMargin:
        return 6;
    case PM_DockWidgetSeparatorExtent:
        return 5;
    case PM_SplitterWidth:
        return 5;
    case PM_IndicatorWidth:
    case PM_IndicatorHeight:
    case PM_ExclusiveIndicatorWidth:
    case PM_ExclusiveIndicatorHeight:
        return 16;
    case PM_CheckBoxLabelSpacing:
    case PM_RadioButtonLabelSpacing:
        return 8;
    case PM_SliderThickness:
        return 20;
    case PM_SliderLength:
        return 16;
    case PM_SliderControlThickness:
        return 16;
    case PM_ButtonDefaultIndicator:
    case PM_ButtonShiftHorizontal:
    case PM_ButtonShiftVertical:
    case PM_TabBarTabShiftVertical:
        return 0;
    case PM_TabBarBaseOverlap:
        return 0;
    default:
        return QProxyStyle::pixelMetric(metric, option, widget);
    }
}

int SparletStyle::styleHint(StyleHint hint, const QStyleOption* option, const QWidget* widget,
                            QStyleHintReturn* data) const {
    switch (hint) {
    case SH_Widget_Animation_Duration:
        return 0;
    case SH_ComboBox_Popup:
        return 0;
    case SH_Slider_AbsoluteSetButtons:
        return Qt::LeftButton;
    case SH_EtchDisabledText:
        return 0;
    case SH_UnderlineShortcut:
        return 0;
    case SH_DialogButtonBox_ButtonsHaveIcons:
        return 0;
    case SH_ToolTip_WakeUpDelay:
        return 500;
    case SH_TabBar_Alignment:
        return Qt::AlignLeft;
    default:
        return QProxyStyle::styleHint(hint, option, widget, data);
    }
}

QSize SparletStyle::sizeFromContents(ContentsType type, const QStyleOption* option, const QSize& size,
                                     const QWidget* widget) const {
    QSize out = QProxyStyle::sizeFromContents(type, option, size, widget);
    switch (type) {
    case CT_PushButton:
        out.setHeight(std::max(metric::control, size.height() + 8));
        out.setWidth(size.width() + 24);
        if (const auto* b = qstyleoption_cast<const QStyleOptionButton*>(option); b && !b->text.isEmpty())
            out.setWidth(std::max(out.width(), 72));
        break;
    case CT_ComboBox:
        out.setHeight(std::max(metric::control, size.height() + 8));
        out.setWidth(size.width() + 40);
        break;
    case CT_LineEdit:
        out.setHeight(std::max(metric::control, size.height() + 8));
        break;
    case CT_SpinBox: // its line edit has added its part already
        out.setHeight(std::max(metric::control, size.height()));
        break;
    case CT_ToolButton: {
        out.setHeight(std::max(metric::control, size.height() + 6));
        out.setWidth(std::max(metric::control, size.width() + (size.width() > 32 ? 16 : 8)));
        const auto* b = qstyleoption_cast<const QStyleOptionToolButton*>(option);
        if (b && (b->features & QStyleOptionToolButton::HasMenu)) out.rwidth() += kMenuSign;
        break;
    }
    case CT_ItemViewItem:
        out.setHeight(std::max(kRow, out.height()));
        break;
    case CT_MenuItem:
        if (const auto* m = qstyleoption_cast<const QStyleOptionMenuItem*>(option);
            m && m->menuItemType != QStyleOptionMenuItem::Separator)
            out.setHeight(std::max(metric::control, out.height()));
        break;
    case CT_MenuBarItem:
        out = QSize(size.width() + 16, std::max(metric::control, size.height() + 8));
        break;
    case CT_TabBarTab:
        out.setHeight(32);
        break;
    case CT_ProgressBar:
        out.setHeight(8);
        break;
    default:
        break;
    }
    return out;
}

QRect SparletStyle::subElementRect(SubElement element, const QStyleOption* option,
                                   const QWidget* widget) const {
    if (element == SE_ProgressBarContents || element == SE_ProgressBarGroove) return option->rect;
    QRect r = QProxyStyle::subElementRect(element, option, widget);
    if (element == SE_LineEditContents) r.adjust(4, 0, -4, 0);
    return r;
}

QRect SparletStyle::subControlRect(ComplexControl control, const QStyleOptionComplex* option, SubControl part,
                                   const QWidget* widget) const {
    if (control == CC_ScrollBar) {
        // No end buttons: groove and handle use the whole length.
        const auto* s = qstyleoption_cast<const QStyleOptionSlider*>(option);
        if (!s) return {};
        if (part == SC_ScrollBarAddLine || part == SC_ScrollBarSubLine) return {};
        const bool across = s->orientation == Qt::Horizontal;
        const int length = across ? s->rect.width() : s->rect.height();
        const qint64 range = qint64{s->maximum} - s->minimum;
        int handle = length;
        if (range > 0) {
            handle = static_cast<int>(qint64{s->pageStep} * length / (range + s->pageStep));
            handle = std::clamp(handle, std::min(32, length), length);
        }
        const int at = sliderPositionFromValue(s->minimum, s->maximum, s->sliderPosition, length - handle,
                                               s->upsideDown);
        const auto span = [&](int from, int to) {
            const QRect r = across ? QRect(s->rect.x() + from, s->rect.y(), to - from, s->rect.height())
                                   : QRect(s->rect.x(), s->rect.y() + from, s->rect.width(), to - from);
            return visualRect(s->direction, s->rect, r);
        };
        if (part == SC_ScrollBarSlider) return span(at, at + handle);
        if (part == SC_ScrollBarSubPage) return span(0, at);
        if (part == SC_ScrollBarAddPage) return span(at + handle, length);
        return s->rect;
    }
    if (control == CC_ComboBox) {
        if (part == SC_ComboBoxArrow) {
            const QRect r(option->rect.right() - 23, option->rect.top(), 24, option->rect.height());
            return visualRect(option->direction, option->rect, r);
        }
        if (part == SC_ComboBoxEditField) {
            const auto* c = qstyleoption_cast<const QStyleOptionComboBox*>(option);
            const QRect r = option->rect.adjusted(c != nullptr && c->editable ? 2 : 8, 2, -24, -2);
            return visualRect(option->direction, option->rect, r);
        }
    }
    return QProxyStyle::subControlRect(control, option, part, widget);
}

void SparletStyle::drawPrimitive(PrimitiveElement element, const QStyleOption* option, QPainter* painter,
                                 const QWidget* widget) const {
    const bool focused = option->state.testFlag(State_HasFocus);
    switch (element) {
    case PE_PanelButtonCommand: {
        const auto* b = qstyleoption_cast<const QStyleOptionButton*>(option);
        const bool isDefault = b && b->features.testFlag(QStyleOptionButton::DefaultButton);
        const bool flat = b && b->features.testFlag(QStyleOptionButton::Flat);
        controls::button(*painter, *option, flat, isDefault);
        return;
    }
    case PE_PanelButtonTool: {
        const bool raised = widget != nullptr && widget->property("raised").toBool();
        controls::button(*painter, *option, !raised, false);
        return;
    }
    case PE_FrameFocusRect:
        // Buttons draw their own ring; item views mark the current item with this.
        if (qobject_cast<const QAbstractButton*>(widget) &&
            !option->state.testFlag(State_KeyboardFocusChange))
            return;
        if (qobject_cast<const QPushButton*>(widget) || qobject_cast<const QToolButton*>(widget)) return;
        controls::focusRing(*painter, *option);
        return;
    case PE_PanelLineEdit:
        if (widget && qobject_cast<const QComboBox*>(widget->parentWidget())) return;
        if (const auto* f = qstyleoption_cast<const QStyleOptionFrame*>(option); f && f->lineWidth > 0)
            controls::inputFrame(*painter, *option, focused);
        return;
    case PE_FrameLineEdit:
        controls::inputFrame(*painter, *option, focused);
        return;
    case PE_IndicatorCheckBox:
        controls::checkBox(*painter, *option);
        return;
    case PE_IndicatorRadioButton:
        controls::radioButton(*painter, *option);
        return;
    case PE_IndicatorArrowDown:
        controls::chevron(*painter, *option, 0);
        return;
    case PE_IndicatorArrowLeft:
        controls::chevron(*painter, *option, 1);
        return;
    case PE_IndicatorArrowUp:
        controls::chevron(*painter, *option, 2);
        return;
    case PE_IndicatorArrowRight:
        controls::chevron(*painter, *option, 3);
        return;
    case PE_FrameMenu:
    case PE_PanelTipLabel: {
        const Tokens t = tokensFor(option->palette);
        painter->fillRect(option->rect, t.raised);
        painter->setPen(t.border);
        painter->setBrush(Qt::NoBrush);
        painter->drawRect(option->rect.adjusted(0, 0, -1, -1));
        return;
    }
    case PE_PanelMenu:
        painter->fillRect(option->rect, option->palette.button());
        return;
    case PE_IndicatorDockWidgetResizeHandle:
        painter->fillRect(option->rect, option->palette.alternateBase());
        return;
    case PE_FrameTabBarBase:
    case PE_FrameStatusBarItem:
    case PE_PanelStatusBar:
        return;
    case PE_PanelToolBar:
    case PE_PanelMenuBar:
        painter->fillRect(option->rect, option->palette.alternateBase());
        return;
    case PE_FrameDockWidget:
        return;
    case PE_Frame: {
        const auto* f = qstyleoption_cast<const QStyleOptionFrame*>(option);
        if (f && f->lineWidth <= 0) return;
        if (qobject_cast<const QPlainTextEdit*>(widget)) {
            controls::inputFrame(*painter, *option, focused);
            return;
        }
        painter->setPen(option->palette.color(QPalette::Mid));
        painter->setBrush(Qt::NoBrush);
        painter->drawRect(option->rect.adjusted(0, 0, -1, -1));
        return;
    }
    default:
        QProxyStyle::drawPrimitive(element, option, painter, widget);
    }
}

void SparletStyle::drawControl(ControlElement element, const QStyleOption* option, QPainter* painter,
                               const QWidget* widget) const {
    switch (element) {
    case CE_PushButtonLabel:
        if (const auto* b = qstyleoption_cast<const QStyleOptionButton*>(option);
            b && b->features.testFlag(QStyleOptionButton::DefaultButton) &&
            b->state.testFlag(State_Enabled)) {
            QStyleOptionButton label = *b;
            label.palette.setColor(QPalette::ButtonText, label.palette.color(QPalette::HighlightedText));
            QProxyStyle::drawControl(element, &label, painter, widget);
            return;
        }
        break;
    case CE_ToolButtonLabel:
        if (const auto* b = qstyleoption_cast<const QStyleOptionToolButton*>(option)) {
            QStyleOptionToolButton label = *b;
            const auto* button = qobject_cast<const QToolButton*>(widget);
            if (button != nullptr && button->menu() != nullptr)
                label.rect.setRight(label.rect.right() - kMenuSign);
            if (b->toolButtonStyle == Qt::ToolButtonTextBesideIcon && !b->icon.isNull()) {
                // As one group in the middle; the icon alone would stand at the left edge.
                label.text.prepend(QChar(0x2009)); // a thin space
                const int content =
                    b->iconSize.width() + 12 + b->fontMetrics.size(Qt::TextShowMnemonic, label.text).width();
                const int spare = std::max(0, (label.rect.width() - content) / 2);
                label.rect.adjust(spare, 0, -spare, 0);
            }
            QProxyStyle::drawControl(element, &label, painter, widget);
            return;
        }
        break;
    case CE_ProgressBar:
        if (const auto* p = qstyleoption_cast<const QStyleOptionProgressBar*>(option)) {
            controls::progressBar(*painter, *p);
            return;
        }
        break;
    case CE_TabBarTabShape:
        if (const auto* t = qstyleoption_cast<const QStyleOptionTab*>(option)) {
            controls::tab(*painter, *t);
            return;
        }
        break;
    case CE_DockWidgetTitle:
        if (const auto* d = qstyleoption_cast<const QStyleOptionDockWidget*>(option)) {
            controls::dockTitle(*painter, *d, subElementRect(SE_DockWidgetTitleBarText, option, widget));
            return;
        }
        break;
    case CE_HeaderSection:
        if (const auto* h = qstyleoption_cast<const QStyleOptionHeader*>(option)) {
            controls::headerSection(*painter, *h);
            return;
        }
        break;
    case CE_MenuBarEmptyArea:
        painter->fillRect(option->rect, option->palette.alternateBase());
        return;
    case CE_MenuBarItem:
        if (const auto* m = qstyleoption_cast<const QStyleOptionMenuItem*>(option)) {
            const Tokens t = tokensFor(option->palette);
            painter->fillRect(option->rect, t.panel);
            const bool lit = option->state.testFlag(State_Selected) || option->state.testFlag(State_Sunken);
            if (lit) painter->fillRect(option->rect, t.accentDim);
            drawItemText(painter, option->rect, Qt::AlignCenter | Qt::TextShowMnemonic | Qt::TextHideMnemonic,
                         option->palette, option->state.testFlag(State_Enabled), m->text,
                         QPalette::WindowText);
            return;
        }
        break;
    case CE_ToolBar:
        painter->fillRect(option->rect, option->palette.alternateBase());
        return;
    case CE_Splitter:
        painter->fillRect(option->rect, option->palette.window());
        return;
    default:
        break;
    }
    QProxyStyle::drawControl(element, option, painter, widget);
}

void SparletStyle::drawComplexControl(ComplexControl control, const QStyleOptionComplex* option,
                                      QPainter* painter, const QWidget* widget) const {
    if (control == CC_ComboBox) {
        if (const auto* c = qstyleoption_cast<const QStyleOptionComboBox*>(option)) {
            controls::comboBox(*painter, *c, subControlRect(CC_ComboBox, option, SC_ComboBoxArrow, widget));
            return;
        }
    } else if (control == CC_ToolButton) {
        const auto* b = qstyleoption_cast<const QStyleOptionToolButton*>(option);
        const bool own = b && b->features.testFlag(QStyleOptionToolButton::HasMenu) &&
                         !b->features.testFlag(QStyleOptionToolButton::MenuButtonPopup);
        if (own) {
            // The sign of the menu beside the words, not in the corner.
            QStyleOptionToolButton plain = *b;
            plain.features.setFlag(QStyleOptionToolButton::HasMenu, false);
            QProxyStyle::drawComplexControl(control, &plain, painter, widget);
            plain.rect = QRect(b->rect.right() - kMenuSign - 4, b->rect.top(), kMenuSign, b->rect.height());
            controls::chevron(*painter, plain, 0);
            return;
        }
    } else if (control == CC_SpinBox) {
        if (const auto* s = qstyleoption_cast<const QStyleOptionSpinBox*>(option)) {
            controls::spinBox(*painter, *s, subControlRect(CC_SpinBox, option, SC_SpinBoxUp, widget),
                              subControlRect(CC_SpinBox, option, SC_SpinBoxDown, widget));
            return;
        }
    } else if (control == CC_Slider) {
        if (const auto* s = qstyleoption_cast<const QStyleOptionSlider*>(option);
            s && s->tickPosition == QSlider::NoTicks) {
            controls::slider(*painter, *s, subControlRect(CC_Slider, option, SC_SliderGroove, widget),
                             subControlRect(CC_Slider, option, SC_SliderHandle, widget));
            return;
        }
    } else if (control == CC_ScrollBar) {
        if (const auto* s = qstyleoption_cast<const QStyleOptionSlider*>(option)) {
            controls::scrollBar(*painter, *s,
                                subControlRect(CC_ScrollBar, option, SC_ScrollBarSlider, widget));
            return;
        }
    }
    QProxyStyle::drawComplexControl(control, option, painter, widget);
}

QIcon SparletStyle::standardIcon(StandardPixmap icon, const QStyleOption* option,
                                 const QWidget* widget) const {
    const QPalette palette = option ? option->palette : widget ? widget->palette() : QPalette();
    switch (icon) {
    case SP_TitleBarCloseButton:
    case SP_DockWidgetCloseButton:
    case SP_LineEditClearButton:
        return themedIcon(QStringLiteral("close"), palette);
    case SP_TitleBarNormalButton:
        return themedIcon(QStringLiteral("dock"), palette);
    case SP_ToolBarHorizontalExtensionButton:
        return themedIcon(QStringLiteral("chevron-right"), palette);
    default:
        return QProxyStyle::standardIcon(icon, option, widget);
    }
}

} // namespace sparlet::ui
