#include "widgets/number_row.h"

#include "style/theme.h"
#include "style/tokens.h"
#include "widgets/flow_layout.h"

#include <QEvent>
#include <QLabel>
#include <QVBoxLayout>

namespace sparlet::ui {
namespace {

QLabel* line(QVBoxLayout& layout, const QString& text, bool dim) {
    auto* label = new QLabel(text);
    label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    if (dim) asDimText(*label);
    layout.addWidget(label);
    return label;
}

} // namespace

NumberRow::NumberRow(QWidget* parent) : QWidget(parent), flow_(new FlowLayout(this, metric::margin)) {
    QSizePolicy policy(QSizePolicy::Preferred, QSizePolicy::Minimum);
    policy.setHeightForWidth(true);
    setSizePolicy(policy);
}

void NumberRow::setNumbers(const QVector<NamedNumber>& numbers) {
    numbers_ = numbers;
    rebuild();
}

void NumberRow::rebuild() {
    while (QLayoutItem* item = flow_->takeAt(0)) {
        delete item->widget();
        delete item;
    }
    QFont large = numberFont(headingFont(font()));
    large.setPointSizeF(large.pointSizeF() * 1.3);
    for (const NamedNumber& number : numbers_) {
        auto* cell = new QWidget(this);
        auto* layout = new QVBoxLayout(cell);
        layout->setContentsMargins(0, 0, 0, 0);
        layout->setSpacing(0);
        line(*layout, number.name, true);
        line(*layout, number.value, false)->setFont(large);
        if (!number.note.isEmpty()) line(*layout, number.note, true);
        layout->addStretch();
        cell->setAccessibleName(
            QStringLiteral("%1: %2 %3").arg(number.name, number.value, number.note).trimmed());
        flow_->addWidget(cell);
        cell->show();
    }
    updateGeometry();
}

void NumberRow::changeEvent(QEvent* event) {
    QWidget::changeEvent(event);
    if (event->type() == QEvent::FontChange) rebuild();
}

} // namespace sparlet::ui
