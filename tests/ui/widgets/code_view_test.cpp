#include "plots/bits_plot.h"
#include "plots/stem_plot.h"
#include "ui/itemmodels/sample_reports.h"
#include "widgets/code_view.h"

#include <gtest/gtest.h>

#include <QTableView>

namespace sparlet::ui {
namespace {

class CodeViewTest : public ::testing::Test {
protected:
    ~CodeViewTest() override {
        delete view_.codeWidget();
        delete view_.bitsWidget();
    }
    QString cell(int row, int column) const {
        return view_.table()->model()->index(row, column).data().toString();
    }
    CodeView view_;
};

TEST_F(CodeViewTest, SaysTheNumbersOfTheReport) {
    EXPECT_EQ(CodeView::caption(sample::code()),
              QStringLiteral("2 of 4 dimensions stored · density λ\u00a00.50 · τ\u00a00.300 · 3 bytes"));
    EXPECT_EQ(CodeView::bitsCaption(sample::code()),
              QStringLiteral("2.8 bits on average · 2 to 4 · 6 bits for this image"));
    EXPECT_EQ(CodeView::note(sample::code(), 1),
              QStringLiteral(
                  "dimension 1\nembedding 0.7000\nvalue 0.8000\nstored 0.7500\n4 bits\nimportance 2.00"));
    EXPECT_EQ(CodeView::note(sample::code(), 2),
              QStringLiteral("dimension 2, dropped\nembedding -0.2000\n3 bits\nimportance 0.50"));
}

TEST_F(CodeViewTest, PlotsTheEmbeddingWithItsThreshold) {
    view_.setCode(sample::code());
    const StemData& stems = view_.stems()->data();
    ASSERT_EQ(stems.values.size(), 4U);
    EXPECT_FLOAT_EQ(static_cast<float>(stems.values[2]), -0.2F);
    EXPECT_EQ(stems.kept, (std::vector<bool>{false, true, false, true}));
    EXPECT_FLOAT_EQ(static_cast<float>(stems.threshold), 0.3F);
    EXPECT_FALSE(stems.aboveThreshold);
    EXPECT_EQ(view_.bits()->data().bits, sample::code().bits);
    EXPECT_EQ(view_.bits()->data().active, stems.kept);
    EXPECT_DOUBLE_EQ(view_.bits()->data().importance[1], 2.0);
}

TEST_F(CodeViewTest, PlotsTheStoredCodeOfAnIndexedImage) {
    engine::CodeReport code = sample::code();
    code.embedding.clear();
    view_.setCode(code);
    const StemData& stems = view_.stems()->data();
    EXPECT_EQ(stems.values, (std::vector<double>{0, 0.75, 0, -0.5}));
    EXPECT_TRUE(stems.aboveThreshold);
    EXPECT_TRUE(view_.table()->isColumnHidden(2));
}

TEST_F(CodeViewTest, LinksTheTwoPlotsAndTheTable) {
    view_.setCode(sample::code());
    emit view_.stems()->dimensionHovered(3);
    EXPECT_EQ(view_.bits()->highlighted(), 3);
    emit view_.bits()->dimensionHovered(1);
    EXPECT_EQ(view_.stems()->highlighted(), 1);
    view_.table()->selectRow(2);
    EXPECT_EQ(view_.stems()->highlighted(), 2);
    EXPECT_EQ(view_.bits()->highlighted(), 2);
}

TEST_F(CodeViewTest, HasATableOfEveryDimension) {
    view_.setCode(sample::code());
    ASSERT_EQ(view_.table()->model()->rowCount(), 4);
    EXPECT_EQ(cell(1, 1), QStringLiteral("kept"));
    EXPECT_EQ(cell(0, 1), QString());
    EXPECT_EQ(cell(0, 2), QStringLiteral("0.1000"));
    EXPECT_EQ(cell(3, 4), QStringLiteral("-0.5000"));
    EXPECT_EQ(cell(2, 5), QStringLiteral("3"));
    EXPECT_EQ(cell(1, 6), QStringLiteral("2.00"));
    view_.showTable(true);
    EXPECT_FALSE(view_.table()->isHidden());
    view_.clear();
    EXPECT_EQ(view_.table()->model()->rowCount(), 0);
    EXPECT_TRUE(view_.stems()->describe().isEmpty());
}

TEST_F(CodeViewTest, BearsReportsThatAreIncomplete) {
    engine::CodeReport code = sample::code();
    code.importance.clear();
    code.bits.clear();
    code.entries.push_back({99, 1, 1, 4, 1}); // a dimension that does not exist
    view_.setCode(code);
    EXPECT_TRUE(view_.bits()->data().importance.empty());
    EXPECT_EQ(CodeView::bitsCaption(code), QString());
    engine::CodeReport nothing;
    view_.setCode(nothing);
    EXPECT_TRUE(view_.stems()->data().values.empty());
}

} // namespace
} // namespace sparlet::ui
