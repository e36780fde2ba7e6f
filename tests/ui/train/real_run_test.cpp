// A run of the real engine, driven by the page: trained, paused, resumed, finished, renamed, deleted.
#include "itemmodels/run_model.h"
#include "pages/data_preview.h"
#include "pages/train_form.h"
#include "pages/train_page.h"
#include "pages/train_run_view.h"
#include "plots/curve_plot.h"
#include "shell/main_window.h"
#include "support/picture_writer.h"
#include "support/temp_dir.h"
#include "ui/support/gui_driver.h"

#include <gtest/gtest.h>

#include <QAction>
#include <QComboBox>
#include <QLineEdit>
#include <QMessageBox>
#include <QPushButton>
#include <QSpinBox>
#include <QTableView>

#include <filesystem>
#include <memory>

namespace sparlet::ui {
namespace {

namespace fs = std::filesystem;
using sparlet::testing::actionNamed;
using sparlet::testing::kPatience;
using sparlet::testing::onDialog;
using sparlet::testing::waitFor;

class RealRun : public ::testing::Test {
protected:
    RealRun() {
        unsigned seed = 1;
        for (const auto& [name, color] : {std::pair{"red", test::kRed}, std::pair{"blue", test::kBlue}}) {
            fs::create_directories(folder / "data" / name);
            for (int i = 0; i < 16; ++i) {
                test::Raster raster = test::noise(32, 32, 3, seed++);
                for (std::size_t at = 0; at < raster.data.size(); ++at)
                    raster.data[at] = static_cast<std::uint8_t>((raster.data[at] + 3 * color[at % 3]) / 4);
                test::writeBytes(folder / "data" / name / (std::to_string(i) + ".bmp"), test::bmp(raster));
            }
        }
    }

    void open() {
        window = std::make_unique<MainWindow>(
            [this] {
                engine::WorkspaceOptions options;
                options.home = folder / "home";
                options.models = SPARLET_MODEL_DIR;
                options.device = "cpu";
                options.threads = 1;
                return engine::Workspace::open(options);
            },
            QString::fromStdString((folder / "window.ini").string()));
        window->show();
        ASSERT_TRUE(QTest::qWaitForWindowActive(window.get()));
        QTest::keyClick(window.get(), Qt::Key_4, Qt::ControlModifier);
    }

    TrainPage& page() { return *window->trainPage(); }
    TrainForm& form() { return *page().form(); }
    RunModel& runs() { return *page().runs(); }
    QString state() { return runs().index(0, RunModel::StateColumn).data().toString(); }
    bool reaches(const QString& wanted) {
        return waitFor([&] { return runs().rowCount() == 1 && state() == wanted; }, kPatience);
    }
    void trigger(const char* name) {
        auto* action = actionNamed(*window, QString::fromUtf8(name));
        ASSERT_TRUE(waitFor([&] { return action != nullptr && action->isEnabled(); })) << name;
        action->trigger();
    }
    void fillIn(int epochs) {
        auto* start = form().findChild<QPushButton*>(QStringLiteral("startTraining"));
        auto* method = form().findChild<QComboBox*>(QStringLiteral("trainingMethod"));
        ASSERT_TRUE(waitFor([&] { return method->count() > 1; }, kPatience));
        method->setCurrentIndex(method->findData(QStringLiteral("baseline")));
        for (auto* box : form().findChildren<QComboBox*>())
            if (const int at = box->findData(QStringLiteral("mobilenet_v3_small")); at >= 0)
                box->setCurrentIndex(at);
        form().findChild<QSpinBox*>(QStringLiteral("trainingEpochs"))->setValue(epochs);
        form().findChild<QSpinBox*>(QStringLiteral("trainingBatch"))->setValue(8);
        form().findChild<QSpinBox*>(QStringLiteral("trainingDimensions"))->setValue(32);
        form().setData(QString::fromStdString((folder / "data").string()));
        ASSERT_TRUE(waitFor([&] { return start->isEnabled(); }, kPatience));
        QTest::mouseClick(start, Qt::LeftButton);
    }

