// The form of a new run: what it starts from, and what a preset changes.
#include "itemmodels/hyper_model.h"
#include "pages/hyper_table.h"
#include "pages/start_source.h"
#include "pages/train_form.h"
#include "ui/support/fake_workspace.h"
#include "ui/support/gui_driver.h"

#include <gtest/gtest.h>

#include <QCheckBox>
#include <QComboBox>
#include <QFile>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QTemporaryDir>

namespace sparlet::ui {
namespace {

using sparlet::testing::FakeWorkspace;
using sparlet::testing::waitFor;

class TrainFormTest : public ::testing::Test {
protected:
    TrainFormTest() : workspace(std::make_shared<FakeWorkspace>(folder.path().toStdString())) {}
    void SetUp() override {
        workspace->addRun("done", engine::RunSummary::State::Finished, 3);
        form.setWorkspace(workspace);
        form.setData(QStringLiteral("/data/flowers"));
        form.show();
        ASSERT_TRUE(waitFor([this] { return start().isEnabled() && from().count() == 5; }));
    }
    QPushButton& start() { return *form.findChild<QPushButton*>(QStringLiteral("startTraining")); }
    QComboBox& from() { return *form.findChild<QComboBox*>(QStringLiteral("startFrom")); }
    QLineEdit& file() { return *form.findChild<QLineEdit*>(QStringLiteral("startFromFile")); }
    QComboBox& box(const char* name) { return *form.findChild<QComboBox*>(QString::fromUtf8(name)); }
    bool says(const char* words) {
        for (auto* label : form.findChildren<QLabel*>())
            if (label->isVisible() && label->text().contains(QString::fromUtf8(words))) return true;
        return false;
    }
    QString made(const char* name) {
        const auto path = folder.filePath(QString::fromUtf8(name));
        QFile made(path);
        EXPECT_TRUE(made.open(QIODevice::WriteOnly));
        return path;
    }
    QString standard(const char* name) {
        const auto& all = form.hyper()->parameters();
        for (std::size_t row = 0; row < all.size(); ++row)
            if (all[row].name == name)
                return form.hyper()
                    ->index(static_cast<int>(row), HyperModel::DefaultColumn)
                    .data()
                    .toString();
        return {};
    }
    bool setHyper(const char* name, const char* value) {
        const auto& all = form.hyper()->parameters();
        for (std::size_t row = 0; row < all.size(); ++row)
            if (all[row].name == name)
                return form.hyper()->setData(
                    form.hyper()->index(static_cast<int>(row), HyperModel::ValueColumn),
                    QString::fromUtf8(value));
        return false;
    }

