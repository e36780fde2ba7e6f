#include "widgets/state_view.h"

#include "style/theme.h"
#include "style/tokens.h"

#include <QClipboard>
#include <QEvent>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QLabel>
#include <QPlainTextEdit>
#include <QProgressBar>
#include <QPushButton>
#include <QToolButton>
#include <QVBoxLayout>

#include <cmath>

namespace sparlet::ui {

StateView::StateView(QWidget* parent)
    : QWidget(parent), icon_(new QLabel(this)), title_(new QLabel(this)), sentence_(new QLabel(this)),
      progress_(new QProgressBar(this)), button_(new QPushButton(this)), second_(new QPushButton(this)),
      detailsToggle_(new QToolButton(this)), copy_(new QToolButton(this)),
      details_(new QPlainTextEdit(this)) {
    icon_->setAlignment(Qt::AlignCenter);
    for (QLabel* label : {title_, sentence_}) {
        label->setAlignment(Qt::AlignHCenter | Qt::AlignTop);
        label->setWordWrap(true);
        label->setTextInteractionFlags(Qt::TextSelectableByMouse);
        label->setFocusPolicy(Qt::NoFocus);
    }
    asDimText(*sentence_);
    progress_->setTextVisible(false);
    progress_->setAccessibleName(tr("Progress"));
    button_->setDefault(true);
    detailsToggle_->setText(tr("Details"));
    detailsToggle_->setCheckable(true);
    detailsToggle_->setToolTip(tr("Show what exactly went wrong"));
    copy_->setText(tr("Copy details"));
    copy_->setToolTip(tr("Copy the details to the clipboard"));
    for (QToolButton* tool : {detailsToggle_, copy_}) {
        tool->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
        tool->setAutoRaise(true);
        tool->setFocusPolicy(Qt::StrongFocus);
    }
    details_->setReadOnly(true);
    details_->setAccessibleName(tr("Details"));
    details_->setTabChangesFocus(true);

    auto* tools = new QHBoxLayout;
    tools->setSpacing(metric::gap);
    tools->addStretch();
    tools->addWidget(detailsToggle_);
    tools->addWidget(copy_);
    tools->addStretch();
    auto* buttons = new QHBoxLayout;
    buttons->addStretch();
    buttons->addWidget(button_);
    buttons->addWidget(second_);
    buttons->addStretch();
    column_ = new QWidget(this);
    auto* lines = new QVBoxLayout(column_);
    lines->setContentsMargins(0, 0, 0, 0);
    lines->setSpacing(metric::gap);
    lines->addWidget(icon_);
    lines->addWidget(title_);
    lines->addWidget(sentence_);
    lines->addWidget(progress_);
    lines->addSpacing(metric::gap);
    lines->addLayout(buttons);
    lines->addLayout(tools);
    lines->addWidget(details_);
    auto* middle = new QHBoxLayout;
    middle->addStretch(1);
    middle->addWidget(column_, 100);
    middle->addStretch(1);
    auto* layout = new QVBoxLayout(this);
    layout->addStretch(2);
    layout->addLayout(middle);
    layout->addStretch(3);

    connect(button_, &QPushButton::clicked, this, &StateView::primaryTriggered);
    connect(second_, &QPushButton::clicked, this, &StateView::secondaryTriggered);
    connect(detailsToggle_, &QToolButton::toggled, details_, &QWidget::setVisible);
    connect(copy_, &QToolButton::clicked, this,
            [this] { QGuiApplication::clipboard()->setText(details_->toPlainText()); });
    setCompact(false);
    present(State::Empty, {}, {}, {});
}

void StateView::setSecondary(const QString& button) {
    second_->setText(button);
    second_->setVisible(!button.isEmpty());
}

QString StateView::title() const {
    return title_->text();
}

QString StateView::sentence() const {
    return sentence_->text();
}

void StateView::setCompact(bool compact) {
    compact_ = compact;
    const int margin = compact ? metric::gap : metric::margin;
    layout()->setContentsMargins(margin, margin, margin, margin);
    applyTheme();
}

void StateView::setEmpty(const QString& icon, const QString& title, const QString& sentence,
                         const QString& button) {
    iconName_ = icon;
    present(State::Empty, title, sentence, button);
}

void StateView::setBusy(const QString& title, const QString& sentence, double fraction,
                        const QString& button) {
    iconName_.clear();
    const bool known = fraction >= 0;
    progress_->setRange(0, known ? 1000 : 0);
    if (known) progress_->setValue(static_cast<int>(std::lround(std::min(fraction, 1.0) * 1000)));
    present(State::Busy, title, sentence, button);
}

void StateView::setError(const QString& title, const QString& sentence, const QString& details,
                         const QString& button) {
    iconName_ = QStringLiteral("warning");
    details_->setPlainText(details);
    detailsToggle_->setChecked(false);
    present(State::Error, title, sentence, button);
}

void StateView::present(State state, const QString& title, const QString& sentence, const QString& button) {
    state_ = state;
    title_->setText(title);
    title_->setVisible(!title.isEmpty());
    sentence_->setText(sentence);
    sentence_->setVisible(!sentence.isEmpty());
    progress_->setVisible(state == State::Busy);
    button_->setText(button);
    button_->setVisible(!button.isEmpty());
    setSecondary({});
    // While busy the button stops something: it is offered, not recommended.
    button_->setDefault(state != State::Busy);
    const bool details = state == State::Error && !details_->toPlainText().isEmpty();
    detailsToggle_->setVisible(details);
    copy_->setVisible(details);
    details_->setVisible(details && detailsToggle_->isChecked());
    setAccessibleName(title);
    setAccessibleDescription(sentence);
    applyTheme();
}

void StateView::applyTheme() {
    QFont heading = headingFont(font());
    if (!compact_) heading.setPointSizeF(heading.pointSizeF() * 1.3);
    title_->setFont(heading);
    // Lines of about 60 characters read best; a narrow place gets what it has.
    column_->setMaximumWidth(fontMetrics().averageCharWidth() * 64);
    progress_->setMaximumHeight(6);
    details_->setMinimumHeight(fontMetrics().lineSpacing() * 5);
    details_->setMaximumHeight(fontMetrics().lineSpacing() * 9);
    const int side = compact_ ? 32 : 56;
    icon_->setVisible(!iconName_.isEmpty());
    if (!iconName_.isEmpty()) {
        QPalette dim = palette();
        const Tokens tokens = tokensFor(dim);
        dim.setColor(QPalette::WindowText, state_ == State::Error ? tokens.warning : tokens.textDim);
        icon_->setPixmap(themedIcon(iconName_, dim).pixmap(QSize(side, side), devicePixelRatioF()));
    }
    copy_->setIcon(themedIcon(QStringLiteral("copy"), palette()));
    detailsToggle_->setIcon(themedIcon(QStringLiteral("info"), palette()));
}

void StateView::changeEvent(QEvent* event) {
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::FontChange) applyTheme();
}

} // namespace sparlet::ui
