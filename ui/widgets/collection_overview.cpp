#include "widgets/collection_overview.h"

#include "plots/bits_plot.h"
#include "plots/histogram_plot.h"
#include "plots/profile_plot.h"
#include "style/theme.h"
#include "style/tokens.h"
#include "widgets/number_row.h"
#include "widgets/state_view.h"

#include <QGridLayout>
#include <QLabel>
#include <QLocale>
#include <QScrollArea>
#include <QStackedWidget>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>

namespace sparlet::ui {
namespace {

constexpr int densityBins = 32;

QWidget* titled(const QString& title, QWidget* plot) {
    auto* box = new QWidget;
    auto* layout = new QVBoxLayout(box);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(metric::gap / 2);
    auto* label = new QLabel(title);
    label->setFont(headingFont(label->font()));
    label->setWordWrap(true);
    layout->addWidget(label);
    layout->addWidget(plot, 1);
    QSizePolicy policy = plot->sizePolicy();
    policy.setVerticalPolicy(QSizePolicy::Expanding);
    plot->setSizePolicy(policy);
    plot->setAccessibleName(title);
    return box;
}

HistogramData densityHistogram(const engine::CollectionStatistics& s) {
    // From 0 as far as the densest image needs, in tenths: sparse collections fill the plot too.
    const double most = s.densities.empty() ? 1 : *std::max_element(s.densities.begin(), s.densities.end());
    const double top = std::clamp(std::ceil(most * 10 + 1e-9) / 10, 0.2, 1.0);
    HistogramData data = histogram(s.densities, 0, top, densityBins);
    data.valueLabel = CollectionOverview::tr("density (share of dimensions kept)");
    data.countLabel = CollectionOverview::tr("images");
    data.mean = s.densities.empty() ? std::optional<double>() : s.meanDensity;
    data.markedLabel = CollectionOverview::tr("this image");
    return data;
}

HistogramData bitHistogram(const engine::CollectionStatistics& s) {
    const std::vector<double> bits(s.bits.begin(), s.bits.end());
    HistogramData data = histogram(bits, 1.5, 8.5, 7);
    data.integers = true;
    data.valueLabel = CollectionOverview::tr("bits");
    data.countLabel = CollectionOverview::tr("dimensions");
    data.mean = s.bits.empty() ? std::optional<double>() : s.meanBits;
    return data;
}

} // namespace

CollectionOverview::CollectionOverview(QWidget* parent)
    : QWidget(parent), pages_(new QStackedWidget(this)), state_(new StateView(this)), numbers_(new NumberRow),
      densities_(new HistogramPlot), bitCounts_(new HistogramPlot), bits_(new BitsPlot),
      activity_(new ProfilePlot) {
    setAccessibleName(tr("Collection overview"));
    state_->setCompact(true);
    auto* content = new QWidget;
    auto* layout = new QVBoxLayout(content);
    layout->setContentsMargins(metric::margin, metric::margin, metric::margin, metric::margin);
    layout->setSpacing(metric::margin);
    layout->addWidget(numbers_);
    plots_ = new QGridLayout;
    plots_->setHorizontalSpacing(metric::margin * 2);
    plots_->setVerticalSpacing(metric::margin);
    layout->addLayout(plots_, 1);
    bits_->setOrder(BitsPlot::Order::ByImportance);
    boxes_ = {titled(tr("How sparse the images are"), densities_),
              titled(tr("Bits of the dimensions"), bitCounts_), titled(tr("Bits by importance"), bits_),
              titled(tr("How often a dimension is used"), activity_)};
    for (PlotWidget* plot : {static_cast<PlotWidget*>(densities_), static_cast<PlotWidget*>(bitCounts_),
                             static_cast<PlotWidget*>(bits_), static_cast<PlotWidget*>(activity_)})
        plot->setHeightInLines(10);
    connect(bits_, &BitsPlot::dimensionHovered, activity_, &ProfilePlot::setHighlighted);
    connect(activity_, &ProfilePlot::dimensionHovered, bits_, &BitsPlot::setHighlighted);

    auto* scroll = new QScrollArea;
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setWidget(content);
    asPanel(*this);
    asPanel(*content);
    pages_->addWidget(state_);
    pages_->addWidget(scroll);
    auto* outer = new QVBoxLayout(this);
    outer->setContentsMargins(0, 0, 0, 0);
    outer->addWidget(pages_);
    connect(state_, &StateView::primaryTriggered, this, &CollectionOverview::indexRequested);
    arrange();
    clear();
}

// Two columns where two plots fit side by side, else one.
void CollectionOverview::arrange() {
    const int columns = width() >= 2 * densities_->minimumSizeHint().width() + 4 * metric::margin ? 2 : 1;
    if (columns == columns_) return;
    columns_ = columns;
    for (QWidget* box : boxes_)
        plots_->removeWidget(box);
    for (int i = 0; i < static_cast<int>(boxes_.size()); ++i)
        plots_->addWidget(boxes_[static_cast<std::size_t>(i)], i / columns, i % columns);
    plots_->setColumnStretch(0, 1);
    plots_->setColumnStretch(1, columns == 2 ? 1 : 0);
}

void CollectionOverview::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    arrange();
}

void CollectionOverview::clear() {
    state_->setEmpty(QStringLiteral("codes"), tr("No collection yet"),
                     tr("Here you see how sparse the codes of a collection are and how its bits are spent."),
                     tr("Index a folder…"));
    pages_->setCurrentWidget(state_);
}

void CollectionOverview::setBusy() {
    state_->setBusy(tr("Reading the codes"));
    pages_->setCurrentWidget(state_);
}

void CollectionOverview::setError(const QString& sentence) {
    state_->setError(tr("The codes could not be read"), sentence);
    pages_->setCurrentWidget(state_);
}

QString CollectionOverview::savedText(double bytesPerImage, int dimensions) {
    const double whole = 4.0 * dimensions;
    if (bytesPerImage <= 0 || dimensions <= 0) return {};
    const QLocale locale;
    const double times = whole / bytesPerImage;
    return tr("instead of %1 B (%2× smaller)")
        .arg(locale.toString(whole, 'f', 0), locale.toString(times, 'f', times < 9.95 ? 1 : 0));
}

void CollectionOverview::setStatistics(const engine::CollectionStatistics& s) {
    const QLocale locale;
    numbers_->setNumbers({
        {tr("Images"), locale.toString(static_cast<qlonglong>(s.images)), {}},
        {tr("Bytes an image"),
         tr("%1 B").arg(locale.toString(s.bytesPerImage, 'f', s.bytesPerImage < 10 ? 1 : 0)),
         savedText(s.bytesPerImage, s.dimensions)},
        {tr("Mean density"), locale.toString(s.meanDensity, 'f', 2),
         tr("of %1 dimensions").arg(locale.toString(s.dimensions))},
        {tr("Mean bits"), locale.toString(s.meanBits, 'f', 1), tr("of a dimension")},
    });
    densities_->setData(densityHistogram(s));
    bitCounts_->setData(bitHistogram(s));
    BitsData bits;
    bits.bits = s.bits;
    if (s.importance.size() == s.bits.size())
        bits.importance.assign(s.importance.begin(), s.importance.end());
    bits_->setData(std::move(bits));
    activity_->setData({s.activity, tr("share of images"), tr("dimension"), false});
    pages_->setCurrentIndex(1);
}

void CollectionOverview::setSelectedDensity(std::optional<double> density) {
    densities_->setMarked(density);
}

} // namespace sparlet::ui
