#include "widgets/notice_bar.h"

#include "style/tokens.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QToolButton>

namespace sparlet::ui {

NoticeBar::NoticeBar(QWidget* parent)
    : QWidget(parent), text_(new QLabel(this)), undo_(new QPushButton(tr("Undo"), this)),
      close_(new QToolButton(this)) {
    text_->setTextFormat(Qt::PlainText);
    text_->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    close_->setAutoRaise(true);
    close_->setToolTip(tr("Dismiss"));
    close_->setAccessibleName(tr("Dismiss"));
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(metric::margin, metric::gap / 2, metric::margin, metric::gap / 2);
    row->setSpacing(metric::gap);
    row->addWidget(text_, 1);
    row->addWidget(undo_);
    row->addWidget(close_);
    connect(undo_, &QPushButton::clicked, this, [this] {
        hide();
        emit undoRequested();
    });
    connect(close_, &QToolButton::clicked, this, &QWidget::hide);
    applyTheme();
    hide();
}

void NoticeBar::showSentence(const QString& sentence) {
    text_->setText(sentence);
    text_->setToolTip(sentence);
    undo_->hide();
    show();
}

void NoticeBar::showUndoable(const QString& sentence, const QString& tip) {
    showSentence(sentence);
    undo_->setToolTip(tip);
    undo_->show();
}

QString NoticeBar::sentence() const {
    return text_->text();
}

void NoticeBar::applyTheme() {
    close_->setIcon(themedIcon(QStringLiteral("close"), palette()));
}

void NoticeBar::changeEvent(QEvent* event) {
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange) applyTheme();
}

} // namespace sparlet::ui
