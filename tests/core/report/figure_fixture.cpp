#include "figure_fixture.h"

#include <array>
#include <cmath>
#include <cstdio>

namespace sparlet::report::test {

namespace {

constexpr const char* kMethods[] = {"baseline", "mace", "spca", "dscf", "sparse", "hamlet"};

/// Small, the same on every machine, and not zero.
double noise(int seed) {
    return 0.004 * std::sin(12.9898 * seed);
}

eval::Measurement row(const std::string& method, const std::string& backbone, int seed) {
    eval::Measurement out;
    out.source = eval::Measurement::Source::Shipped;
    out.id = method + "-" + backbone + "-" + std::to_string(seed);
    out.method = method;
    out.backbone = backbone;
    out.group = "CIFAR-10 (JPEG), one budget";
    out.seed = seed;
    return out;
}

FigureRequest request(FigureKind kind, const std::string& name) {
    FigureRequest out;
    out.kind = kind;
    out.name = name;
    out.title = name;
    out.measurements = modelRows();
    out.papers = paperRows();
    return out;
}

std::vector<Curve> curves(bool counts) {
    std::vector<Curve> out;
    for (int model = 0; model < 4; ++model) {
        Curve curve;
        curve.title = "Model " + std::to_string(model + 1);
        for (int i = counts ? 1 : 0; i <= 100; ++i) {
            curve.x.push_back(counts ? 10 * i : i / 100.0);
            curve.y.push_back(1 - std::pow(i / 100.0, 3 + model) * (0.9 - 0.1 * model));
        }
        out.push_back(std::move(curve));
    }
    return out;
}

FigureRequest sweep() {
    auto out = request(FigureKind::Sweep, "sweep");
    out.measurements.clear();
    out.papers.clear();
    out.x = "density";
    for (const double density : {0.05, 0.1, 0.2, 0.4, 0.8}) {
        for (int seed = 1; seed <= 3; ++seed) {
            auto one = row("sparse", "resnet18", seed);
            one.id += std::to_string(density);
            one.values = {{"density", density}, {"map", 0.8 - 0.1 * std::exp(-9 * density) + noise(seed)}};
            out.measurements.push_back(std::move(one));
        }
    }
    return out;
}

FigureRequest confusion() {
    auto out = request(FigureKind::Confusion, "confusion");
    out.labels = {"airplane", "automobile", "bird", "cat", "deer"};
    for (int i = 0; i < 25; ++i)
        out.matrix.push_back(i % 6 == 0 ? 0.8 : 0.05);
    return out;
}

FigureRequest strip() {
    auto out = request(FigureKind::QueryStrip, "query-strip");
    for (int i = 0; i < 6; ++i) {
        StripPicture picture;
        picture.width = 24;
        picture.height = 16 + i;
        picture.rgb.assign(3U * 24U * static_cast<std::size_t>(picture.height),
                           static_cast<std::uint8_t>(40 * i));
        picture.caption = i == 0 ? "" : "label " + std::to_string(i);
        picture.score = i == 0 ? "" : "0.9" + std::to_string(i);
        picture.mark = i == 0       ? StripPicture::Mark::None
                       : i % 2 == 0 ? StripPicture::Mark::Right
                                    : StripPicture::Mark::Wrong;
        out.strip.push_back(std::move(picture));
    }
    return out;
}

} // namespace

std::vector<eval::Measurement> modelRows() {
    std::vector<eval::Measurement> out;
    for (int b = 0; b < 2; ++b) {
        for (int m = 0; m < 6; ++m) {
            for (int seed = 1; seed <= (b == 0 ? 3 : 1); ++seed) {
                auto one = row(kMethods[m], b == 0 ? "resnet18" : "mobilenet_v3_small", seed);
                const double map = 0.73 + 0.011 * m - 0.06 * b + noise(seed + 3 * m);
                const double size = b == 0 ? 1 : 0.2;
                one.values = {{"map", map},
                              {"p_at_1", map + 0.05},
                              {"p_at_5", map + 0.045},
                              {"p_at_10", map + 0.04},
                              {"latency_batch1_ms", (31 + 2.7 * m) * size},
                              {"model_mb", (22.5 + m) * size},
                              {"bytes_per_image", m == 4 ? 31.9 : 140.3},
                              {"memory_mb", 210.0 + 13 * m},
                              {"parameters_m", 11.2 * size + 0.3 * m}};
                out.push_back(std::move(one));
            }
        }
    }
    return out;
}

std::vector<eval::Measurement> ablationRows() {
    std::vector<eval::Measurement> out;
    const std::pair<const char*, double> variants[] = {
        {"", 0.781}, {"no-lkd", 0.776}, {"no-ase", 0.782}, {"no-spq", 0.783}, {"ase-on-weights", 0.765}};
    for (const auto& [variant, map] : variants) {
        for (int seed = 1; seed <= 3; ++seed) {
            auto one = row("sparse", "resnet18", seed);
            one.id += variant;
            one.variant = variant;
            one.values = {{"map", map + noise(seed)}, {"model_mb", 22.6}, {"bytes_per_image", 31.9}};
            out.push_back(std::move(one));
        }
    }
    return out;
}

std::vector<eval::Measurement> paperRows() {
    std::vector<eval::Measurement> out;
    const struct {
        const char *paper, *method, *backbone;
        double map, time, size;
    } values[] = {{"SPARSE paper", "baseline", "resnet18", 0.2615, 10.87, 21.45},
                  {"SPARSE paper", "mace", "resnet18", 0.2922, 12.45, 23.78},
                  {"SPARSE paper", "mace", "mobilenet_v3", 0.2734, 8.32, 5.64},
                  {"SPARSE paper", "sparse", "resnet18", 0.3105, 6.23, 7.12},
                  {"SPARSE paper", "sparse", "mobilenet_v3", 0.2891, 4.15, 1.82},
                  {"HAMLET paper", "hamlet", "resnet18", 0.345, 18, 0}};
    for (const auto& value : values) {
        eval::Measurement one;
        one.source = eval::Measurement::Source::Paper;
        one.group = value.paper;
        one.method = value.method;
        one.backbone = value.backbone;
        one.id = std::string(value.paper) + value.method + value.backbone;
        one.values = {{"map", value.map}, {"latency_batch1_ms", value.time}};
        if (value.size > 0) one.values["model_mb"] = value.size;
        out.push_back(std::move(one));
    }
    return out;
}

std::vector<FigureRequest> allFigures() {
    std::vector<FigureRequest> out = {request(FigureKind::Accuracy, "accuracy"),
                                      request(FigureKind::Efficiency, "efficiency"),
                                      request(FigureKind::TradeOff, "trade-off"),
                                      request(FigureKind::Backbones, "backbones"),
                                      request(FigureKind::Improvement, "improvement"),
                                      request(FigureKind::OverallScore, "overall-score"),
                                      request(FigureKind::ParallelCoordinates, "parallel-coordinates"),
                                      request(FigureKind::Ablation, "ablation"),
                                      sweep(),
                                      request(FigureKind::PrecisionRecall, "precision-recall"),
                                      request(FigureKind::PrecisionAt, "precision-at"),
                                      request(FigureKind::AveragePrecisions, "average-precisions"),
                                      confusion(),
                                      strip()};
    out[7].measurements = ablationRows();
    out[9].curves = curves(false);
    out[10].curves = curves(true);
    out[11].curves = curves(false);
    return out;
}

std::string outputOf(const std::string& command) {
    std::FILE* const pipe = popen((command + " 2>&1").c_str(), "r");
    if (pipe == nullptr) return "";
    std::string out;
    std::array<char, 4096> buffer{};
    for (std::size_t got = 0; (got = fread(buffer.data(), 1, buffer.size(), pipe)) > 0;)
        out.append(buffer.data(), got);
    return pclose(pipe) == 0 ? out : "";
}

bool installed(const std::string& program) {
    return !outputOf("command -v " + program).empty();
}

} // namespace sparlet::report::test
