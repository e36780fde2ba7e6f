#include "figure_fixture.h"
#include "report/table.h"
#include "support/temp_dir.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace sparlet::report {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

TableRequest request() {
    TableRequest out;
    out.name = "accuracy";
    out.title = "Accuracy & cost, 100 %";
    out.measurements = test::modelRows();
    out.metrics = {"map", "model_mb"};
    return out;
}

Provenance provenance() {
    Provenance out;
    out.command = "sparlet figures --out a -- b";
    out.seeds = {1, 2};
    return out;
}

std::string rendered(const TableRequest& asked, TableFormat format) {
    const auto text = renderTable(asked, format, provenance());
    EXPECT_TRUE(text.ok());
    return text.ok() ? *text : "";
}

/// Two seeds of one method and one of another, by hand.
TableRequest small() {
    TableRequest out;
    for (const auto& [method, map, size] :
         {std::tuple("sparse", 0.5, 10.0), std::tuple("sparse", 0.7, 10.0), std::tuple("mace", 0.4, 5.0)}) {
        eval::Measurement one;
        one.method = method;
        one.backbone = "resnet18";
        one.id = std::string(method) + std::to_string(map);
        one.values = {{"map", map}, {"model_mb", size}};
        out.measurements.push_back(one);
    }
    return out;
}

TEST(Table, MarkdownByHand) {
    EXPECT_EQ(rendered(small(), TableFormat::Markdown),
              "<!-- Command: sparlet figures - -out a - - b -->\n"
              "<!-- Seeds: 1, 2 -->\n\n"
              "| Method | Backbone | mAP | Model size (MB) | Seeds |\n"
              "|---|---|---:|---:|---:|\n"
              "| SPARSE | ResNet18 | **0.6000 ± 0.1414** | 10.00 ± 0.00 | 2 |\n"
              "| MACE | ResNet18 | 0.4000 | **5.00** | 1 |\n");
}

TEST(Table, NamesDataByNoMoreOfTheirPathThanTellsThemApart) {
    const auto tableOf = [](const std::vector<std::string>& data) {
        TableRequest asked;
        for (const auto& folder : data) {
            eval::Measurement one;
            one.method = "sparse";
            one.backbone = "resnet18";
            one.id = one.data = folder;
            one.values = {{"map", 0.5}};
            asked.measurements.push_back(one);
        }
        return rendered(asked, TableFormat::Markdown);
    };
    const auto apart = tableOf({"/home/somebody/birds", "/home/somebody/flowers/"});
    EXPECT_THAT(apart, HasSubstr("| birds |"));
    EXPECT_THAT(apart, HasSubstr("| flowers |"));
    EXPECT_THAT(apart, Not(HasSubstr("somebody")));
    const auto alike = tableOf({"/home/somebody/birds", "/media/other/birds"});
    EXPECT_THAT(alike, HasSubstr("| somebody/birds |"));
    EXPECT_THAT(alike, HasSubstr("| other/birds |"));
    EXPECT_THAT(alike, Not(HasSubstr("home")));
}

TEST(Table, LatexHasRulesEscapesAndBold) {
    const auto text = rendered(request(), TableFormat::Latex);
    EXPECT_THAT(text, StartsWith("% Title: Accuracy & cost, 100 %\n% Command: "));
    for (const char* part :
         {"\\toprule", "\\midrule", "\\bottomrule", "\\caption{Accuracy \\& cost, 100 \\%}",
          "\\label{tab:accuracy}", "\\textbf{\\boldmath ", "$\\pm$"})
        EXPECT_THAT(text, HasSubstr(part));
    auto plain = request();
    plain.boldBest = false;
    EXPECT_THAT(rendered(plain, TableFormat::Latex), Not(HasSubstr("textbf")));
}

TEST(Table, CsvHasFullPrecision) {
    const auto text = rendered(small(), TableFormat::Csv);
    EXPECT_THAT(text, StartsWith("# Command: "));
    EXPECT_THAT(text,
                HasSubstr("label,method,backbone,variant,source,ids,map,map_deviation,map_seeds,model_mb"));
    EXPECT_THAT(text, HasSubstr("sparse0.500000 sparse0.700000,0.6,0.1414213562373"));
}

TEST(Table, JapaneseHeadings) {
    auto asked = small();
    asked.language = Language::Japanese;
    EXPECT_THAT(rendered(asked, TableFormat::Markdown),
                HasSubstr("| 手法 | バックボーン | mAP | モデルサイズ（MB） |"));
}

TEST(Table, WithoutRowsIsRefused) {
    EXPECT_FALSE(renderTable({}, TableFormat::Latex, {}).ok());
}

TEST(Table, IsTheSameTwice) {
    for (const auto format : {TableFormat::Latex, TableFormat::Markdown, TableFormat::Csv})
        EXPECT_EQ(rendered(request(), format), rendered(request(), format));
}

TEST(Table, LatexCompiles) {
    if (!test::installed("pdflatex")) GTEST_SKIP() << "pdflatex is not installed";
    auto asked = request();
    asked.measurements.front().method = "a\\b_{c}%&#$^~<x>\"'|";
    asked.measurements.front().variant = "no-lkd";
    const sparlet::test::TempDir dir;
    sparlet::test::writeText(dir / "table.tex", rendered(asked, TableFormat::Latex));
    sparlet::test::writeText(dir / "main.tex", "\\documentclass{article}\n\\usepackage[T1]{fontenc}\n"
                                               "\\usepackage{booktabs}\n\\begin{document}\n\\input{table}\n"
                                               "\\end{document}\n");
    const auto log =
        test::outputOf("cd '" + dir.path().string() +
                       "' && pdflatex -interaction=nonstopmode -halt-on-error main.tex && echo compiled");
    EXPECT_THAT(log, HasSubstr("compiled"));
}

} // namespace
} // namespace sparlet::report
