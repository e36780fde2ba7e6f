// What things are called in figures and tables.
#pragma once

#include "eval/measurement.h"
#include "report/figure.h"

#include <string>
#include <vector>

namespace sparlet::report {

/// "SPARSE" for "sparse"; an unknown id stays as it is, and so below.
std::string methodTitle(const std::string& id);
/// "MobileNetV3-Large" for "mobilenet_v3_large".
std::string backboneTitle(const std::string& id);
/// "no LKD" for "no-lkd"; several are joined by "+": "no-ase+no-spq".
std::string variantTitle(const std::string& id, Language language = Language::English);

/// Ids of the known methods in the order of their colours; what a method's colour is in one figure it is in
/// all.
const std::vector<std::string>& methodOrder();
/// Whether the variant sets a quantity ("density-0.1", "bits-2") and so belongs to a sweep, not to an
/// ablation.
bool isSweep(const std::string& variant);
/// The variant without its settings of a metric: of "density" or "mean_bits"; others have none.
std::string withoutSetting(const std::string& variant, const std::string& metric);
/// Place in the order that rows are listed in; unknown ones last.
std::size_t methodPlace(const std::string& id);
std::size_t backbonePlace(const std::string& id);
/// The whole method first, then without LKD, ASE, SPQ, IQE as in SPARSE's table 3, then all others.
std::size_t variantPlace(const std::string& id);

/// A metric's title, with its unit in brackets where it has one. An unknown id is its own title.
std::string metricTitle(const std::string& id, Language language, bool unit = true);

/// The figure's words in its language; English where a sentence has no translation.
std::string say(const std::string& english, Language language);

/// "0.7300" and "−3.2 %": `decimals` digits after the point, a real minus sign.
std::string numberText(double value, int decimals);

} // namespace sparlet::report
