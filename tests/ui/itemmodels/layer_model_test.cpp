#include "itemmodels/layer_model.h"

#include <gtest/gtest.h>

#include <QSignalSpy>

namespace sparlet::ui {
namespace {

nn::CompactPlan plan() {
    nn::CompactPlan plan;
    plan.layers = {{"backbone.layer1.0.conv1.weight", 36'864, {4, 1}, 18'432, 0.00125},
                   {"head.weight", 1'000, {8, 0.5}, 500, 0}};
    return plan;
}

QString text(const LayerModel& model, int row, int column, int role = Qt::DisplayRole) {
    return model.index(row, column).data(role).toString();
}

TEST(LayerModel, ShowsWhatEachLayerTakesAndLoses) {
    LayerModel model;
    EXPECT_EQ(model.rowCount(), 0);
    model.setPlan(plan());
    ASSERT_EQ(model.rowCount(), 2);
    EXPECT_EQ(text(model, 0, LayerModel::NameColumn), QStringLiteral("layer1.0.conv1"));
    EXPECT_EQ(text(model, 0, LayerModel::BitsColumn), QStringLiteral("4"));
    EXPECT_TRUE(
        text(model, 0, LayerModel::NameColumn, Qt::AccessibleTextRole).contains(QStringLiteral("4 bits")));
    EXPECT_EQ(text(model, 0, LayerModel::KeptColumn), QStringLiteral("100 %"));
    EXPECT_EQ(text(model, 0, LayerModel::BytesColumn), QStringLiteral("18.4 kB"));
    EXPECT_EQ(text(model, 0, LayerModel::LossColumn), QStringLiteral("0.0013"));
    EXPECT_EQ(text(model, 1, LayerModel::NameColumn), QStringLiteral("head"));
    EXPECT_DOUBLE_EQ(model.index(1, LayerModel::KeptColumn).data(LayerModel::BarRole).toDouble(), 0.5);
    EXPECT_DOUBLE_EQ(model.index(0, LayerModel::BitsColumn).data(LayerModel::BarRole).toDouble(), 0.5);
    EXPECT_FALSE(model.index(0, LayerModel::BytesColumn).data(LayerModel::BarRole).isValid());
    EXPECT_EQ(text(model, 1, LayerModel::BitsColumn, Qt::AccessibleTextRole),
              QStringLiteral("Bits of head: 8"));
}

TEST(LayerModel, NamesAreShortAndStillTellLayersApart) {
    const std::pair<const char*, const char*> names[] = {
        {"backbone.conv1.weight", "conv1"},
        {"backbone.layer2.0.downsample.0.weight", "layer2.0.down"},
        {"backbone.features.0.0.weight", "0.0"},
        {"backbone.features.4.block.1.fc1.weight", "4.1.fc1"},
        {"backbone.features.4.block.1.fc2.weight", "4.1.fc2"},
        {"backbone.features.4.block.0.0.weight", "4.0.0"},
        {"embedding.project.weight", "embedding.project"},
        {"odd", "odd"}};
    for (const auto& [tensor, name] : names)
        EXPECT_EQ(LayerModel::shortName(tensor).toStdString(), name);
}

TEST(LayerModel, AsksForChangesAndMakesNone) {
    LayerModel model;
    model.setPlan(plan());
    std::vector<nn::LayerWidth> asked;
    QObject::connect(&model, &LayerModel::edited, &model,
                     [&](int, const nn::LayerWidth& width) { asked.push_back(width); });
    EXPECT_TRUE(model.setData(model.index(0, LayerModel::BitsColumn), 99));
    EXPECT_TRUE(model.setData(model.index(0, LayerModel::KeptColumn), -3));
    EXPECT_FALSE(model.setData(model.index(0, LayerModel::BitsColumn), 4)) << "as it is";
    EXPECT_FALSE(model.setData(model.index(0, LayerModel::BytesColumn), 4));
    EXPECT_FALSE(model.setData(model.index(0, LayerModel::BitsColumn), QStringLiteral("many")));
    EXPECT_EQ(asked, (std::vector<nn::LayerWidth>{{8, 1}, {4, 0.05}}));
    EXPECT_EQ(text(model, 0, LayerModel::BitsColumn), QStringLiteral("4"));
}

TEST(LayerModel, NumbersOfAChangedWidthAreNotKnownYet) {
    LayerModel model;
    model.setPlan(plan());
    QSignalSpy reset(&model, &QAbstractItemModel::modelReset);
    model.setWidths({{5, 1}, {8, 0.5}});
    EXPECT_EQ(text(model, 0, LayerModel::BitsColumn), QStringLiteral("5"));
    EXPECT_EQ(text(model, 0, LayerModel::BytesColumn), QStringLiteral("…"));
    EXPECT_EQ(text(model, 1, LayerModel::BytesColumn), QStringLiteral("0.5 kB"));
    model.setWidths({{2, 1}});
    EXPECT_EQ(text(model, 0, LayerModel::BitsColumn), QStringLiteral("5")) << "too few widths";
    model.setPlan(plan());
    EXPECT_EQ(text(model, 0, LayerModel::BytesColumn), QStringLiteral("18.4 kB"));
    EXPECT_EQ(reset.count(), 0) << "the same layers stay where they are";
}

} // namespace
} // namespace sparlet::ui
