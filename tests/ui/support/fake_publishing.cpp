#include "ui/support/fake_publishing.h"

#include "ui/support/fake_workspace.h"

#include <QColor>
#include <QFile>
#include <QImage>
#include <QPainter>

#include <chrono>
#include <cmath>
#include <cstring>
#include <random>
#include <thread>

namespace sparlet::testing {
namespace {

using eval::Measurement;

struct Shape {
    const char *method, *backbone, *variant;
    double map, ms, mb, bytes, memory, parameters;
};

constexpr Shape kShapes[] = {
    {"baseline", "resnet18", "", 0.412, 9.8, 43.1, 512, 512, 11.24},
    {"spca", "resnet18", "", 0.438, 10.4, 43.9, 256, 524, 11.36},
    {"dscf", "resnet18", "", 0.451, 12.6, 47.2, 256, 566, 12.11},
    {"mace", "resnet18", "", 0.459, 11.9, 46.5, 256, 551, 11.90},
    {"hamlet", "resnet18", "", 0.503, 10.1, 22.4, 96, 430, 11.42},
    {"sparse", "resnet18", "", 0.494, 6.4, 11.6, 62, 402, 11.31},
    {"baseline", "mobilenet_v3_small", "", 0.361, 3.9, 4.2, 512, 288, 1.03},
    {"mace", "mobilenet_v3_small", "", 0.392, 4.6, 4.9, 256, 301, 1.20},
    {"hamlet", "mobilenet_v3_small", "", 0.431, 4.2, 2.9, 96, 270, 1.11},
    {"sparse", "mobilenet_v3_small", "", 0.424, 2.8, 1.7, 58, 262, 1.09},
    {"sparse", "resnet18", "no-lkd", 0.467, 6.4, 11.5, 62, 402, 11.22},
    {"sparse", "resnet18", "no-ase", 0.489, 9.9, 42.8, 128, 506, 11.30},
};

Measurement made(const Shape& shape, std::int64_t seed) {
    Measurement one;
    one.method = shape.method;
    one.backbone = shape.backbone;
    one.variant = shape.variant;
    one.id = one.method + "-" + one.backbone + (one.variant.empty() ? "" : "-" + one.variant) + "-" +
             std::to_string(seed);
    one.title = one.id;
    one.group = "CIFAR-10 (JPEG), one budget";
    one.data = "/data/cifar10/test";
    one.protocol = "cifar10";
    one.precision = "float32";
    one.device = "CPU";
    one.machine = "AMD EPYC, 2 threads, 25 GB";
    one.seed = seed;
    one.created = 1'795'000'000 + seed * 3600;
    const double wobble = static_cast<double>(seed - 2);
    one.values = {{"map", shape.map + 0.006 * wobble},
                  {"p_at_1", shape.map + 0.31 + 0.004 * wobble},
                  {"p_at_5", shape.map + 0.27 + 0.004 * wobble},
                  {"p_at_10", shape.map + 0.24 + 0.003 * wobble},
                  {"latency_batch1_ms", shape.ms * (1 + 0.04 * wobble)},
                  {"latency_batch32_ms", shape.ms * 9},
                  {"model_mb", shape.mb},
                  {"bytes_per_image", shape.bytes},
                  {"memory_mb", shape.memory},
                  {"parameters_m", shape.parameters},
                  {"density", shape.bytes / 600},
                  {"mean_bits", shape.bytes < 100 ? 4.1 : 8}};
    return one;
}

Measurement printed(const char* table, const char* method, const char* backbone, double map, double ms,
                    double mb) {
    Measurement one;
    one.source = Measurement::Source::Paper;
    one.method = method;
    one.backbone = backbone;
    one.id = std::string(table) + ", " + method + ", " + backbone;
    one.title = one.id;
    one.group = "The papers";
    one.values = {{"map", map}, {"latency_batch1_ms", ms}, {"model_mb", mb}};
    return one;
}

/// Bars of the right number in the palette's colours: enough to look at and to tell requests apart.
QImage drawn(const report::FigureRequest& request, double pixelsPerMm) {
    const double heightMm = request.style.heightMm > 0 ? request.style.heightMm : request.style.widthMm * 0.7;
    QImage image(std::max(1, static_cast<int>(request.style.widthMm * pixelsPerMm)),
                 std::max(1, static_cast<int>(heightMm * pixelsPerMm)), QImage::Format_RGB888);
    image.fill(Qt::white);
    QPainter painter(&image);
    painter.scale(pixelsPerMm, pixelsPerMm);
    const std::vector<QColor> colours{0x0072B2, 0xD55E00, 0x009E73, 0xCC79A7, 0xE69F00, 0x56B4E9};
    const double left = 12, bottom = heightMm - 10, width = request.style.widthMm - left - 4;
    painter.setPen(QPen(Qt::black, 0.25));
    painter.drawLine(QLineF(left, 4, left, bottom));
    painter.drawLine(QLineF(left, bottom, left + width, bottom));
    const auto rows = std::max<std::size_t>(1, eval::aggregate(request.measurements).size());
    const double step = width / static_cast<double>(rows);
    const auto rowsDrawn = eval::aggregate(request.measurements);
    for (std::size_t i = 0; i < rowsDrawn.size(); ++i) {
        const auto value = rowsDrawn[i].values.find("map");
        const double height =
            (bottom - 6) * (value == rowsDrawn[i].values.end() ? 0.1 : value->second.mean * 1.5);
        painter.fillRect(
            QRectF(left + step * (static_cast<double>(i) + 0.15), bottom - height, step * 0.7, height),
            colours[i % colours.size()]);
    }
    QFont font;
    font.setPixelSize(10);
    painter.setFont(font);
    painter.translate(left, heightMm - 3);
    painter.scale(0.3, 0.3);
    painter.drawText(0, 0, QString::fromStdString(request.name));
    return image;
}

Status touch(const std::string& file) {
    QFile made(QString::fromStdString(file));
    if (!made.open(QIODevice::WriteOnly) || made.write("figure\n") < 0)
        return Error{ErrorCode::Io, "'" + file + "' cannot be written; choose another folder."};
    return {};
}

} // namespace

std::vector<Measurement> sampleMeasurements() {
    std::vector<Measurement> all;
    for (const auto& shape : kShapes)
        for (std::int64_t seed = 1; seed <= 3; ++seed)
            all.push_back(made(shape, seed));
    for (std::size_t i = 0; i < 6; ++i)
        all[i].project = "Paper 2026";
    for (const auto* method : {"sparse", "hamlet"}) {
        auto record = made(kShapes[5], -1);
        record.source = Measurement::Source::Shipped;
        record.method = method;
        record.precision = "int8";
        record.id = std::string("record-") + method;
        record.values["map"] = method == std::string("sparse") ? 0.486 : 0.497;
        record.values["latency_batch1_ms"] = method == std::string("sparse") ? 3.1 : 4.7;
        all.push_back(record);
    }
    auto other = made(kShapes[5], 7);
    other.id = "photographs";
    other.group = "Photographs, folders";
    all.push_back(other);
    all.push_back(printed("SPARSE, table 1", "baseline", "resnet18", 0.2615, 10.87, 21.45));
    all.push_back(printed("SPARSE, table 1", "mace", "resnet18", 0.2922, 12.45, 23.78));
    all.push_back(printed("SPARSE, table 1", "mace", "mobilenet_v3", 0.2734, 8.32, 5.64));
    all.push_back(printed("SPARSE, table 1", "sparse", "resnet18", 0.3105, 6.23, 7.12));
    all.push_back(printed("SPARSE, table 1", "sparse", "mobilenet_v3", 0.2891, 4.15, 1.82));
    return all;
}

std::vector<Measurement> manyMeasurements(int count) {
    std::mt19937 random(7);
    std::normal_distribution<double> normal;
    std::vector<Measurement> all;
    for (int i = 0; i < count; ++i) {
        auto one = made(kShapes[static_cast<std::size_t>(i) % std::size(kShapes)], i);
        one.id = "run-" + std::to_string(i);
        one.variant = "v" + std::to_string(i);
        const double cost = normal(random);
        one.values["latency_batch1_ms"] = 5 * std::exp(cost);
        one.values["map"] = 0.4 + 0.05 * cost + 0.08 * normal(random);
        one.values["model_mb"] = 8 * std::exp(normal(random));
        all.push_back(std::move(one));
    }
    return all;
}

Result<std::vector<Measurement>> FakeWorkspace::measurements() {
    std::scoped_lock lock(publishing_.mutex);
    if (publishing_.measurementsFail)
        return Error{ErrorCode::Io, "The folder of the evaluations cannot be read: allow reading it."};
    return publishing_.measurements;
}

report::FigureChoices FakeWorkspace::figureChoices() {
    return {{{"okabe-ito", "Okabe–Ito", {0x0072B2, 0xD55E00, 0x009E73, 0xCC79A7, 0xE69F00, 0x56B4E9}, true},
             {"rainbow", "Rainbow", {0xFF0000, 0xFFFF00, 0x00FF00, 0x00FFFF, 0x0000FF}, false}},
            {{"One column, 85 mm", 85}, {"Two columns, 178 mm", 178}, {"IEEE, one column", 88.9}},
            {"DejaVu Sans", "DejaVu Serif"}};
}

Result<report::Preview> FakeWorkspace::previewFigure(const report::FigureRequest& request,
                                                     double pixelsPerMm) {
    {
        std::scoped_lock lock(publishing_.mutex);
        ++publishing_.previews;
        publishing_.lastPreview = request;
        if (!publishing_.previewProblem.empty())
            return Error{ErrorCode::InvalidArgument, publishing_.previewProblem};
    }
    const QImage image = drawn(request, pixelsPerMm);
    report::Preview preview{image.width(), image.height(), {}, {}};
    const auto row = static_cast<std::size_t>(image.width()) * 3;
    preview.rgb.resize(row * static_cast<std::size_t>(image.height()));
    for (int y = 0; y < image.height(); ++y)
        std::memcpy(preview.rgb.data() + static_cast<std::size_t>(y) * row, image.constScanLine(y), row);
    if (request.kind == report::FigureKind::Efficiency)
        preview.notes.push_back("2 of 9 rows have no model size.");
    return preview;
}

Status FakeWorkspace::writeFigure(const report::FigureRequest& request, const std::string& file) {
    std::scoped_lock lock(publishing_.mutex);
    if (!publishing_.writeProblem.empty()) return Error{ErrorCode::Io, publishing_.writeProblem};
    publishing_.lastFigure = request;
    publishing_.written.push_back(file);
    return touch(file);
}

Status FakeWorkspace::writeTable(const report::TableRequest& request, const std::string& file) {
    std::scoped_lock lock(publishing_.mutex);
    if (!publishing_.writeProblem.empty()) return Error{ErrorCode::Io, publishing_.writeProblem};
    publishing_.lastTable = request;
    publishing_.written.push_back(file);
    return touch(file);
}

Result<report::FigureRequest> FakeWorkspace::queryStrip(const engine::StripRequest& request) {
    report::FigureRequest figure;
    figure.kind = report::FigureKind::QueryStrip;
    figure.name = "query-strip";
    for (int i = 0; i <= request.top; ++i) {
        report::StripPicture picture{8,  8,  std::vector<std::uint8_t>(8 * 8 * 3, 128),
                                     "", "", report::StripPicture::Mark::None};
        if (request.captions) picture.caption = i == 0 ? "query" : "dog";
        figure.strip.push_back(std::move(picture));
    }
    return figure;
}

Result<engine::PublishReport> FakeWorkspace::publish(const engine::PublishRequest& request,
                                                     const ProgressCallback& progress,
                                                     const CancelToken& cancel) {
    int wait = 0;
    {
        std::scoped_lock lock(publishing_.mutex);
        publishing_.lastPublish = request;
        if (!publishing_.writeProblem.empty()) return Error{ErrorCode::Io, publishing_.writeProblem};
        wait = publishing_.stepMilliseconds;
    }
    engine::PublishReport report;
    const std::vector<std::string> figures{"accuracy", "efficiency", "trade-off", "backbones", "improvement"};
    const auto total = figures.size() * request.formats.size();
    for (const auto& figure : figures)
        for (const auto& format : request.formats) {
            if (cancel.cancelled()) return Error{ErrorCode::Cancelled, "Stopped."};
            std::this_thread::sleep_for(std::chrono::milliseconds(wait));
            report.files.push_back(request.folder + "/" + figure + "." + format);
            if (progress) progress({"figures", report.files.size(), total, 0, 0, std::nullopt, {}});
        }
    report.leftOut.push_back("Sweep: no two rows differ in density.");
    return report;
}

} // namespace sparlet::testing
