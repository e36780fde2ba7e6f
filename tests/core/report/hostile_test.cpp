// What no figure hopes for: nothing of it may crash, hang, break a format or leave the page.
#include "figure_fixture.h"
#include "report/builders_internal.h"
#include "support/temp_dir.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace sparlet::report {
namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
constexpr double kInfinity = std::numeric_limits<double>::infinity();

const std::string kNasty = "a\\b_{c}%&#$^~<x>\"'`|\n\t\x01 \xff\xfe 検索 🖼 é -- --> ]]>";

eval::Measurement row(const std::string& id, double x, double y) {
    eval::Measurement out;
    out.id = id;
    out.method = id;
    out.backbone = "resnet18";
    out.values = {{"map", y}, {"latency_batch1_ms", x}, {"model_mb", x}, {"density", x}, {"p_at_1", y}};
    return out;
}

/// Every kind either says a sentence or gives finite things inside the page.
void expectSurvives(FigureRequest request) {
    for (int kind = 0; kind <= static_cast<int>(FigureKind::QueryStrip); ++kind) {
        request.kind = static_cast<FigureKind>(kind);
        SCOPED_TRACE(kind);
        for (const auto format : {FigureFormat::Pdf, FigureFormat::Svg, FigureFormat::Csv}) {
            const auto bytes = render(request, format, {});
            if (bytes.ok()) {
                EXPECT_FALSE(bytes->empty());
            } else {
                EXPECT_FALSE(bytes.error().message.empty());
            }
        }
        Lettering lettering("", false);
        const auto figure = draw(request, lettering);
        if (!figure.ok()) continue;
        EXPECT_TRUE(std::isfinite(figure->scene.height));
        for (const Item& item : figure->scene.items) {
            if (const auto* shape = std::get_if<Shape>(&item)) {
                for (const Step& step : shape->path) {
                    ASSERT_TRUE(std::isfinite(step.to.x) && std::isfinite(step.to.y));
                    ASSERT_TRUE(step.to.x > -1e6 && step.to.x < 1e6 && step.to.y > -1e6 && step.to.y < 1e6);
                }
            } else if (const auto* text = std::get_if<Text>(&item)) {
                ASSERT_TRUE(std::isfinite(text->at.x) && std::isfinite(text->at.y));
            }
        }
    }
}

TEST(Hostile, ValuesThatAreNoNumbersOrTooLarge) {
    FigureRequest request;
    const double values[] = {kNaN, kInfinity, -kInfinity, 0, -1, 1e308, -1e308, 1e-308, 5e14, 3};
    int i = 0;
    for (const double x : values) {
        for (const double y : values)
            request.measurements.push_back(row("m" + std::to_string(i++), x, y));
    }
    request.measurements.push_back(row("baseline", 0, 0));
    request.papers = request.measurements;
    request.curves = {{"c", {kNaN, 1, kInfinity, 1e308}, {1, kNaN, 2, -1e308}}, {"d", {}, {1}}};
    request.labels = {"a", "b"};
    request.matrix = {kNaN, kInfinity, -3, 7};
    request.weights = {{"map", kNaN}, {"model_mb", -1}, {"nothing", 3}, {"p_at_1", 1}};
    expectSurvives(request);
    request.logX = false;
    request.logY = true;
    expectSurvives(request);
}

TEST(Hostile, OnePointAndEqualPoints) {
    for (const int count : {1, 2, 30}) {
        FigureRequest request;
        for (int i = 0; i < count; ++i)
            request.measurements.push_back(row("m" + std::to_string(i), 3, 0.5));
        request.curves = {{"one", {1}, {0.5}}};
        request.labels = {"a"};
        request.matrix = {1};
        request.strip.resize(1);
        request.sizeBy = "model_mb";
        request.colourBy = "map";
        expectSurvives(request);
    }
}

TEST(Hostile, NamesOfEveryKindStayWholeXmlAndTables) {
    FigureRequest request;
    request.title = request.name = kNasty;
    for (const auto& name :
         {kNasty, std::string(5000, 'w'), std::string(), std::string("検索画像").append(kNasty),
          std::string(300, ' '), std::string("\xe3\x81")}) {
        auto one = row(name, 3, 0.5 + 0.01 * static_cast<double>(request.measurements.size()));
        one.variant = one.backbone = one.title = one.group = name;
        request.measurements.push_back(one);
        request.curves.push_back({name, {1, 2}, {0.5, 0.2}});
        request.labels.push_back(name);
        StripPicture picture;
        picture.caption = picture.score = name;
        picture.width = 1 << 30;
        picture.height = 1 << 30; // and no pixels
        request.strip.push_back(picture);
    }
    request.matrix.assign(request.labels.size() * request.labels.size(), 0.2);
    expectSurvives(request);
    Provenance from;
    from.command = from.configuration = from.dataHash = kNasty;
    from.versions = {{kNasty, kNasty}};
    const sparlet::test::TempDir dir;
    for (int kind = 0; kind <= static_cast<int>(FigureKind::QueryStrip); ++kind) {
        request.kind = static_cast<FigureKind>(kind);
        const auto svg = render(request, FigureFormat::Svg, from);
        if (!svg.ok() || !test::installed("xmllint")) continue;
        sparlet::test::writeText(dir / "a.svg", *svg);
        EXPECT_NE(test::outputOf("xmllint --noout '" + (dir / "a.svg").string() + "' && echo good"), "")
            << kind;
    }
    const auto png = render(request, FigureFormat::Png, from);
    EXPECT_TRUE(png.ok());
}

TEST(Hostile, TenThousandRows) {
    FigureRequest request;
    for (int i = 0; i < 10000; ++i) {
        auto one = row("m" + std::to_string(i % 50), 1 + 0.001 * i, 0.5 + 0.4 * std::sin(i));
        one.id = std::to_string(i);
        one.data = std::to_string(i); // each a configuration of its own
        request.measurements.push_back(one);
    }
    request.strip.resize(10000);
    for (int i = 0; i < 10000; ++i)
        request.curves.push_back({"c", {1, 2}, {0.5, 0.4}});
    request.kind = FigureKind::TradeOff;
    const auto figure = render(request, FigureFormat::Pdf, {});
    ASSERT_TRUE(figure.ok()) << figure.error().message;
    for (const auto kind : {FigureKind::Accuracy, FigureKind::ParallelCoordinates,
                            FigureKind::PrecisionRecall, FigureKind::QueryStrip}) {
        request.kind = kind;
        EXPECT_TRUE(preview(request, 2).ok()) << static_cast<int>(kind);
    }
}

TEST(Hostile, MatricesOfTheWrongSizeAreRefused) {
    FigureRequest request;
    request.kind = FigureKind::Confusion;
    request.labels = {"a", "b"};
    request.matrix = {1, 0, 1};
    EXPECT_FALSE(preview(request, 4).ok());
    request.labels.assign(100000, "x");
    EXPECT_FALSE(preview(request, 4).ok());
}

} // namespace
} // namespace sparlet::report
