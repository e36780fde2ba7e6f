// Figures as scenes: nothing overlaps, nothing is cut off, nothing is too small, and what is drawn is right.
#include "figure_fixture.h"
#include "report/builders_internal.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

namespace sparlet::report {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;

Result<Drawn> drawn(const FigureRequest& request) {
    Lettering lettering(request.style.font, request.style.language == Language::Japanese);
    return draw(request, lettering);
}

std::vector<Text> textsOf(const Scene& scene) {
    std::vector<Text> out;
    for (const Item& item : scene.items) {
        if (const auto* text = std::get_if<Text>(&item)) out.push_back(*text);
    }
    return out;
}

std::vector<std::string> wordsOf(const Scene& scene) {
    std::vector<std::string> out;
    for (const auto& text : textsOf(scene))
        out.push_back(text.words);
    return out;
}

void expectReadable(const FigureRequest& request) {
    const auto figure = drawn(request);
    ASSERT_TRUE(figure.ok()) << request.name << ": " << figure.error().message;
    const Scene& scene = figure->scene;
    const Box page{-0.01, -0.01, scene.width + 0.01, scene.height + 0.01};
    EXPECT_NEAR(scene.width, request.style.widthMm * 72 / 25.4, 1e-6);
    const auto texts = textsOf(scene);
    EXPECT_FALSE(texts.empty());
    for (std::size_t i = 0; i < texts.size(); ++i) {
        EXPECT_TRUE(page.holds(texts[i].box)) << request.name << ": '" << texts[i].words << "' is cut off";
        EXPECT_GE(texts[i].size, 0.8 * request.style.fontPt - 1e-9) << texts[i].words;
        for (std::size_t k = i + 1; k < texts.size(); ++k) {
            // The boxes are lines of text; a hair of two lines' air is no overlap of letters.
            EXPECT_FALSE(
                texts[i].box.grown(-0.12 * texts[i].size).overlaps(texts[k].box.grown(-0.12 * texts[k].size)))
                << request.name << ": '" << texts[i].words << "' lies on '" << texts[k].words << "'";
        }
    }
    for (const Item& item : scene.items) {
        const auto* shape = std::get_if<Shape>(&item);
        if (shape == nullptr) continue;
        for (const Step& step : shape->path) {
            if (step.verb == Step::Verb::Close) continue;
            EXPECT_TRUE(page.holds({step.to.x, step.to.y, step.to.x, step.to.y}))
                << request.name << ": a shape reaches " << step.to.x << ", " << step.to.y;
        }
    }
}

TEST(Figures, NothingIsCutOffOverlappedOrTooSmall) {
    for (auto request : test::allFigures()) {
        for (const auto language : {Language::English, Language::Japanese}) {
            for (const double width : {82.6, 85.0, 122.0, 178.0}) {
                for (const double font : {7.0, 8.0, 9.0}) {
                    SCOPED_TRACE(std::to_string(width) + " mm, " + std::to_string(font) + " pt");
                    request.style.widthMm = width;
                    request.style.language = language;
                    request.style.fontPt = font;
                    expectReadable(request);
                }
            }
        }
    }
}

TEST(Figures, EveryLegendPlaceIsReadable) {
    for (auto request : test::allFigures()) {
        for (const auto place :
             {LegendPlace::Right, LegendPlace::Below, LegendPlace::Inside, LegendPlace::None}) {
            SCOPED_TRACE(static_cast<int>(place));
            request.style.widthMm = 120;
            request.style.legend = place;
            expectReadable(request);
        }
    }
}

TEST(Figures, SayWhatTheyShowInBothLanguages) {
    const auto figures = test::allFigures();
    auto efficiency = figures[1];
    efficiency.style.widthMm = 178;
    const auto english = drawn(efficiency);
    ASSERT_TRUE(english.ok());
    EXPECT_THAT(wordsOf(english->scene), Contains("Model size (MB)"));
    EXPECT_THAT(wordsOf(english->scene), Contains("SPARSE"));
    EXPECT_THAT(wordsOf(english->scene), Contains("ResNet18"));
    EXPECT_THAT(wordsOf(english->scene), Contains("SPARSE paper"));
    efficiency.style.language = Language::Japanese;
    const auto japanese = drawn(efficiency);
    ASSERT_TRUE(japanese.ok());
    EXPECT_THAT(wordsOf(japanese->scene), Contains("モデルサイズ（MB）"));
    EXPECT_THAT(wordsOf(japanese->scene), Contains("SPARSE論文"));
}

TEST(Figures, MeanAndDeviationOverSeedsAreInTheNumbers) {
    FigureRequest request;
    for (const double map : {0.5, 0.6, 0.7}) {
        eval::Measurement one;
        one.method = "sparse";
        one.backbone = "resnet18";
        one.id = std::to_string(map);
        one.values = {{"map", map}};
        request.measurements.push_back(one);
    }
    const auto figure = drawn(request);
    ASSERT_TRUE(figure.ok());
    ASSERT_EQ(figure->numbers.rows.size(), 1U);
    const auto& head = figure->numbers.head;
    const auto cell = [&](const std::string& name) {
        const auto at = std::find(head.begin(), head.end(), name);
        return std::stod(figure->numbers.rows[0][static_cast<std::size_t>(at - head.begin())]);
    };
    EXPECT_NEAR(cell("map"), 0.6, 1e-12);
    EXPECT_NEAR(cell("map_deviation"), 0.1, 1e-12);
    EXPECT_EQ(cell("map_seeds"), 3);
    EXPECT_THAT(wordsOf(figure->scene), Contains("0.600"));
}

/// The papers' own values give what the papers' text says.
TEST(Figures, PapersValuesGiveThePapersRates) {
    FigureRequest request;
    request.kind = FigureKind::Improvement;
    request.style.widthMm = 178;
    for (auto row : test::paperRows()) {
        if (row.group == "SPARSE paper") request.measurements.push_back(row);
    }
    const auto rates = drawn(request);
    ASSERT_TRUE(rates.ok()) << rates.error().message;
    // SPARSE 4.2.5: +18.7 %, −42.7 %, −66.8 %; SPARSE-MobileNetV3: −61.8 %, −91.5 %.
    for (const char* rate : {"+18.7", "−42.7", "−66.8", "−61.8", "−91.5"})
        EXPECT_THAT(wordsOf(rates->scene), Contains(rate));
    // 4.2.6: SPARSE on ResNet18 has the highest score.
    request.kind = FigureKind::OverallScore;
    const auto scores = drawn(request);
    ASSERT_TRUE(scores.ok()) << scores.error().message;
    EXPECT_EQ(scores->numbers.rows.front().front(), "SPARSE, ResNet18");
    EXPECT_NEAR(std::stod(scores->numbers.rows.front()[1]),
                0.5 + 0.25 * (12.45 - 6.23) / (12.45 - 4.15) + 0.25 * (23.78 - 7.12) / (23.78 - 1.82), 1e-12);
    // Only accuracy counts: SPARSE is 1, the baseline 0.
    request.weights = {{"map", 3}};
    const auto accuracy = drawn(request);
    ASSERT_TRUE(accuracy.ok());
    EXPECT_EQ(accuracy->numbers.rows.front()[1], "1");
    EXPECT_EQ(accuracy->numbers.rows.back()[1], "0");
    // Another method as the base.
    request.kind = FigureKind::Improvement;
    request.baseline = "mace";
    const auto overMace = drawn(request);
    ASSERT_TRUE(overMace.ok()) << overMace.error().message;
    EXPECT_THAT(wordsOf(overMace->scene), Contains("+6.3")); // 0.3105 over 0.2922
}

TEST(Figures, TradeOffMarksTheFront) {
    FigureRequest request;
    request.kind = FigureKind::TradeOff;
    const struct {
        const char* id;
        double time, map;
    } points[] = {{"a", 1, 0.5}, {"b", 2, 0.7}, {"c", 3, 0.6}, {"d", 4, 0.9}};
    for (const auto& point : points) {
        eval::Measurement one;
        one.id = one.method = point.id;
        one.backbone = "resnet18";
        one.values = {{"latency_batch1_ms", point.time}, {"map", point.map}};
        request.measurements.push_back(one);
    }
    const auto figure = drawn(request);
    ASSERT_TRUE(figure.ok());
    EXPECT_EQ(figure->numbers.head.back(), "pareto");
    std::map<std::string, std::string> front;
    for (const auto& row : figure->numbers.rows)
        front[row.front()] = row.back();
    EXPECT_EQ(front, (std::map<std::string, std::string>{{"a", "1"}, {"b", "1"}, {"c", "0"}, {"d", "1"}}));
    for (const char* name : {"a", "b", "c", "d"})
        EXPECT_THAT(wordsOf(figure->scene), Contains(name));
}

TEST(Figures, SweepJoinsSeedsOfASettingAndRefusesWhatIsNone) {
    FigureRequest request;
    request.kind = FigureKind::Sweep;
    request.x = "density";
    const std::pair<double, double> points[] = {{0.249, 0.7}, {0.251, 0.8}, {0.5, 0.9}};
    for (const auto& [density, map] : points) {
        eval::Measurement one;
        one.method = "sparse";
        one.id = std::to_string(density);
        one.values = {{"density", density}, {"map", map}};
        request.measurements.push_back(one);
    }
    const auto figure = drawn(request);
    ASSERT_TRUE(figure.ok()) << figure.error().message;
    ASSERT_EQ(figure->numbers.rows.size(), 2U);
    EXPECT_NEAR(std::stod(figure->numbers.rows[0][3]), 0.25, 1e-12);
    EXPECT_NEAR(std::stod(figure->numbers.rows[0][4]), 0.75, 1e-12);
    EXPECT_NEAR(std::stod(figure->numbers.rows[0][5]), std::sqrt(0.005), 1e-12);
    request.measurements.pop_back(); // two seeds of one setting are no sweep
    EXPECT_FALSE(drawn(request).ok());
}

TEST(Figures, SayWhatIsMissing) {
    FigureRequest empty;
    for (int kind = 0; kind <= static_cast<int>(FigureKind::QueryStrip); ++kind) {
        empty.kind = static_cast<FigureKind>(kind);
        const auto figure = drawn(empty);
        ASSERT_FALSE(figure.ok()) << kind;
        EXPECT_EQ(figure.error().code, ErrorCode::InvalidArgument);
        EXPECT_EQ(figure.error().message.back(), '.');
    }
    auto partly = test::allFigures()[2];
    partly.measurements.back().values.erase("map");
    const auto figure = drawn(partly);
    ASSERT_TRUE(figure.ok());
    EXPECT_THAT(figure->notes, Contains("1 of 12 rows has no value for mAP."));
}

TEST(Figures, StylesOutsideTheirRangeAreRefused) {
    auto request = test::allFigures()[0];
    const auto refused = [&](auto change) {
        auto asked = request;
        change(asked.style);
        return !drawn(asked).ok();
    };
    EXPECT_TRUE(refused([](FigureStyle& style) { style.widthMm = 0; }));
    EXPECT_TRUE(refused([](FigureStyle& style) { style.widthMm = std::nan(""); }));
    EXPECT_TRUE(refused([](FigureStyle& style) { style.widthMm = 1e9; }));
    EXPECT_TRUE(refused([](FigureStyle& style) { style.heightMm = -1; }));
    EXPECT_TRUE(refused([](FigureStyle& style) { style.fontPt = 0; }));
    EXPECT_TRUE(refused([](FigureStyle& style) { style.dpi = 100000; }));
    EXPECT_FALSE(refused([](FigureStyle& style) { style.palette = "no such one"; }));
    EXPECT_FALSE(refused([](FigureStyle& style) { style.font = "'; } </style> <No Such Font>"; }));
}

TEST(FigureChoices, HaveColourBlindSafePalettesWidthsAndFonts) {
    const auto choices = figureChoices();
    EXPECT_EQ(choices.palettes.front().id, "okabe-ito");
    EXPECT_GE(std::count_if(choices.palettes.begin(), choices.palettes.end(),
                            [](const Palette& one) { return one.colourBlindSafe; }),
              4);
    for (const auto& one : choices.palettes)
        EXPECT_GE(one.colours.size(), 5U) << one.id;
    EXPECT_GE(choices.widths.size(), 10U);
    EXPECT_FALSE(choices.fonts.empty());
}

} // namespace
} // namespace sparlet::report
