#include "pages/compact_trials.h"

#include "style/tokens.h"
#include "widgets/list_table.h"

#include <QHeaderView>
#include <QKeyEvent>
#include <QLocale>

namespace sparlet::ui {
namespace {

constexpr int kRows = 4;

QString megabytes(std::uint64_t bytes) {
    return CompactTrials::tr("%1 MB").arg(QLocale().toString(static_cast<double>(bytes) / 1e6, 'f', 2));
}

QString three(double value) {
    return QLocale().toString(value, 'f', 3);
}

QString time(double milliseconds, const QString& arithmetic) {
    return CompactTrials::tr("%1 ms, %2")
        .arg(QLocale().toString(milliseconds, 'f', milliseconds < 10 ? 2 : 1), arithmetic);
}

} // namespace

CompactTrials::CompactTrials(QWidget* parent) : QTableWidget(0, columns, parent) {
    setAccessibleName(tr("What was measured"));
    setHorizontalHeaderLabels({tr("Measured"), tr("File"), tr("mAP"), tr("Cosine"), tr("Time an image")});
    horizontalHeaderItem(TimeColumn)
        ->setToolTip(tr("In batches of 32 on one thread, with the arithmetic it would use"));
    setToolTip(tr("Choose a row to go back to its bits and shares"));
    styleAsList(*this);
    setSelectionMode(QAbstractItemView::SingleSelection);
    setEditTriggers(QAbstractItemView::NoEditTriggers);
    setVerticalScrollMode(QAbstractItemView::ScrollPerItem);
    auto* header = horizontalHeader();
    header->setSectionsClickable(false);
    header->setSectionResizeMode(QHeaderView::ResizeToContents);
    header->setSectionResizeMode(NameColumn, QHeaderView::Stretch);
    for (int column = 0; column < columns; ++column)
        horizontalHeaderItem(column)->setTextAlignment(
            (column == NameColumn ? Qt::AlignLeft : Qt::AlignRight) | Qt::AlignVCenter);
    connect(this, &QTableWidget::cellClicked, this, [this](int row) { choose(row); });
}

QString CompactTrials::nameOf(const CompactTrial& trial) {
    auto name = trial.choice.byHand ? tr("by hand") : tr("budget");
    if (!trial.file.isEmpty()) name = tr("%1, exported").arg(name);
    return name;
}

void CompactTrials::fill(int row, const QStringList& texts, const QString& tip) {
    for (int column = 0; column < columns; ++column) {
        auto* cell = new QTableWidgetItem(texts.at(column));
        cell->setToolTip(tip);
        if (column != NameColumn) {
            cell->setTextAlignment(Qt::AlignRight | Qt::AlignVCenter);
            cell->setFont(numberFont(font()));
        }
        cell->setData(Qt::AccessibleTextRole,
                      QStringLiteral("%1: %2").arg(horizontalHeaderItem(column)->text(), texts.at(column)));
        setItem(row, column, cell);
    }
}

void CompactTrials::setTrials(const std::vector<CompactTrial>& trials) {
    setRowCount(trials.empty() ? 0 : static_cast<int>(trials.size()) + 1);
    if (trials.empty()) return;
    const auto& whole = trials.back().report;
    fill(0,
         {tr("the whole model"), megabytes(whole.bytesBefore), three(whole.mapBefore), three(1),
          time(whole.millisecondsBefore, tr("eager"))},
         tr("As it is, on %n pictures", nullptr, static_cast<int>(whole.images)));
    for (std::size_t i = 0; i < trials.size(); ++i) {
        const auto& report = trials[i].report;
        fill(static_cast<int>(i) + 1,
             {nameOf(trials[i]), megabytes(report.bytes), three(report.map), three(report.cosine),
              time(report.milliseconds, QString::fromStdString(report.precision))},
             trials[i].file.isEmpty() ? tr("Go back to these bits and shares") : trials[i].file);
    }
    fitHeight();
}

// Whole rows: the header, and as many as are worth the room.
void CompactTrials::fitHeight() {
    setFixedHeight(horizontalHeader()->sizeHint().height() + kRows * verticalHeader()->sectionSize(0) +
                   2 * frameWidth());
}

void CompactTrials::mark(int trial) {
    if (trial < 0 || trial + 1 >= rowCount()) {
        clearSelection();
        return;
    }
    setCurrentCell(trial + 1, NameColumn);
    scrollToItem(item(trial + 1, NameColumn));
}

void CompactTrials::choose(int row) {
    if (row > 0) emit chosen(static_cast<std::size_t>(row) - 1);
}

void CompactTrials::keyPressEvent(QKeyEvent* event) {
    if (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter || event->key() == Qt::Key_Space) {
        choose(currentRow());
        event->accept();
        return;
    }
    QTableWidget::keyPressEvent(event);
}

void CompactTrials::changeEvent(QEvent* event) {
    QTableWidget::changeEvent(event);
    if (event->type() != QEvent::FontChange) return;
    for (int row = 0; row < rowCount(); ++row)
        for (int column = SizeColumn; column < columns; ++column)
            if (auto* cell = item(row, column)) cell->setFont(numberFont(font()));
}

} // namespace sparlet::ui
