// Figures as files, read back by the programs that people open them with.
#include "figure_fixture.h"
#include "support/temp_dir.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cctype>
#include <cmath>
#include <csetjmp>
#include <cstring>
#include <map>
#include <png.h>
#include <sstream>
#include <thread>
#include <vector>

namespace sparlet::report {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

Provenance provenance() {
    Provenance out;
    out.command = "sparlet figures --out 'a <folder> & more'";
    out.configuration = "{\n \"figure\": \"accuracy\"\n}";
    out.seeds = {1, 2, 3};
    out.dataHash = "622475687c950b10f7e7cd7bb7e1caa5";
    out.versions = {{"sparlet", "0.1.0"}, {"cairo", "1.16.0"}};
    return out;
}

constexpr std::pair<FigureFormat, const char*> kFormats[] = {{FigureFormat::Pdf, "pdf"},
                                                             {FigureFormat::Svg, "svg"},
                                                             {FigureFormat::Png, "png"},
                                                             {FigureFormat::Csv, "csv"}};

class FileTest : public testing::Test {
protected:
    std::string write(const FigureRequest& request, FigureFormat format, const std::string& ending) {
        const auto bytes = render(request, format, provenance());
        EXPECT_TRUE(bytes.ok()) << request.name << ": " << (bytes.ok() ? "" : bytes.error().message);
        const auto file = dir_ / (request.name + "." + ending);
        sparlet::test::writeText(file, bytes.ok() ? *bytes : "");
        return file.string();
    }
    sparlet::test::TempDir dir_;
};

std::string withoutSpaces(std::string text) {
    text.erase(std::remove_if(text.begin(), text.end(), [](unsigned char c) { return std::isspace(c) != 0; }),
               text.end());
    return text;
}

TEST_F(FileTest, EveryKindInEveryFormatIsMadeTwiceTheSame) {
    for (const auto& request : test::allFigures()) {
        for (const auto& [format, ending] : kFormats) {
            const auto first = render(request, format, provenance());
            ASSERT_TRUE(first.ok()) << request.name << "." << ending << ": " << first.error().message;
            EXPECT_GT(first->size(), 100U);
            const auto again = render(request, format, provenance());
            ASSERT_TRUE(again.ok());
            EXPECT_TRUE(*first == *again) << request.name << "." << ending;
        }
    }
}

TEST_F(FileTest, PdfsEmbedTheirFontsAndTextStaysText) {
    if (!test::installed("pdffonts") || !test::installed("pdftotext"))
        GTEST_SKIP() << "poppler-utils is not installed";
    const std::map<std::string, std::vector<std::string>> words = {
        {"accuracy", {"mAP", "SPARSE", "ResNet18"}},
        {"efficiency", {"Model size (MB)", "Stored code (bytes)"}},
        {"trade-off", {"Inference time, batch 1 (ms)", "Pareto front"}},
        {"ablation", {"no LKD", "ASE on weights"}},
        {"sweep", {"Density", "mAP"}},
        {"precision-recall", {"Recall", "Model 1"}},
        {"confusion", {"automobile", "Query label"}},
        {"query-strip", {"label 1", "0.91"}}};
    for (const auto& request : test::allFigures()) {
        const auto file = write(request, FigureFormat::Pdf, "pdf");
        const auto fonts = test::outputOf("pdffonts '" + file + "'");
        ASSERT_THAT(fonts, HasSubstr("emb")) << request.name;
        // name, type, encoding, then emb sub uni: every font's first two are yes.
        std::istringstream lines(fonts);
        std::string line;
        int count = 0;
        for (int number = 0; std::getline(lines, line); ++number) {
            if (number < 2) continue;
            ++count;
            EXPECT_THAT(line, HasSubstr(" yes yes ")) << request.name;
        }
        EXPECT_GE(count, 1) << request.name;
        const auto text = withoutSpaces(test::outputOf("pdftotext -layout '" + file + "' -"));
        if (const auto at = words.find(request.name); at != words.end()) {
            for (const auto& word : at->second)
                EXPECT_THAT(text, HasSubstr(withoutSpaces(word))) << request.name;
        }
    }
}

TEST_F(FileTest, JapaneseIsTextInPdf) {
    if (!test::installed("pdftotext")) GTEST_SKIP() << "poppler-utils is not installed";
    if (test::outputOf("fc-list :lang=ja").empty()) GTEST_SKIP() << "no font with Japanese is installed";
    auto request = test::allFigures()[1];
    request.style.language = Language::Japanese;
    const auto file = write(request, FigureFormat::Pdf, "pdf");
    EXPECT_THAT(withoutSpaces(test::outputOf("pdftotext '" + file + "' -")), HasSubstr("モデルサイズ"));
    EXPECT_THAT(test::outputOf("pdffonts '" + file + "'"), Not(HasSubstr(" no ")));
}

TEST_F(FileTest, PdfSaysWhereItComesFromAndNoTimeUnlessAsked) {
    if (!test::installed("pdfinfo")) GTEST_SKIP() << "poppler-utils is not installed";
    auto from = provenance();
    const auto request = test::allFigures()[0];
    const auto info = [&] {
        const auto bytes = render(request, FigureFormat::Pdf, from);
        EXPECT_TRUE(bytes.ok());
        sparlet::test::writeText(dir_ / "a.pdf", *bytes);
        return test::outputOf("pdfinfo -isodates '" + (dir_ / "a.pdf").string() + "'");
    };
    const auto without = info();
    EXPECT_THAT(without, HasSubstr("accuracy"));
    EXPECT_THAT(without, HasSubstr("sparlet figures --out 'a <folder> & more'"));
    EXPECT_THAT(without, HasSubstr("622475687c950b10f7e7cd7bb7e1caa5"));
    EXPECT_THAT(without, HasSubstr("1, 2, 3"));
    EXPECT_THAT(without, Not(HasSubstr("CreationDate")));
    from.date = 1795000000; // 2026-11-18
    EXPECT_THAT(info(), HasSubstr("2026-11-18"));
}

TEST_F(FileTest, SvgsAreXmlThatDrawsWithTextAndFonts) {
    for (const auto& request : test::allFigures()) {
        const auto file = write(request, FigureFormat::Svg, "svg");
        const auto text = sparlet::test::readText(file);
        EXPECT_THAT(text, HasSubstr("<text "));
        EXPECT_THAT(text, HasSubstr("@font-face"));
        EXPECT_THAT(text, HasSubstr("<metadata>"));
        EXPECT_THAT(text, HasSubstr("a &lt;folder&gt; &amp; more"));
        if (test::installed("xmllint")) {
            EXPECT_NE(test::outputOf("xmllint --noout '" + file + "' && echo good"), "") << request.name;
        }
        if (test::installed("rsvg-convert")) {
            const auto png = file + ".png";
            EXPECT_NE(test::outputOf("rsvg-convert -o '" + png + "' '" + file + "' && echo good"), "")
                << request.name;
            EXPECT_GT(sparlet::test::readBytes(png).size(), 1000U);
        }
    }
}

/// Fields, pixels a metre and size of a PNG.
struct PngFacts {
    std::map<std::string, std::string> texts;
    png_uint_32 width = 0, height = 0, perMetre = 0;
};

PngFacts factsOf(const std::string& bytes) {
    PngFacts facts;
    png_structp png = png_create_read_struct(PNG_LIBPNG_VER_STRING, nullptr, nullptr, nullptr);
    png_infop info = png_create_info_struct(png);
    std::pair<const char*, std::size_t> from{bytes.data(), bytes.size()};
    if (setjmp(png_jmpbuf(png)) == 0) {
        png_set_read_fn(png, &from, [](png_structp reader, png_bytep into, std::size_t length) {
            auto* rest = static_cast<std::pair<const char*, std::size_t>*>(png_get_io_ptr(reader));
            if (length > rest->second) png_error(reader, "short");
            std::memcpy(into, rest->first, length);
            rest->first += length;
            rest->second -= length;
        });
        png_read_png(png, info, PNG_TRANSFORM_IDENTITY, nullptr);
        facts.width = png_get_image_width(png, info);
        facts.height = png_get_image_height(png, info);
        facts.perMetre = png_get_x_pixels_per_meter(png, info);
        png_textp texts = nullptr;
        int count = 0;
        png_get_text(png, info, &texts, &count);
        for (int i = 0; i < count; ++i)
            facts.texts[texts[i].key] = texts[i].text;
    }
    png_destroy_read_struct(&png, &info, nullptr);
    return facts;
}

TEST_F(FileTest, PngsHaveTheirSizeResolutionAndProvenance) {
    auto request = test::allFigures()[2];
    for (const int dpi : {300, 600}) {
        request.style.dpi = dpi;
        const auto bytes = render(request, FigureFormat::Png, provenance());
        ASSERT_TRUE(bytes.ok());
        const auto facts = factsOf(*bytes);
        EXPECT_EQ(facts.width, static_cast<png_uint_32>(std::lround(85 / 25.4 * dpi)));
        EXPECT_EQ(facts.perMetre, static_cast<png_uint_32>(std::lround(dpi / 0.0254)));
        EXPECT_EQ(facts.texts.at("Title"), "trade-off");
        EXPECT_EQ(facts.texts.at("Command"), provenance().command);
        EXPECT_EQ(facts.texts.at("Configuration"), "{  \"figure\": \"accuracy\" }");
        EXPECT_EQ(facts.texts.at("Seeds"), "1, 2, 3");
        EXPECT_EQ(facts.texts.at("Versions"), "cairo 1.16.0, sparlet 0.1.0");
        EXPECT_EQ(facts.texts.count("Date"), 0U);
    }
}

TEST_F(FileTest, CsvHasTheNumbersAndCommentsBefore) {
    const auto text = render(test::allFigures()[0], FigureFormat::Csv, provenance());
    ASSERT_TRUE(text.ok());
    EXPECT_THAT(*text, StartsWith("# Title: accuracy\n# Command: sparlet figures"));
    EXPECT_THAT(*text, HasSubstr("\nlabel,method,backbone,variant,source,ids,map,map_deviation,map_seeds,"));
    EXPECT_THAT(*text, HasSubstr("\n\"SPARSE, ResNet18\",sparse,resnet18,,shipped,"));
}

TEST_F(FileTest, ThreadsDrawBesideEachOtherAndAlike) {
    const auto figures = test::allFigures();
    std::vector<std::string> results(4);
    std::vector<std::thread> threads;
    for (auto& result : results) {
        threads.emplace_back([&] {
            for (const auto& request : figures) {
                for (const auto& [format, ending] : kFormats) {
                    const auto bytes = render(request, format, provenance());
                    result += bytes.ok() ? *bytes : bytes.error().message;
                }
            }
        });
    }
    for (auto& thread : threads)
        thread.join();
    for (const auto& result : results)
        EXPECT_TRUE(result == results.front());
}

TEST_F(FileTest, PreviewIsWhatIsPrinted) {
    const auto request = test::allFigures()[0];
    const auto small = preview(request, 4);
    ASSERT_TRUE(small.ok());
    EXPECT_EQ(small->width, 340); // 85 mm
    EXPECT_EQ(small->rgb.size(),
              3U * static_cast<std::size_t>(small->width) * static_cast<std::size_t>(small->height));
    EXPECT_FALSE(preview(request, 0).ok());
    EXPECT_FALSE(preview(request, 1e9).ok());
}

} // namespace
} // namespace sparlet::report
