#include "pages/tradeoff_scatter.h"

#include "itemmodels/measurement_words.h"
#include "plots/scatter_marks.h"

#include <QCoreApplication>
#include <QLocale>

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>

namespace sparlet::ui {
namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(sparlet::ui::TradeoffWords)
};

constexpr double kEvenSize = 0.22;
constexpr double kUnknownSize = 0.06;

/// What a row is under a heading of colourChoices(): its key and its name.
std::pair<std::string, QString> categoryOf(const MeasurementRow& row, const std::string& by) {
    const auto& m = row.first;
    if (by == "backbone") return {m.backbone, backboneTitle(m.backbone)};
    if (by == "variant")
        return {m.variant, m.variant.empty() ? Words::tr("as it is") : variantTitle(m.variant)};
    if (by == "precision") return {m.precision, QString::fromStdString(m.precision)};
    if (by == "group") return {m.group, QString::fromStdString(m.group)};
    if (by == "source") return {std::to_string(static_cast<int>(m.source)), sourceTitle(m.source)};
    return {m.method, methodTitle(m.method)};
}

/// Numbers of categories in order of first appearance.
class Categories {
public:
    Categories(const std::vector<MeasurementRow>& rows, const std::string& by) : by_(by) {
        for (const auto& row : rows)
            known_.emplace(categoryOf(row, by).first, static_cast<int>(known_.size()));
    }
    int of(const MeasurementRow& row) {
        const auto [key, name] = categoryOf(row, by_);
        const int number = known_.at(key);
        seen_.emplace(number, name);
        return number;
    }
    const std::map<int, QString>& seen() const { return seen_; }

private:
    std::string by_;
    std::map<std::string, int> known_;
    std::map<int, QString> seen_;
};

/// 0..1 of a metric over the shown rows.
class Scale {
public:
    Scale(const MeasurementModel& model, const std::string& metric) : place_(metricPlace(metric)) {
        if (place_ < 0) return;
        metric_ = &eval::metrics()[static_cast<std::size_t>(place_)];
        for (int i = 0; i < model.rowCount(); ++i) {
            const auto& row = model.row(i);
            if (!row.has(at())) continue;
            least_ = std::min(least_, row.values[at()].mean);
            most_ = std::max(most_, row.values[at()].mean);
        }
    }
    bool known() const { return metric_ != nullptr && least_ <= most_; }
    const eval::Metric& metric() const { return *metric_; }
    /// Below 0: not measured.
    double of(const MeasurementRow& row) const {
        if (!known() || !row.has(at())) return -1;
        const double value = row.values[at()].mean;
        if (most_ <= least_) return 0.5;
        if (metric_->logarithmic && least_ > 0) return std::log(value / least_) / std::log(most_ / least_);
        return (value - least_) / (most_ - least_);
    }
    LegendEntry legend(LegendEntry::Kind kind) const {
        return {kind, 0, metricTitle(*metric_), metricText(*metric_, least_), metricText(*metric_, most_)};
    }

private:
    std::size_t at() const { return static_cast<std::size_t>(place_); }

    int place_;
    const eval::Metric* metric_ = nullptr;
    double least_ = std::numeric_limits<double>::infinity(), most_ = -least_;
};

QString labelOf(const MeasurementRow& row, bool single) {
    // Beside one's own of the same configuration. "auto" would tell nothing.
    const auto& precision = row.first.precision;
    if (row.first.source == eval::Measurement::Source::Shipped && !precision.empty() && precision != "auto")
        return Words::tr("%1 · %2", "model, arithmetic")
            .arg(row.title, QString::fromStdString(row.first.precision));
    if (single && row.seeds.size() == 1)
        return Words::tr("%1 · seed %2").arg(row.title).arg(row.seeds.front());
    return row.title;
}

std::vector<int> frontOf(const TradeoffScatter& scatter, const eval::Metric& x, const eval::Metric& y) {
    if (x.better == eval::Metric::Better::Neither || y.better == eval::Metric::Better::Neither) return {};
    std::vector<double> xs, ys;
    std::vector<int> points;
    for (std::size_t i = 0; i < scatter.data.points.size(); ++i) {
        const auto& point = scatter.data.points[i];
        if (point.ghost) continue;
        xs.push_back(point.x);
        ys.push_back(point.y);
        points.push_back(static_cast<int>(i));
    }
    std::vector<int> front;
    for (const auto at : eval::paretoFront(xs, ys, x.better, y.better))
        front.push_back(points[at]);
    return front;
}

