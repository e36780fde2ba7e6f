#include "itemmodels/measurement_words.h"

#include <QCoreApplication>
#include <QHash>
#include <QLocale>
#include <QStringList>

namespace sparlet::ui {
namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(sparlet::ui::MeasurementWords)
};

struct MetricNames {
    QString title, brief, unit;
};

// The core's own titles are English; these are what a person reads.
MetricNames namesOf(const eval::Metric& metric) {
    const auto is = [&](const char* id) { return metric.id == id; };
    if (is("map")) return {Words::tr("mAP"), Words::tr("mAP"), {}};
    if (is("p_at_1")) return {Words::tr("P@1"), Words::tr("P@1"), {}};
    if (is("p_at_5")) return {Words::tr("P@5"), Words::tr("P@5"), {}};
    if (is("p_at_10")) return {Words::tr("P@10"), Words::tr("P@10"), {}};
    if (is("map_without_iqe")) return {Words::tr("mAP without IQE"), Words::tr("mAP, no IQE"), {}};
    if (is("map_float")) return {Words::tr("mAP of floats"), Words::tr("mAP, floats"), {}};
    if (is("latency_batch1_ms"))
        return {Words::tr("Inference time, batch 1"), Words::tr("Time, batch 1"), Words::tr("ms")};
    if (is("latency_batch32_ms"))
        return {Words::tr("Inference time, batch 32"), Words::tr("Time, batch 32"), Words::tr("ms")};
    if (is("model_mb")) return {Words::tr("Model size"), Words::tr("Model"), Words::tr("MB")};
    if (is("bytes_per_image")) return {Words::tr("Bytes per image"), Words::tr("Code"), Words::tr("bytes")};
    if (is("memory_mb")) return {Words::tr("Memory"), Words::tr("Memory"), Words::tr("MB")};
    if (is("parameters_m")) return {Words::tr("Parameters"), Words::tr("Parameters"), Words::tr("million")};
    if (is("density")) return {Words::tr("Density"), Words::tr("Density"), {}};
    if (is("mean_bits")) return {Words::tr("Mean bits"), Words::tr("Bits"), Words::tr("bits")};
    const auto title = QString::fromStdString(metric.title);
    return {title, title, QString::fromStdString(metric.unit)};
}

} // namespace

QString metricTitle(const eval::Metric& metric) {
    return namesOf(metric).title;
}

QString metricShortTitle(const eval::Metric& metric) {
    return namesOf(metric).brief;
}

QString metricAxisTitle(const eval::Metric& metric) {
    const auto names = namesOf(metric);
    // "Mean bits (bits)" says one thing twice.
    if (names.unit.isEmpty() || metric.id == "mean_bits" || metric.id == "bytes_per_image")
        return names.title;
    return Words::tr("%1 (%2)", "metric, unit").arg(names.title, names.unit);
}

QString metricText(const eval::Metric& metric, double value) {
    const auto number = QLocale().toString(value, 'f', metric.decimals);
    const auto unit = namesOf(metric).unit;
    return unit.isEmpty() ? number : Words::tr("%1 %2", "number, unit").arg(number, unit);
}

QString valueText(const eval::Metric& metric, const eval::Aggregate::Value& value) {
    if (value.count == 0) return {};
    const QLocale locale;
    const auto mean = locale.toString(value.mean, 'f', metric.decimals);
    if (value.count < 2) return mean;
    return Words::tr("%1 ± %2").arg(mean, locale.toString(value.deviation, 'f', metric.decimals));
}

QString methodTitle(const std::string& method) {
    static const QHash<QString, QString> known{
        {QStringLiteral("sparse"), QStringLiteral("SPARSE")},
        {QStringLiteral("hamlet"), QStringLiteral("HAMLET")},
        {QStringLiteral("mace"), QStringLiteral("MACE")},
        {QStringLiteral("dscf"), QStringLiteral("DSCF")},
        {QStringLiteral("spca"), QStringLiteral("SpCa")},
    };
    const auto id = QString::fromStdString(method);
    if (id == QLatin1String("baseline")) return Words::tr("Baseline");
    return known.value(id, id);
}

QString backboneTitle(const std::string& backbone) {
    static const QHash<QString, QString> known{
        {QStringLiteral("resnet18"), QStringLiteral("ResNet18")},
        {QStringLiteral("mobilenet_v3_large"), QStringLiteral("MobileNetV3-Large")},
        {QStringLiteral("mobilenet_v3_small"), QStringLiteral("MobileNetV3-Small")},
        {QStringLiteral("mobilenet_v3"), QStringLiteral("MobileNetV3")},
    };
    const auto id = QString::fromStdString(backbone);
    return known.value(id, id);
}

QString variantTitle(const std::string& variant) {
    const auto id = QString::fromStdString(variant);
    if (id.startsWith(QLatin1String("no-"))) return Words::tr("without %1").arg(id.mid(3).toUpper());
    if (id == QLatin1String("ase-on-weights")) return Words::tr("ASE on weights");
    return id;
}

QString configurationTitle(const eval::Measurement& measurement) {
    QStringList parts;
    for (const auto& part : {methodTitle(measurement.method), backboneTitle(measurement.backbone),
                             variantTitle(measurement.variant)})
        if (!part.isEmpty()) parts << part;
    return parts.isEmpty() ? QString::fromStdString(measurement.title) : parts.join(QStringLiteral(" · "));
}

QString sourceTitle(eval::Measurement::Source source) {
    switch (source) {
    case eval::Measurement::Source::Home:
        return Words::tr("Measured here");
    case eval::Measurement::Source::Shipped:
        return Words::tr("Shipped record");
    case eval::Measurement::Source::Paper:
        return Words::tr("Printed in a paper");
    }
    return {};
}

QString sourceSentence(const eval::Measurement& measurement) {
    const auto id = QString::fromStdString(measurement.id);
    const auto machine = QString::fromStdString(measurement.machine);
    switch (measurement.source) {
    case eval::Measurement::Source::Home:
        return Words::tr("An evaluation that this home keeps. Its queries and pictures can be opened.");
    case eval::Measurement::Source::Shipped:
        return machine.isEmpty()
                   ? Words::tr("A run record that comes with Sparlet. Its pictures are not on this machine.")
                   : Words::tr(
                         "A run record that comes with Sparlet, measured on %1. Its pictures are not on "
                         "this machine.")
                         .arg(machine);
    case eval::Measurement::Source::Paper:
        return Words::tr("A value printed in a paper (%1). Nobody measured it here.").arg(id);
    }
    return {};
}

} // namespace sparlet::ui
