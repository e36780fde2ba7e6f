// What measurements, their metrics and where they come from are called on screen.
#pragma once

#include "eval/measurement.h"

#include <QString>

#include <string>

namespace sparlet::ui {

/// "Inference time, batch 1", in the person's language.
QString metricTitle(const eval::Metric& metric);
/// The same without its detail, for a table's head or a narrow axis: "Time, batch 1".
QString metricShortTitle(const eval::Metric& metric);
/// "Inference time, batch 1 (ms)".
QString metricAxisTitle(const eval::Metric& metric);
/// "6.23 ms".
QString metricText(const eval::Metric& metric, double value);
/// "0.3105 ± 0.0021"; without a deviation where there is a single value; without its unit.
QString valueText(const eval::Metric& metric, const eval::Aggregate::Value& value);

/// "SPARSE" of "sparse"; what is not known is shown as it is.
QString methodTitle(const std::string& method);
QString backboneTitle(const std::string& backbone);
/// "without LKD" of "no-lkd".
QString variantTitle(const std::string& variant);
/// "SPARSE · ResNet18 · without LKD".
QString configurationTitle(const eval::Measurement& measurement);

/// A protocol's sentence with its convention, as an evaluation's report has it, in the person's language.
QString conventionText(const std::string& english);

/// "Measured here", "Shipped record", "Printed in a paper".
QString sourceTitle(eval::Measurement::Source source);
/// Where the number is from, in one sentence.
QString sourceSentence(const eval::Measurement& measurement);

} // namespace sparlet::ui
