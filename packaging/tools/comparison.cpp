#include "comparison.h"

#include "markdown.h"
#include "runtimes.h"
#include "train/trainer.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <optional>
#include <tuple>
#include <utility>

namespace sparlet::results {

namespace {

using Names = std::vector<std::pair<std::string, std::string>>; // id, as the papers write it

const Names& methodNames() {
    static const Names names = [] {
        Names out;
        for (const auto& method : train::methods())
            out.emplace_back(method.name, method.title);
        return out;
    }();
    return names;
}

const Names& backboneNames() {
    static const Names names = {{"resnet18", "ResNet18"},
                                {"mobilenet_v3_large", "MobileNetV3-Large"},
                                {"mobilenet_v3_small", "MobileNetV3-Small"}};
    return names;
}

std::string shown(const Names& names, const std::string& name) {
    const auto at =
        std::find_if(names.begin(), names.end(), [&](const auto& known) { return known.first == name; });
    return at == names.end() ? name : at->second;
}

std::size_t place(const Names& names, const std::string& name) {
    const auto at =
        std::find_if(names.begin(), names.end(), [&](const auto& known) { return known.first == name; });
    return static_cast<std::size_t>(at - names.begin());
}

void take(Statistic& into, const Json& report, const std::string& field, double scale = 1) {
    const auto at = report.find(field);
    if (at != report.end() && at->is_number()) {
        into.values.push_back(at->get<double>() * scale);
    }
}

Configuration& entryOf(std::vector<Configuration>& all, const std::string& method,
                       const std::string& backbone, const std::string& variant) {
    for (auto& one : all) {
        if (one.method == method && one.backbone == backbone && one.variant == variant) return one;
    }
    all.push_back({method, backbone, variant, {}});
    return all.back();
}

constexpr const char* kOnWeights = "ASE on weights";

/// The share of weights that ASE's operator keeps; 1 where it is not used on them.
double weightsKept(const Json& configuration) {
    const auto hyper = configuration.value("hyper", Json::object());
    const auto at = hyper.find("weight_density");
    return at != hyper.end() && at->is_number() ? at->get<double>() : 1.0;
}

/// "no ASE, no SPQ", "with ASE", "ASE on weights": what the configuration asks for beyond the method.
std::string variantOf(const Json& configuration, const std::string& method) {
    const auto& known = train::methods();
    const auto entry =
        std::find_if(known.begin(), known.end(), [&](const auto& m) { return m.name == method; });
    const auto own = entry == known.end() ? train::Modules{} : entry->modules;
    const std::tuple<const char*, const char*, bool> parts[] = {
        {"lkd", "LKD", own.lkd}, {"ase", "ASE", own.ase}, {"spq", "SPQ", own.spq}, {"iqe", "IQE", own.iqe}};
    std::string variant;
    const auto modules = configuration.value("modules", Json::object());
    for (const auto& [id, title, has] : parts) {
        const auto at = modules.find(id);
        if (at == modules.end() || !at->is_boolean() || at->get<bool>() == has) continue;
        variant += (variant.empty() ? "" : ", ") + std::string(has ? "no " : "with ") + title;
    }
    if (weightsKept(configuration) < 1) variant += (variant.empty() ? "" : ", ") + std::string(kOnWeights);
    return variant;
}

/// A row of bench_efficiency. Size, memory and parameters are those of the usual stem. The methods are
/// compared in one arithmetic.
void takeEfficiency(std::vector<Configuration>& all, const Json& row) {
    if (row.value("precision", "fp32") != std::string("fp32")) return; // the others: runtimes()
    const auto variant = row.value("variant", std::string());
    auto& by =
        entryOf(all, row.value("method", std::string()), row.value("backbone", std::string()), variant).by;
    const auto side = std::to_string(row.value("side", 0)) + " px, ";
    const bool usual = row.value("side", 0) == 224;
    auto& single = by[usual ? "inference time" : side + "batch 1"];
    take(single, row, "batch1");
    single.quartiles.reset();
    if (const auto at = row.find("batch1_quartiles"); at != row.end() && single.values.size() == 1)
        single.quartiles = at->get<std::pair<double, double>>();
    take(by[side + "batch 32"], row, "batch32");
    if (!usual) return;
    take(by["parameters"], row, "parameters", 1e-6);
    take(by["model size"], row, "model_bytes", 1e-6);
    take(by["memory"], row, "peak_memory_bytes", 1e-6);
}

std::string statistic(const Configuration& configuration, const std::string& metric, int digits) {
    const auto at = configuration.by.find(metric);
    if (at == configuration.by.end() || at->second.empty()) return nothing;
    const auto& s = at->second;
    return fixed(s.mean(), digits) + (s.values.size() > 1 ? " ± " + fixed(s.deviation(), digits) : "");
}

std::string percent(double share) {
    return (share >= 0 ? "+" : "−") + fixed(std::abs(share) * 100, 1) + " %";
}

std::optional<double> paperValue(const std::vector<PaperValue>& papers, const std::string& source,
                                 const std::string& model, const std::string& backbone,
                                 const std::string& metric) {
    const auto family = backbone.rfind("MobileNetV3", 0) == 0 ? std::string("MobileNetV3") : backbone;
    for (const auto& value : papers) {
        if (value.source == source && value.model == model && value.backbone == family &&
            value.metric == metric) {
            return value.value;
        }
    }
    return std::nullopt;
}

std::string paperCell(const std::vector<PaperValue>& papers, const std::string& source,
                      const Configuration& c, const std::string& metric, int digits) {
    const auto value = paperValue(papers, source, shown(methodNames(), c.method),
                                  shown(backboneNames(), c.backbone), metric);
    return value ? fixed(*value, digits) : nothing;
}

std::string nameOf(const Configuration& c) {
    return modelName(c.method, c.backbone);
}

std::string seedsOf(const Configuration& c) {
    const auto at = c.by.find("mAP");
    return std::to_string(at == c.by.end() ? 0 : at->second.values.size());
}

std::string accuracyTable(const std::vector<Configuration>& all, const std::vector<PaperValue>& papers) {
    std::vector<std::vector<std::string>> rows;
    for (const auto& c : all) {
        if (!c.variant.empty() || c.by.count("mAP") == 0) continue;
        rows.push_back({nameOf(c), statistic(c, "mAP", 4), statistic(c, "P@1", 4), statistic(c, "P@5", 4),
                        statistic(c, "P@10", 4), statistic(c, "float mAP", 4), statistic(c, "bytes", 1),
                        seedsOf(c), paperCell(papers, "SPARSE", c, "mAP", 4),
                        paperCell(papers, "HAMLET", c, "mAP", 4)});
    }
    return "### Retrieval accuracy\n\nMean ± deviation over seeds; stored codes, with IQE where the method "
           "has it.\n\n" +
           table({"model", "mAP", "P@1", "P@5", "P@10", "float mAP", "bytes/image", "seeds", "SPARSE's mAP",
                  "HAMLET's mAP"},
                 rows);
}

std::string efficiencyTable(const std::vector<Configuration>& all, const std::vector<PaperValue>& papers) {
    std::vector<std::vector<std::string>> rows;
    for (const auto& c : all) {
        if (c.by.count("inference time") == 0) continue;
        const auto paper = [&](const char* source, const char* metric, int digits) {
            return c.variant.empty() ? paperCell(papers, source, c, metric, digits) : nothing;
        };
        rows.push_back({nameOf(c) + (c.variant.empty() ? "" : ", " + c.variant),
                        statistic(c, "32 px, batch 1", 2), statistic(c, "32 px, batch 32", 1),
                        statistic(c, "inference time", 2), statistic(c, "224 px, batch 32", 1),
                        statistic(c, "model size", 2), statistic(c, "parameters", 2),
                        statistic(c, "memory", 0), paper("SPARSE", "inference time", 2),
                        paper("SPARSE", "model size", 2), paper("HAMLET", "inference time", 2),
                        paper("HAMLET", "parameters", 1)});
    }
    if (rows.empty()) return "";
    return "### Efficiency\n\nMilliseconds for a batch of 1 and of 32: medians on one thread with the "
           "methods "
           "taking turns, computed in 32 bits, with the stem for small images at 32 pixels and the usual one "
           "at "
           "224. The file has 16-bit weights. Memory is the highest of a process that opens the model and "
           "encodes a batch of 32 at 224 pixels. None of these depends on what the weights are.\n\n" +
           table({"model", "32 px, 1", "32 px, 32", "224 px, 1", "224 px, 32", "file, MB", "parameters, M",
                  "memory, MB", "SPARSE: ms", "SPARSE: MB", "HAMLET: ms", "HAMLET: M"},
                 rows);
}

std::string ablationTable(const std::vector<Configuration>& all, const std::vector<PaperValue>& papers) {
    std::vector<std::vector<std::string>> rows;
    for (const auto& c : all) {
        if (c.method != "sparse" || c.by.count("mAP") == 0) continue;
        const auto label = "SPARSE (" + (c.variant.empty() ? "full" : c.variant) + ")";
        const auto paper = paperValue(papers, "SPARSE", label, shown(backboneNames(), c.backbone), "mAP");
        rows.push_back({label + " · " + shown(backboneNames(), c.backbone), statistic(c, "mAP", 4),
                        statistic(c, "P@1", 4), statistic(c, "bytes", 1), statistic(c, "weights kept", 2),
                        statistic(c, "thresholded size", 2), seedsOf(c), paper ? fixed(*paper, 4) : nothing});
    }
    if (rows.size() < 2) return "";
    return "### SPARSE's parts\n\nASE stands for its use on features, as in the paper's formulas; \"" +
           std::string(kOnWeights) +
           "\" is the same operator on the backbone's convolutions, which is what could make a network "
           "smaller. "
           "MB: a bit for each weight and 16 bits for each that is kept; 16 bits for all where none is "
           "cut.\n\n" +
           table({"variant", "mAP", "P@1", "bytes/image", "weights kept", "MB", "seeds", "SPARSE's mAP"},
                 rows);
}

struct Claim {
    const char* source;
    const char* leftMethod;
    const char* leftBackbone;
    const char* leftVariant;
    const char* rightMethod;
    const char* rightBackbone;
    const char* metric;
    double claimed; // left against right, as a share
};

constexpr const char* kResNet = "resnet18";
constexpr const char* kMobile = "mobilenet_v3_large"; // its size in 16 bits is what the papers print

// The shipped compact models' channels: what the papers claim of SPARSE, of networks that were made smaller.
constexpr const char* kCompactResNet = "channels of sparse-resnet18-general-fast";
constexpr const char* kSmall = "mobilenet_v3_small";
constexpr const char* kCompactSmall = "channels of sparse-mobilenetv3-small-general";

/// As the papers' text and tables state them (SPARSE §4.2–4.5 and table 3, HAMLET's results and discussion).
constexpr Claim kClaims[] = {
    {"SPARSE", "sparse", kResNet, "", "baseline", kResNet, "mAP", 0.187},
    {"SPARSE", "sparse", kResNet, "", "mace", kResNet, "mAP", 0.063},
    {"SPARSE", "sparse", kResNet, "", "baseline", kResNet, "inference time", -0.427},
    {"SPARSE", "sparse", kResNet, "", "baseline", kResNet, "model size", -0.668},
    {"SPARSE", "sparse", kMobile, "", "baseline", kResNet, "inference time", -0.618},
    {"SPARSE", "sparse", kMobile, "", "baseline", kResNet, "model size", -0.915},
    {"SPARSE", "sparse", kResNet, kCompactResNet, "baseline", kResNet, "inference time", -0.427},
    {"SPARSE", "sparse", kResNet, kCompactResNet, "baseline", kResNet, "model size", -0.668},
    {"SPARSE", "sparse", kSmall, kCompactSmall, "baseline", kResNet, "inference time", -0.618},
    {"SPARSE", "sparse", kSmall, kCompactSmall, "baseline", kResNet, "model size", -0.915},
    {"SPARSE", "sparse", kResNet, "no LKD", "sparse", kResNet, "mAP", -0.084},
    {"SPARSE", "sparse", kResNet, "no ASE", "sparse", kResNet, "mAP", -0.006},
    {"SPARSE", "sparse", kResNet, "no ASE", "sparse", kResNet, "inference time", 0.817},
    {"SPARSE", "sparse", kResNet, "no ASE", "sparse", kResNet, "model size", 2.153},
    {"SPARSE", "sparse", kResNet, "no SPQ", "sparse", kResNet, "mAP", -0.002},
    {"SPARSE", "sparse", kResNet, "no SPQ", "sparse", kResNet, "inference time", 0.406},
    {"SPARSE", "sparse", kResNet, "no SPQ", "sparse", kResNet, "model size", 1.154},
    {"SPARSE", "sparse", kResNet, "no IQE", "sparse", kResNet, "mAP", -0.02},
    {"HAMLET", "hamlet", kResNet, "", "sparse", kResNet, "mAP", 0.042},
    {"HAMLET", "hamlet", kResNet, "", "sparse", kResNet, "P@1", 0.031},
    {"HAMLET", "hamlet", kResNet, "", "mace", kResNet, "mAP", 0.087},
    {"HAMLET", "hamlet", kResNet, "", "dscf", kResNet, "mAP", 0.136},
    {"HAMLET", "hamlet", kResNet, "", "spca", kResNet, "mAP", 0.176},
    {"HAMLET", "sparse", kResNet, "", "mace", kResNet, "mAP", 0.043},
    {"HAMLET", "mace", kResNet, "", "dscf", kResNet, "mAP", 0.045},
    {"HAMLET", "dscf", kResNet, "", "spca", kResNet, "mAP", 0.035},
    {"HAMLET", "hamlet", kResNet, "", "mace", kResNet, "inference time", 0.111},
    {"HAMLET", "hamlet", kMobile, "", "hamlet", kResNet, "inference time", -0.35},
    {"HAMLET", "hamlet", kMobile, "", "hamlet", kResNet, "memory", -0.45},
};

Statistic find(const std::vector<Configuration>& all, const std::string& method, const std::string& backbone,
               const std::string& variant, const std::string& metric) {
    for (const auto& c : all) {
        if (c.method != method || c.backbone != backbone || c.variant != variant) continue;
        const auto at = c.by.find(metric);
        return at == c.by.end() ? Statistic{} : at->second;
    }
    return {};
}

std::string claimsTable(const std::vector<Configuration>& all) {
    std::vector<std::vector<std::string>> rows;
    for (const auto& claim : kClaims) {
        const auto side = [](const char* method, const char* backbone, const char* variant) {
            return shown(methodNames(), method) +
                   (*variant == '\0' ? "" : std::string(" (") + variant + ")") + " · " +
                   shown(backboneNames(), backbone);
        };
        const auto left = find(all, claim.leftMethod, claim.leftBackbone, claim.leftVariant, claim.metric);
        const auto right = find(all, claim.rightMethod, claim.rightBackbone, "", claim.metric);
        const auto verdict = judge(left, right, claim.claimed);
        const bool measured = verdict != Verdict::NotMeasured;
        rows.push_back({side(claim.leftMethod, claim.leftBackbone, claim.leftVariant) + " against " +
                            side(claim.rightMethod, claim.rightBackbone, ""),
                        claim.metric, claim.source, percent(claim.claimed),
                        measured ? percent(left.mean() / right.mean() - 1) : nothing,
                        measured
                            ? std::to_string(left.values.size()) + ", " + std::to_string(right.values.size())
                            : nothing,
                        describe(verdict)});
    }
    return "### The papers' claims\n\n"
           "Two means differ when they lie further apart than twice the standard error of their difference; "
           "with one seed on a side a difference of more than 0.5 % counts, and of times only where the "
           "middle "
           "halves do not overlap. Times are of 224 pixels, one "
           "picture, one thread, all in 32 bits, sizes of files with 16-bit weights; a network with the "
           "channels of a shipped compact model has none of the rest of what makes that one small and fast "
           "(8-bit arithmetic, learnt bits): for these see the runtimes and SPARSE's parts.\n\n" +
           table({"claim", "of", "paper", "claimed", "measured", "seeds", "verdict"}, rows);
}

} // namespace

std::string modelName(const std::string& method, const std::string& backbone) {
    return shown(methodNames(), method) + " · " + shown(backboneNames(), backbone);
}

double Statistic::mean() const {
    return values.empty()
               ? 0
               : std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

double Statistic::deviation() const {
    if (values.size() < 2) return 0;
    const double centre = mean();
    double sum = 0;
    for (const double value : values) {
        sum += (value - centre) * (value - centre);
    }
    return std::sqrt(sum / static_cast<double>(values.size() - 1));
}

std::vector<Configuration> configurations(const std::vector<RunRecord>& records) {
    std::vector<Configuration> all;
    for (const auto& record : records) {
        if (!record.training.is_object() || !record.report.contains("map")) continue;
        const auto asked = record.training.value("configuration", Json::object());
        const auto method = asked.value("method", std::string());
        const auto backbone = asked.value("backbone", std::string());
        const auto variant = variantOf(asked, method);
        const auto& report = record.report;
        auto& by = entryOf(all, method, backbone, variant).by;
        take(by["mAP"], report, "map");
        take(by["P@1"], report, "p_at_1");
        take(by["P@5"], report, "p_at_5");
        take(by["P@10"], report, "p_at_10");
        take(by["float mAP"], report, "map_float");
        take(by["bytes"], report, "bytes_per_image");
        const double kept = weightsKept(asked);
        by["weights kept"].values.push_back(kept);
        take(by["thresholded size"], report, "parameters", 1e-6 * (kept < 1 ? 2 * kept + 1.0 / 8 : 2));
        if (method == "sparse" && variant.empty()) {
            take(entryOf(all, method, backbone, "no IQE").by["mAP"], report, "map_without_iqe");
        }
    }
    for (const auto& record : records) {
        if (record.report.value("threads", 1) != 1) continue;
        for (const auto& row : record.report.value("efficiency", Json::array()))
            takeEfficiency(all, row);
    }
    for (auto& one : all) {
        for (auto at = one.by.begin(); at != one.by.end();) {
            at = at->second.empty() ? one.by.erase(at) : std::next(at);
        }
    }
    std::stable_sort(all.begin(), all.end(), [](const Configuration& a, const Configuration& b) {
        const auto key = [](const Configuration& c) {
            return std::tuple(place(backboneNames(), c.backbone), place(methodNames(), c.method), c.variant);
        };
        return key(a) < key(b);
    });
    return all;
}

std::string describe(Verdict verdict) {
    switch (verdict) {
    case Verdict::Holds:
        return "holds";
    case Verdict::HoldsSmaller:
        return "holds, but less than half as large";
    case Verdict::DoesNotHold:
        return "does not hold";
    case Verdict::NoDifference:
        return "no difference seen";
    case Verdict::NotMeasured:
        break;
    }
    return "not measured";
}

Verdict judge(const Statistic& left, const Statistic& right, double claimed) {
    if (left.empty() || right.empty() || right.mean() == 0) return Verdict::NotMeasured;
    const double difference = left.mean() - right.mean();
    if (left.values.size() > 1 && right.values.size() > 1) {
        const auto share = [](const Statistic& s) {
            return s.deviation() * s.deviation() / static_cast<double>(s.values.size());
        };
        if (std::abs(difference) <= 2 * std::sqrt(share(left) + share(right))) return Verdict::NoDifference;
    }
    if (left.quartiles && right.quartiles && left.quartiles->first <= right.quartiles->second &&
        right.quartiles->first <= left.quartiles->second) {
        return Verdict::NoDifference;
    }
    constexpr double kAlike = 0.005; // of the mean: clocks and one seed tell no smaller share
    if (std::abs(difference) <= kAlike * std::abs(right.mean())) return Verdict::NoDifference;
    if ((difference > 0) != (claimed > 0)) return Verdict::DoesNotHold;
    const double measured = std::abs(difference / right.mean());
    return measured < std::abs(claimed) / 2 ? Verdict::HoldsSmaller : Verdict::Holds;
}

std::string comparison(const std::vector<RunRecord>& records, const std::vector<PaperValue>& papers) {
    const auto all = configurations(records);
    const bool judged =
        std::any_of(all.begin(), all.end(), [](const auto& one) { return one.by.count("mAP") != 0; });
    const auto cost = efficiencyTable(all, papers) + runtimes(records);
    return judged ? accuracyTable(all, papers) + cost + ablationTable(all, papers) + claimsTable(all) : cost;
}

} // namespace sparlet::results