/// What is not drawn for want of a number.
void noteMissing(TradeoffScatter& out, int without, const eval::Metric& metric, bool logarithmic) {
    if (without == 0) return;
    out.notes << (logarithmic
                      ? Words::tr("%n rows have no “%1” above 0.", nullptr, without).arg(metricTitle(metric))
                      : Words::tr("%n rows have no “%1”.", nullptr, without).arg(metricTitle(metric)));
}

} // namespace

std::vector<std::pair<std::string, QString>> colourChoices() {
    return {{"method", Words::tr("Method")},   {"backbone", Words::tr("Backbone")},
            {"variant", Words::tr("Variant")}, {"precision", Words::tr("Arithmetic")},
            {"group", Words::tr("Group")},     {"source", Words::tr("Source")}};
}

int rowsWithBoth(const MeasurementModel& model, const std::string& x, const std::string& y) {
    const int xAt = metricPlace(x), yAt = metricPlace(y);
    if (xAt < 0 || yAt < 0) return 0;
    int count = 0;
    for (int i = 0; i < model.rowCount(); ++i) {
        const auto& row = model.row(i);
        const bool both = row.has(static_cast<std::size_t>(xAt)) && row.has(static_cast<std::size_t>(yAt));
        count += both && !row.isPaper() ? 1 : 0;
    }
    return count;
}

std::string usualAcross(const MeasurementModel& model, const std::string& y) {
    std::vector<std::string> order = {"latency_batch1_ms", "model_mb", "bytes_per_image", "memory_mb",
                                      "parameters_m"};
    for (const auto& metric : eval::metrics())
        if (std::find(order.begin(), order.end(), metric.id) == order.end()) order.push_back(metric.id);
    for (const int least : {2, 1})
        for (const auto& metric : order)
            if (metric != y && rowsWithBoth(model, metric, y) >= least) return metric;
    return {};
}

TradeoffScatter tradeoffScatter(const MeasurementModel& model, const TradeoffView& view) {
    TradeoffScatter out;
    const auto *x = eval::findMetric(view.x), *y = eval::findMetric(view.y);
    if (x == nullptr || y == nullptr) return out;
    const auto xAt = static_cast<std::size_t>(metricPlace(view.x));
    const auto yAt = static_cast<std::size_t>(metricPlace(view.y));
    out.data.x = {metricAxisTitle(*x), view.logX, x->better == eval::Metric::Better::Lower};
    out.data.y = {metricAxisTitle(*y), view.logY, y->better == eval::Metric::Better::Lower};
    const Scale shade(model, view.colour), size(model, view.size);
    Categories colours(model.all(), view.colour), shapes(model.all(), "backbone");
    int noX = 0, noY = 0;
    bool ghosts = false;
    for (int i = 0; i < model.rowCount(); ++i) {
        const auto& row = model.row(i);
        const bool fitsX = row.has(xAt) && (!view.logX || row.values[xAt].mean > 0);
        const bool fitsY = row.has(yAt) && (!view.logY || row.values[yAt].mean > 0);
        noX += fitsX ? 0 : 1;
        noY += fitsY ? 0 : 1;
        if (!fitsX || !fitsY) continue;
        ScatterPoint point;
        point.x = row.values[xAt].mean;
        point.y = row.values[yAt].mean;
        point.xError = row.values[xAt].deviation;
        point.yError = row.values[yAt].deviation;
        point.shape = shapes.of(row);
        point.ghost = row.isPaper();
        point.label = labelOf(row, view.single);
        if (shade.known())
            point.shade = std::max(0.0, shade.of(row));
        else
            point.category = colours.of(row);
        if (size.known())
            point.size = size.of(row) < 0 ? kUnknownSize : size.of(row);
        else
            point.size = kEvenSize;
        ghosts = ghosts || point.ghost;
        out.data.points.push_back(std::move(point));
        out.rows.push_back(model.sourceOf(i));
    }
    if (view.front) out.data.front = frontOf(out, *x, *y);
    noteMissing(out, noX, *x, view.logX);
    noteMissing(out, noY, *y, view.logY);
    if (shade.known())
        out.legend.push_back(shade.legend(LegendEntry::Kind::Ramp));
    else
        for (const auto& [number, name] : colours.seen())
            out.legend.push_back({LegendEntry::Kind::Colour, number, name, {}, {}});
    if (shapes.seen().size() > 1 && view.colour != "backbone")
        for (const auto& [number, name] : shapes.seen())
            out.legend.push_back({LegendEntry::Kind::Shape, number, name, {}, {}});
    if (size.known()) out.legend.push_back(size.legend(LegendEntry::Kind::Size));
    if (out.data.front.size() > 1)
        out.legend.push_back({LegendEntry::Kind::Front, 0, Words::tr("Pareto front"), {}, {}});
    if (ghosts) out.legend.push_back({LegendEntry::Kind::Ghost, 0, Words::tr("Papers' values"), {}, {}});
    return out;
}

