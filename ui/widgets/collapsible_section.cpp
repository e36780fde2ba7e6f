#include "widgets/collapsible_section.h"

#include "style/theme.h"
#include "style/tokens.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QToolButton>
#include <QVBoxLayout>

namespace sparlet::ui {

CollapsibleSection::CollapsibleSection(const QString& title, QWidget* content, QWidget* parent)
    : QWidget(parent), button_(new QToolButton(this)), note_(new QLabel(this)), content_(content) {
    button_->setAutoRaise(true);
    button_->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    button_->setFocusPolicy(Qt::StrongFocus);
    button_->setSizePolicy(QSizePolicy::Maximum, QSizePolicy::Fixed);
    note_->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    asDimText(*note_);
    auto* header = new QHBoxLayout;
    header->setContentsMargins(0, 0, 0, 0);
    header->setSpacing(metric::gap);
    header->addWidget(button_);
    header->addWidget(note_, 1);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(metric::gap / 2);
    layout->addLayout(header);
    content_->setParent(this);
    layout->addWidget(content_);
    connect(button_, &QToolButton::clicked, this, [this] { setOpen(!open_); });
    setTitle(title);
    applyTheme();
}

void CollapsibleSection::setTitle(const QString& title) {
    button_->setText(title);
    describe();
}

void CollapsibleSection::setNote(const QString& note) {
    note_->setText(note);
    describe();
}

QString CollapsibleSection::note() const {
    return note_->text();
}

void CollapsibleSection::setOpen(bool open) {
    if (open == open_) return;
    open_ = open;
    content_->setVisible(open);
    applyTheme();
    describe();
    emit toggled(open);
}

void CollapsibleSection::describe() {
    button_->setAccessibleName(button_->text());
    button_->setAccessibleDescription(
        QStringLiteral("%1 %2").arg(open_ ? tr("open") : tr("closed"), note_->text()).trimmed());
}

void CollapsibleSection::applyTheme() {
    button_->setFont(headingFont(font()));
    button_->setIcon(
        themedIcon(open_ ? QStringLiteral("chevron-down") : QStringLiteral("chevron-right"), palette()));
    button_->setToolTip(open_ ? tr("Close this section") : tr("Open this section"));
}

void CollapsibleSection::changeEvent(QEvent* event) {
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::FontChange) applyTheme();
}

} // namespace sparlet::ui
