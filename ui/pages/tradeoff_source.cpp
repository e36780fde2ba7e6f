#include "pages/tradeoff_source.h"

#include "itemmodels/measurement_words.h"
#include "pages/tradeoff_scatter.h"
#include "style/tokens.h"

#include <QApplication>
#include <QClipboard>
#include <QDialogButtonBox>
#include <QLabel>
#include <QPushButton>
#include <QTextDocument>
#include <QVBoxLayout>

namespace sparlet::ui {

TradeoffSource::TradeoffSource(const MeasurementRow& row, QWidget* parent) : QDialog(parent) {
    setWindowTitle(tr("Where these numbers are from"));
    auto* sentence = new QLabel(sourceSentence(row.first), this);
    sentence->setWordWrap(true);
    sentence->setTextFormat(Qt::PlainText);
    sentence->setMinimumWidth(360);
    text_ = new QLabel(tradeoffCard(row), this);
    text_->setTextFormat(Qt::RichText);
    text_->setTextInteractionFlags(Qt::TextSelectableByMouse);
    auto* buttons = new QDialogButtonBox(this);
    auto* copy = buttons->addButton(tr("&Copy"), QDialogButtonBox::ActionRole);
    copy->setToolTip(tr("Copy the numbers and their source"));
    copy->setAutoDefault(false);
    auto* close = buttons->addButton(QDialogButtonBox::Close);
    close->setDefault(true);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(metric::margin, metric::margin, metric::margin, metric::margin);
    column->setSpacing(metric::margin);
    column->addWidget(sentence);
    column->addWidget(text_);
    column->addWidget(buttons);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(copy, &QPushButton::clicked, this, [this] { QApplication::clipboard()->setText(text()); });
    setAccessibleDescription(text());
}

QString TradeoffSource::text() const {
    QTextDocument document;
    document.setHtml(text_->text());
    const auto* sentence = findChild<QLabel*>(QString(), Qt::FindDirectChildrenOnly);
    return sentence->text() + QLatin1Char('\n') + document.toPlainText();
}

} // namespace sparlet::ui
