#include "plots/bits_plot.h"
#include "plots/histogram_plot.h"
#include "plots/profile_plot.h"
#include "widgets/collection_overview.h"
#include "widgets/number_row.h"
#include "widgets/state_view.h"

#include <gtest/gtest.h>

#include <QPushButton>
#include <QSignalSpy>

#include <numeric>

namespace sparlet::ui {
namespace {

engine::CollectionStatistics statistics() {
    engine::CollectionStatistics s;
    s.images = 1234;
    s.dimensions = 128;
    s.meanDensity = 0.25;
    s.meanBits = 4.05;
    s.bytesPerImage = 32;
    s.densities = {0.1, 0.2, 0.3, 0.4};
    s.activity = {0.5, 0.25, 1.0, 0.0};
    s.bits = {2, 4, 4, 8};
    s.importance = {0.5F, 1.0F, 2.0F, 0.5F};
    return s;
}

TEST(CollectionOverview, ShowsTheNumbersOfTheStatistics) {
    CollectionOverview overview;
    overview.setStatistics(statistics());
    const auto numbers = overview.findChild<NumberRow*>()->numbers();
    ASSERT_EQ(numbers.size(), 4);
    EXPECT_EQ(numbers[0].value, QStringLiteral("1,234"));
    EXPECT_EQ(numbers[1].value, QStringLiteral("32 B"));
    EXPECT_EQ(numbers[1].note, QStringLiteral("instead of 512 B (16× smaller)"));
    EXPECT_EQ(numbers[2].value, QStringLiteral("0.25"));
    const HistogramData& densities = overview.densities()->data();
    EXPECT_DOUBLE_EQ(std::accumulate(densities.counts.begin(), densities.counts.end(), 0.0), 4);
    EXPECT_EQ(densities.mean, 0.25);
    EXPECT_DOUBLE_EQ(densities.edges.back(), 0.5);
    EXPECT_EQ(overview.bitCounts()->data().counts, (std::vector<double>{1, 0, 2, 0, 0, 0, 1}));
    EXPECT_EQ(overview.bits()->data().bits, statistics().bits);
    EXPECT_EQ(overview.activity()->data().values, statistics().activity);
    overview.setSelectedDensity(0.3);
    EXPECT_EQ(overview.densities()->data().marked, 0.3);
}

TEST(CollectionOverview, SaysWhatTheCodesSave) {
    EXPECT_EQ(CollectionOverview::savedText(100, 128), QStringLiteral("instead of 512 B (5.1× smaller)"));
    EXPECT_EQ(CollectionOverview::savedText(0, 128), QString());
}

TEST(CollectionOverview, HasItsStates) {
    CollectionOverview overview;
    overview.show();
    auto* state = overview.findChild<StateView*>();
    EXPECT_EQ(state->state(), StateView::State::Empty);
    QSignalSpy asked(&overview, &CollectionOverview::indexRequested);
    state->findChild<QPushButton*>()->click();
    EXPECT_EQ(asked.count(), 1);
    overview.setBusy();
    EXPECT_EQ(state->state(), StateView::State::Busy);
    overview.setError(QStringLiteral("Segment 1 is damaged."));
    EXPECT_EQ(state->sentence(), QStringLiteral("Segment 1 is damaged."));
    overview.setStatistics({});
    EXPECT_FALSE(state->isVisible());
}

} // namespace
} // namespace sparlet::ui
