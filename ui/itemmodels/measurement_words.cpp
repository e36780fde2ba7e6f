#include "itemmodels/measurement_words.h"

#include "eval/protocol.h"

#include <QCoreApplication>
#include <QHash>
#include <QLocale>
#include <QRegularExpression>
#include <QStringList>

#include <algorithm>
#include <iterator>
#include <string_view>

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

/// The core's sentences of protocols and conventions, so that they can be translated.
constexpr const char* kSentences[] = {
    QT_TRANSLATE_NOOP(
        "sparlet::ui::MeasurementWords",
        "CIFAR-10 (JPEG), every fifth test image of a class is a query, the rest is the gallery"),
    QT_TRANSLATE_NOOP("sparlet::ui::MeasurementWords",
                      "folder: every image is a query against all others, sub-folders are labels"),
    QT_TRANSLATE_NOOP("sparlet::ui::MeasurementWords",
                      "csv: queries, gallery and labels as listed; without a split an image is both"),
    QT_TRANSLATE_NOOP("sparlet::ui::MeasurementWords",
                      "revisited, easy: easy images are relevant, hard ones are junk"),
    QT_TRANSLATE_NOOP("sparlet::ui::MeasurementWords",
                      "revisited, medium: easy and hard images are relevant"),
    QT_TRANSLATE_NOOP("sparlet::ui::MeasurementWords",
                      "revisited, hard: hard images are relevant, easy ones are junk"),
    QT_TRANSLATE_NOOP("sparlet::ui::MeasurementWords",
                      "AP = mean of precision at each relevant rank over the full ranking, no "
                      "interpolation; ties by gallery order; queries not in gallery"),
    QT_TRANSLATE_NOOP("sparlet::ui::MeasurementWords",
                      "AP = mean over the relevant images of the trapezoid between the precision before and "
                      "at each, junk taken out of the ranking first; P@k among the first min(k, rank of the "
                      "last relevant image); ties by gallery order; the rule of the revisited Oxford and "
                      "Paris benchmarks")};

constexpr bool areTheCores() {
    std::size_t at = 0;
    for (const auto& one : eval::kProtocolSentences)
        if (one.sentence != kSentences[at++]) return false;
    return kSentences[at] == eval::kConvention && kSentences[at + 1] == eval::kRevisitedConvention &&
           at + 2 == std::size(kSentences);
}
static_assert(areTheCores(), "the core says it otherwise: change its translation, too");

constexpr const char* kSeparator = "; ";

/// What counts queries, or a phrase of another version of Sparlet.
QString phraseText(const QString& english) {
    static const QRegularExpression withoutRelevant(
        QStringLiteral("^(\\d{1,9}) queries without a relevant image left out of the means$"));
    static const QRegularExpression density(
        QStringLiteral("^codes at density ([0-9.e+-]{1,20}) instead of the model's own$"));
    static const QRegularExpression bits(QStringLiteral("^codes of (\\d) bits in every dimension$"));
    static const QRegularExpression withoutScores(
        QStringLiteral("^scores that are not a number ranked last, in (\\d{1,9}) queries$"));
    if (const auto found = withoutRelevant.match(english); found.hasMatch())
        return Words::tr("%n queries without a relevant image left out of the means", nullptr,
                         found.captured(1).toInt());
    if (const auto found = withoutScores.match(english); found.hasMatch())
        return Words::tr("scores that are not a number ranked last, in %n queries", nullptr,
                         found.captured(1).toInt());
    if (const auto found = density.match(english); found.hasMatch())
        return Words::tr("codes at density %1 instead of the model's own")
            .arg(QLocale().toString(found.captured(1).toDouble(), 'g', 6));
    if (const auto found = bits.match(english); found.hasMatch())
        return Words::tr("codes of %n bits in every dimension", nullptr, found.captured(1).toInt());
    return english;
}

} // namespace

QString conventionText(const std::string& english) {
    QStringList parts;
    for (std::string_view left = english; !left.empty();) {
        const auto known = std::find_if(std::begin(kSentences), std::end(kSentences),
                                        [&](const char* one) { return left.starts_with(one); });
        const bool isKnown = known != std::end(kSentences);
        const auto length = isKnown ? std::string_view(*known).size() : left.find(kSeparator);
        const auto phrase = left.substr(0, length);
        parts << (isKnown
                      ? Words::tr(*known)
                      : phraseText(QString::fromUtf8(phrase.data(), static_cast<qsizetype>(phrase.size()))));
        left.remove_prefix(phrase.size());
        if (left.starts_with(kSeparator)) left.remove_prefix(std::string_view(kSeparator).size());
    }
    return parts.join(Words::tr("; ", "between two parts of a convention"));
}

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
    if (id.contains(QLatin1Char('+'))) {
        QStringList parts;
        for (const auto& part : id.split(QLatin1Char('+')))
            parts << variantTitle(part.toStdString());
        return parts.join(Words::tr(", ", "between parts of a variant"));
    }
    // The number as the decimal of the person's language.
    const auto numberAfter = [&](const char* start) {
        const auto text = id.mid(static_cast<qsizetype>(std::string_view(start).size()));
        bool isNumber = false;
        const double value = text.toDouble(&isNumber);
        return isNumber ? QLocale().toString(value, 'g', 6) : text;
    };
    if (id.startsWith(QLatin1String("density-"))) return Words::tr("density %1").arg(numberAfter("density-"));
    if (id.startsWith(QLatin1String("bits-"))) return Words::tr("%1 bits").arg(numberAfter("bits-"));
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