    QTemporaryDir folder;
    std::shared_ptr<FakeWorkspace> workspace;
    JobManager jobs;
    TrainForm form{jobs};
};

TEST_F(TrainFormTest, ARunStartsFromScratchUnlessToldOtherwise) {
    EXPECT_EQ(from().currentIndex(), 0);
    EXPECT_TRUE(form.request().config.init.empty());
    EXPECT_FALSE(file().isVisible());
}

TEST_F(TrainFormTest, InstalledModelsAndFinishedRunsCanBeStartedFrom) {
    from().setCurrentIndex(from().findText(QStringLiteral("SPARSE · ResNet18")));
    EXPECT_EQ(form.request().config.init, "/models/fake-sparse.safetensors");
    from().setCurrentIndex(from().findText(QStringLiteral("SPARSE done")));
    EXPECT_EQ(form.request().config.init, "/home/models/done.safetensors");
    QTest::qWait(400); // until the model was looked at
    EXPECT_TRUE(start().isEnabled());
}

TEST_F(TrainFormTest, AModelOfAnotherBackboneIsRefusedWithASentence) {
    from().setCurrentIndex(from().findText(QStringLiteral("SPARSE · MobileNetV3-Small")));
    ASSERT_TRUE(waitFor([this] { return says("backbone MobileNetV3-Small"); }));
    EXPECT_FALSE(start().isEnabled());
    for (auto* one : form.findChildren<QComboBox*>())
        if (const int at = one->findData(QStringLiteral("mobilenet_v3_small")); at >= 0 && one != &from())
            one->setCurrentIndex(at);
    EXPECT_TRUE(start().isEnabled());
    EXPECT_FALSE(says("backbone MobileNetV3-Small"));
}

TEST_F(TrainFormTest, ASentenceHasItsRoom) {
    from().setCurrentIndex(from().findText(QStringLiteral("SPARSE · MobileNetV3-Small")));
    for (const int width : {700, 780, 1300}) {
        form.resize(width, 900);
        ASSERT_TRUE(waitFor([this] { return says("backbone MobileNetV3-Small"); }));
        QTest::qWait(50);
        for (auto* label : form.findChildren<QLabel*>()) {
            if (!label->isVisible() || !label->text().contains(QStringLiteral("MobileNetV3-Small"))) continue;
            EXPECT_GE(label->height(), label->heightForWidth(label->width())) << "at " << width;
            const auto bottom = [&](QWidget* one) { return one->mapTo(&form, QPoint(0, one->height())).y(); };
            EXPECT_GE(label->mapTo(&form, QPoint()).y(), bottom(&from())) << "at " << width;
            EXPECT_GE(form.findChild<QCheckBox*>()->mapTo(&form, QPoint()).y(), bottom(label))
                << "at " << width;
        }
    }
}

TEST_F(TrainFormTest, TheFirstLayerHasToBeTheModels) {
    from().setCurrentIndex(from().findText(QStringLiteral("SPARSE · ResNet18")));
    QCheckBox* stem = nullptr;
    for (auto* one : form.findChildren<QCheckBox*>())
        if (one->text().contains(QStringLiteral("First layer"))) stem = one;
    ASSERT_NE(stem, nullptr);
    stem->setChecked(false);
    ASSERT_TRUE(waitFor([this] { return says("switch it on"); }));
    EXPECT_FALSE(start().isEnabled());
    stem->setChecked(true);
    EXPECT_TRUE(start().isEnabled());
}

TEST_F(TrainFormTest, AFileIsLookedForBeforeTheStart) {
    from().setCurrentIndex(from().count() - 1);
    EXPECT_TRUE(file().isVisible());
    EXPECT_TRUE(says("Choose the file of weights."));
    EXPECT_FALSE(start().isEnabled());
    file().setText(folder.filePath(QStringLiteral("none.safetensors")));
    EXPECT_TRUE(says("There is no such file."));
    file().setText(made("resnet18.pth"));
    EXPECT_TRUE(says("safetensors files only"));
    const auto weights = made("torchvision-resnet18.safetensors");
    file().setText(weights);
    EXPECT_TRUE(start().isEnabled());
    EXPECT_EQ(form.request().config.init, weights.toStdString());
}

TEST_F(TrainFormTest, ARunLikeAnotherStartsFromTheSame) {
    engine::RunDetails run;
    run.summary.data = "/data/flowers";
    run.config.init = "/models/fake-sparse.safetensors";
    form.prefill(run);
    EXPECT_EQ(from().currentText(), QStringLiteral("SPARSE · ResNet18"));
    run.config.init = "/gone/weights.safetensors";
    form.prefill(run);
    EXPECT_EQ(form.request().config.init, "/gone/weights.safetensors");
    EXPECT_TRUE(says("There is no such file."));
    form.begin(); // the models are read again
    QTest::qWait(100);
    EXPECT_EQ(form.request().config.init, "/gone/weights.safetensors") << "the choice stays";
    run.config.init.clear();
    form.prefill(run);
    EXPECT_EQ(from().currentIndex(), 0);
}

TEST_F(TrainFormTest, WhatAPresetChangesIsSeenAndCanBeChangedBack) {
    auto& preset = box("trainingPreset");
    preset.setCurrentIndex(preset.findData(QStringLiteral("standard")));
    EXPECT_EQ(standard("weight_decay"), QStringLiteral("0.0005"));
    preset.setCurrentIndex(preset.findData(QStringLiteral("paper")));
    EXPECT_EQ(standard("weight_decay"), QStringLiteral("0"));
    EXPECT_EQ(form.request().config.hyper.count("weight_decay"), 0U) << "the preset's own";
    ASSERT_TRUE(setHyper("weight_decay", "0.0005"));
    EXPECT_EQ(form.request().config.hyper.at("weight_decay"), 0.0005);
    box("trainingMethod").setCurrentIndex(0);
    EXPECT_EQ(standard("weight_decay"), QStringLiteral("0")) << "for every method";
    preset.setCurrentIndex(preset.findData(QStringLiteral("standard")));
    EXPECT_EQ(form.request().config.hyper.count("weight_decay"), 0U) << "the default again";
}

TEST_F(TrainFormTest, AValueThatIsNotTakenIsSaidBelowTheTable) {
    auto* table = form.findChild<HyperTable*>();
    EXPECT_FALSE(setHyper("momentum", "7"));
    EXPECT_TRUE(table->problem().contains(QStringLiteral("momentum"))) << table->problem().toStdString();
    EXPECT_TRUE(setHyper("momentum", "0.5"));
    EXPECT_TRUE(table->problem().isEmpty());
}

} // namespace
} // namespace sparlet::ui