TradeoffParallel tradeoffParallel(const MeasurementModel& model, const TradeoffView& view) {
    TradeoffParallel out;
    std::vector<std::size_t> places;
    const auto& all = eval::metrics();
    for (std::size_t at = 0; at < all.size(); ++at) {
        int measured = 0;
        bool positive = true;
        for (int i = 0; i < model.rowCount(); ++i) {
            if (!model.row(i).has(at)) continue;
            ++measured;
            positive = positive && model.row(i).values[at].mean > 0;
        }
        if (measured < 2) continue;
        places.push_back(at);
        out.data.axes.push_back({metricShortTitle(all[at]),
                                 [&metric = all[at]](double value) { return metricText(metric, value); },
                                 all[at].logarithmic && positive,
                                 all[at].better == eval::Metric::Better::Lower});
    }
    const bool byMetric = metricPlace(view.colour) >= 0;
    Categories colours(model.all(), byMetric ? "method" : view.colour);
    for (int i = 0; i < model.rowCount(); ++i) {
        const auto& row = model.row(i);
        ParallelLine line;
        for (const auto at : places)
            line.values.push_back(row.has(at) ? row.values[at].mean
                                              : std::numeric_limits<double>::quiet_NaN());
        line.category = colours.of(row);
        line.ghost = row.isPaper();
        line.name = labelOf(row, view.single);
        out.data.lines.push_back(std::move(line));
        out.rows.push_back(model.sourceOf(i));
    }
    return out;
}

QString tradeoffCard(const MeasurementRow& row) {
    const auto& m = row.first;
    const auto escaped = [](const std::string& text) { return QString::fromStdString(text).toHtmlEscaped(); };
    QStringList facts{sourceTitle(m.source).toHtmlEscaped()};
    for (const auto* fact : {&m.group, &m.precision, &m.device})
        if (!fact->empty() && *fact != "auto") facts << escaped(*fact);
    if (row.ids.size() > 1)
        facts << Words::tr("%n runs, mean ± deviation", nullptr, static_cast<int>(row.ids.size()));
    else if (!row.seeds.empty())
        facts << Words::tr("seed %1").arg(row.seeds.front());
    QString html = QStringLiteral("<b>%1</b><br>%2<table cellspacing='0' cellpadding='0'>")
                       .arg(row.title.toHtmlEscaped(), facts.join(QStringLiteral(" · ")));
    // Two numbers a line: half as high, so that less of the plot is covered.
    int cells = 0;
    for (std::size_t at = 0; at < row.values.size(); ++at) {
        if (!row.has(at)) continue;
        const auto& metric = eval::metrics()[at];
        auto number = valueText(metric, row.values[at]);
        if (row.values[at].deviation == 0) number = metricText(metric, row.values[at].mean);
        const bool left = cells++ % 2 == 0;
        html += QStringLiteral("%1<td>%2%3&nbsp;&nbsp;</td><td align='right'>%4</td>%5")
                    .arg(left ? QStringLiteral("<tr>") : QString(),
                         left ? QString() : QStringLiteral("&nbsp;&nbsp;&nbsp;"),
                         metricShortTitle(metric).toHtmlEscaped(), number.toHtmlEscaped(),
                         left ? QString() : QStringLiteral("</tr>"));
    }
    return html + (cells % 2 == 1 ? QStringLiteral("</tr></table>") : QStringLiteral("</table>"));
}

} // namespace sparlet::ui
