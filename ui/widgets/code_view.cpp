#include "widgets/code_view.h"

#include "plots/bits_plot.h"
#include "plots/stem_plot.h"
#include "style/theme.h"
#include "style/tokens.h"
#include "widgets/code_table_model.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLocale>
#include <QStackedWidget>
#include <QTableView>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>
#include <numeric>

namespace sparlet::ui {
namespace {

QLabel* captionLabel(QWidget* parent) {
    auto* label = new QLabel(parent);
    label->setWordWrap(true);
    label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    asDimText(*label);
    return label;
}

const engine::CodeValue* entryOf(const engine::CodeReport& code, int dimension) {
    const auto at =
        std::lower_bound(code.entries.begin(), code.entries.end(), dimension,
                         [](const engine::CodeValue& entry, int wanted) { return entry.dimension < wanted; });
    return at == code.entries.end() || at->dimension != dimension ? nullptr : &*at;
}

/// With the float embedding the plot shows what the threshold was applied to. Without it (an indexed image)
/// it shows the stored code: what was left above the threshold (ASE), scaled to length 1, so that tau is at
/// 0.
StemData stemsOf(const engine::CodeReport& code) {
    StemData data;
    const auto dimensions = static_cast<std::size_t>(std::max(0, code.dimensions));
    const bool embedded = code.embedding.size() == dimensions && dimensions > 0;
    data.values.assign(dimensions, 0);
    data.kept.assign(dimensions, false);
    data.threshold = embedded ? code.threshold : 0;
    data.aboveThreshold = !embedded && code.threshold > 0;
    data.valueLabel = embedded
                          ? CodeView::tr("embedding")
                          : (data.aboveThreshold ? CodeView::tr("stored, above τ") : CodeView::tr("stored"));
    if (embedded) std::copy(code.embedding.begin(), code.embedding.end(), data.values.begin());
    for (const engine::CodeValue& entry : code.entries) {
        const auto d = static_cast<std::size_t>(entry.dimension);
        if (d >= dimensions) continue;
        data.kept[d] = true;
        if (!embedded) data.values[d] = entry.quantized;
    }
    return data;
}

} // namespace

CodeView::CodeView(QObject* parent)
    : QObject(parent), codeWidget_(new QWidget), bitsWidget_(new QWidget),
      caption_(captionLabel(codeWidget_)), bitsCaption_(captionLabel(bitsWidget_)), stems_(new StemPlot),
      bits_(new BitsPlot), table_(new QTableView), tableModel_(new CodeTableModel(this)),
      stack_(new QStackedWidget), toggle_(new QToolButton) {
    build();
    connect(stems_, &StemPlot::dimensionHovered, bits_, &BitsPlot::setHighlighted);
    connect(bits_, &BitsPlot::dimensionHovered, stems_, &StemPlot::setHighlighted);
    connect(toggle_, &QToolButton::toggled, this, &CodeView::showTable);
    connect(table_->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
            [this](const QModelIndex& current) {
                stems_->setHighlighted(current.row());
                bits_->setHighlighted(current.row());
            });
}

void CodeView::build() {
    table_->setModel(tableModel_);
    table_->setAccessibleName(tr("Code as a table"));
    table_->setSelectionBehavior(QAbstractItemView::SelectRows);
    table_->setShowGrid(false);
    table_->setWordWrap(false);
    table_->setTabKeyNavigation(false);
    table_->verticalHeader()->hide();
    table_->verticalHeader()->setDefaultSectionSize(metric::control - 4);
    table_->horizontalHeader()->setSectionResizeMode(QHeaderView::ResizeToContents);
    table_->horizontalHeader()->setResizeContentsPrecision(8);
    table_->setFrameShape(QFrame::NoFrame);
    toggle_->setCheckable(true);
    toggle_->setText(tr("Table"));
    toggle_->setAutoRaise(true);
    toggle_->setFocusPolicy(Qt::StrongFocus);
    toggle_->setToolTip(tr("Show the code as numbers"));
    auto* copy = new QToolButton;
    copy->setText(tr("Copy"));
    copy->setAutoRaise(true);
    copy->setFocusPolicy(Qt::StrongFocus);
    copy->setToolTip(tr("Copy the code as a table of numbers"));
    connect(copy, &QToolButton::clicked, this,
            [this] { QGuiApplication::clipboard()->setText(tableModel_->asText()); });

    stack_->addWidget(stems_);
    stack_->addWidget(table_);
    auto* tools = new QHBoxLayout;
    tools->setContentsMargins(0, 0, 0, 0);
    tools->addStretch();
    tools->addWidget(toggle_);
    tools->addWidget(copy);
    for (QWidget* part : {codeWidget_, bitsWidget_}) {
        auto* layout = new QVBoxLayout(part);
        layout->setContentsMargins(0, 0, 0, 0);
        layout->setSpacing(metric::gap / 2);
    }
    codeWidget_->layout()->addWidget(caption_);
    codeWidget_->layout()->addWidget(stack_);
    static_cast<QVBoxLayout*>(codeWidget_->layout())->addLayout(tools);
    bitsWidget_->layout()->addWidget(bitsCaption_);
    bitsWidget_->layout()->addWidget(bits_);
    stems_->setHeightInLines(12);
    bits_->setHeightInLines(13);
}

void CodeView::setCode(const engine::CodeReport& code) {
    code_ = code;
    tableModel_->setCode(code);
    // An indexed image has neither: its value before quantisation is gone.
    table_->setColumnHidden(CodeTableModel::Embedding, code.embedding.empty());
    table_->setColumnHidden(CodeTableModel::Value, code.embedding.empty());
    caption_->setText(caption(code));
    caption_->setToolTip(
        tr("λ is the share of dimensions above the threshold τ. Of these, values that round to "
           "zero at their width are not stored."));
    bitsCaption_->setText(bitsCaption(code));
    std::vector<QString> notes;
    for (int d = 0; d < code.dimensions; ++d)
        notes.push_back(note(code, d));
    StemData stems = stemsOf(code);
    BitsData bits;
    bits.bits = code.bits;
    bits.importance.assign(code.importance.begin(), code.importance.end());
    if (bits.importance.size() != bits.bits.size()) bits.importance.clear();
    bits.active.assign(bits.bits.size(), false);
    for (const engine::CodeValue& entry : code.entries)
        if (static_cast<std::size_t>(entry.dimension) < bits.active.size())
            bits.active[static_cast<std::size_t>(entry.dimension)] = true;
    stems.notes = bits.notes = notes;
    if (bits.notes.size() < bits.bits.size()) bits.notes.clear();
    stems_->setData(std::move(stems));
    bits_->setData(std::move(bits));
}

void CodeView::clear() {
    code_.reset();
    tableModel_->setCode(std::nullopt);
    caption_->clear();
    bitsCaption_->clear();
    stems_->setData({});
    bits_->setData({});
}

QString CodeView::caption(const engine::CodeReport& code) {
    const QLocale locale;
    QStringList parts{
        tr("%1 of %2 dimensions stored").arg(locale.toString(code.active), locale.toString(code.dimensions)),
        tr("density λ\u00a0%1").arg(locale.toString(code.density, 'f', 2))};
    if (code.threshold > 0) parts << tr("τ\u00a0%1").arg(locale.toString(code.threshold, 'f', 3));
    parts << tr("%1 bytes").arg(locale.toString(static_cast<qulonglong>(code.bytes)));
    return parts.join(QStringLiteral(" · "));
}

QString CodeView::bitsCaption(const engine::CodeReport& code) {
    if (code.bits.empty()) return {};
    const QLocale locale;
    const auto [least, most] = std::minmax_element(code.bits.begin(), code.bits.end());
    const double mean =
        std::accumulate(code.bits.begin(), code.bits.end(), 0.0) / static_cast<double>(code.bits.size());
    int used = 0;
    for (const engine::CodeValue& entry : code.entries)
        used += entry.bits;
    return tr("%1 bits on average · %2 to %3 · %4 bits for this image")
        .arg(locale.toString(mean, 'f', 1), locale.toString(*least), locale.toString(*most),
             locale.toString(used));
}

QString CodeView::note(const engine::CodeReport& code, int dimension) {
    const QLocale locale;
    const auto at = static_cast<std::size_t>(dimension);
    const engine::CodeValue* entry = entryOf(code, dimension);
    QStringList lines{entry ? tr("dimension %1").arg(dimension) : tr("dimension %1, dropped").arg(dimension)};
    if (at < code.embedding.size())
        lines << tr("embedding %1").arg(locale.toString(code.embedding[at], 'f', 4));
    if (entry) {
        if (!code.embedding.empty()) lines << tr("value %1").arg(locale.toString(entry->value, 'f', 4));
        lines << tr("stored %1").arg(locale.toString(entry->quantized, 'f', 4));
    }
    if (at < code.bits.size()) lines << tr("%1 bits").arg(code.bits[at]);
    if (at < code.importance.size())
        lines << tr("importance %1").arg(locale.toString(code.importance[at], 'f', 2));
    return lines.join(QLatin1Char('\n'));
}

void CodeView::showTable(bool on) {
    toggle_->setChecked(on);
    stack_->setCurrentWidget(on ? static_cast<QWidget*>(table_) : stems_);
}

} // namespace sparlet::ui