    test::TempDir folder;
    std::unique_ptr<MainWindow> window;
};

TEST_F(RealRun, FromTheFormToAModelInTheList) {
    open();
    trigger("New run…");
    form().setData(QString::fromStdString((folder / "nothing").string()));
    auto* preview = form().findChild<DataPreview*>();
    ASSERT_TRUE(waitFor([&] { return preview->state() == DataPreview::State::Error; }, kPatience));
    EXPECT_TRUE(preview->text().contains(QStringLiteral("nothing")));

    fillIn(6);
    EXPECT_EQ(preview->strip()->count(), 2);
    ASSERT_TRUE(
        waitFor([this] { return page().session()->live() && page().session()->live()->current; }, kPatience));
    trigger("Pause");
    ASSERT_TRUE(reaches(QStringLiteral("Paused")));
    const auto id = runs().runs().front().id;
    EXPECT_TRUE(fs::exists(folder / "home/runs" / id / "checkpoint.safetensors"));
    EXPECT_LT(runs().runs().front().epochsDone, 6);

    trigger("Resume");
    ASSERT_TRUE(reaches(QStringLiteral("Finished")));
    ASSERT_TRUE(waitFor(
        [this] {
            return page().runView()->accuracy()->data().curves.size() == 1 &&
                   page().runView()->accuracy()->data().curves[0].epochs.size() == 6;
        },
        kPatience));
    EXPECT_EQ(runs().runs().front().id, id) << "the same run went on";
    EXPECT_TRUE(fs::exists(folder / "home/models" / (id + ".safetensors")));

    trigger("Rename the run");
    auto* editor = page().table()->findChild<QLineEdit*>();
    ASSERT_NE(editor, nullptr);
    editor->setText(QStringLiteral("Red or blue"));
    QTest::keyClick(editor, Qt::Key_Return);
    ASSERT_TRUE(
        waitFor([this] { return page().runView()->title() == QStringLiteral("Red or blue"); }, kPatience));

    onDialog<QMessageBox>([](QMessageBox& box) {
        for (auto* button : box.buttons())
            if (box.buttonRole(button) == QMessageBox::DestructiveRole) button->click();
    });
    trigger("Delete the run…");
    ASSERT_TRUE(waitFor([this] { return runs().rowCount() == 0; }, kPatience));
    EXPECT_FALSE(fs::exists(folder / "home/runs" / id));
    QPushButton* undo = nullptr;
    for (auto* button : page().findChildren<QPushButton*>())
        if (button->text() == QStringLiteral("Undo")) undo = button;
    ASSERT_NE(undo, nullptr);
    QTest::mouseClick(undo, Qt::LeftButton);
    ASSERT_TRUE(reaches(QStringLiteral("Finished")));
    EXPECT_EQ(runs().index(0, RunModel::NameColumn).data().toString(), QStringLiteral("Red or blue"));
}

TEST_F(RealRun, ANewRunStartsFromTheModelOfAnother) {
    open();
    trigger("New run…");
    fillIn(1);
    ASSERT_TRUE(reaches(QStringLiteral("Finished")));
    const auto model = runs().runs().front().model;
    ASSERT_TRUE(fs::exists(model));
    trigger("New run…");
    auto* from = form().findChild<QComboBox*>(QStringLiteral("startFrom"));
    const auto bytes = QByteArray::fromStdString(model);
    ASSERT_TRUE(waitFor([&] { return from->findData(bytes) >= 0; }, kPatience)) << "it is offered";
    from->setCurrentIndex(from->findData(bytes));
    fillIn(1);
    ASSERT_TRUE(waitFor(
        [this] {
            return runs().rowCount() == 2 && runs().runs().front().model != runs().runs().back().model &&
                   !runs().runs().front().model.empty() && !runs().runs().back().model.empty();
        },
        kPatience));
    int started = 0;
    for (const auto& run : runs().runs())
        started +=
            test::readText(folder / "home/runs" / run.id / "record.json").find(model) != std::string::npos;
    EXPECT_EQ(started, 1) << "the record says what the second one started from";
}

TEST_F(RealRun, ClosedInTheMiddleItGoesOnTheNextTime) {
    open();
    trigger("New run…");
    fillIn(40);
    ASSERT_TRUE(
        waitFor([this] { return page().session()->live() && page().session()->live()->current; }, kPatience));
    onDialog<QMessageBox>([](QMessageBox& box) {
        for (auto* button : box.buttons())
            if (box.buttonRole(button) == QMessageBox::AcceptRole) button->click();
    });
    ASSERT_TRUE(window->close());
    ASSERT_TRUE(window->jobs()->shutdown(std::chrono::minutes(2)));
    window.reset();
    open();
    ASSERT_TRUE(reaches(QStringLiteral("Paused")));
    trigger("Resume");
    ASSERT_TRUE(
        waitFor([this] { return page().session()->live() && page().session()->live()->current; }, kPatience));
    trigger("Stop");
    EXPECT_TRUE(reaches(QStringLiteral("Paused")));
}

} // namespace
} // namespace sparlet::ui
