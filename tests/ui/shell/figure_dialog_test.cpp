// Journey 9: a figure for a paper, seen before it is written.
#include "pages/figure_dialog.h"
#include "pages/figure_dialog_export.h"
#include "pages/figure_dialog_form.h"
#include "pages/figure_dialog_keep.h"
#include "pages/figure_dialog_options.h"
#include "pages/figure_dialog_settings.h"
#include "ui/support/fake_workspace.h"
#include "ui/support/gui_driver.h"

#include <gtest/gtest.h>

#include <QCheckBox>
#include <QComboBox>
#include <QDir>
#include <QDoubleSpinBox>
#include <QFile>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QPushButton>
#include <QSignalSpy>
#include <QTemporaryDir>

namespace sparlet::ui {
namespace {

using sparlet::testing::FakeWorkspace;
using sparlet::testing::waitFor;

class FigureDialogTest : public ::testing::Test {
protected:
    FigureDialogTest() : workspace(std::make_shared<FakeWorkspace>(folder.path().toStdString())) {}

    static report::FigureRequest sample() {
        report::FigureRequest request;
        request.kind = report::FigureKind::TradeOff;
        request.name = "trade-off";
        for (const auto& one : sparlet::testing::sampleMeasurements())
            (one.source == eval::Measurement::Source::Paper ? request.papers : request.measurements)
                .push_back(one);
        return request;
    }
    void open(report::FigureRequest request = sample()) {
        dialog = std::make_unique<FigureDialog>(jobs, workspace, std::move(request));
        dialog->show();
        dialog->activateWindow();
        ASSERT_TRUE(waitFor([this] { return dialog->ready() && drawn(); }));
    }
    bool drawn() { return !dialog->preview()->busy() && !dialog->preview()->image().isNull(); }
    /// Of the last preview.
    report::FigureRequest asked() {
        std::scoped_lock lock(workspace->publishing().mutex);
        return workspace->publishing().lastPreview;
    }
    template <class T>
    T& named(const char* name) {
        return *dialog->findChild<T*>(QString::fromUtf8(name));
    }
    void choose(const char* box, const QVariant& data) {
        auto& combo = named<QComboBox>(box);
        ASSERT_GE(combo.findData(data), 0) << box;
        combo.setCurrentIndex(combo.findData(data));
        emit combo.activated(combo.currentIndex());
    }

    QTemporaryDir folder;
    std::shared_ptr<FakeWorkspace> workspace;
    JobManager jobs;
    std::unique_ptr<FigureDialog> dialog;
};

TEST_F(FigureDialogTest, ShowsTheFigureAsAPageAskedForIt) {
    open();
    EXPECT_EQ(asked().kind, report::FigureKind::TradeOff);
    EXPECT_EQ(asked().measurements.size(), sample().measurements.size());
    EXPECT_NEAR(double(dialog->preview()->image().width()) / dialog->preview()->image().height(), 1 / 0.7,
                0.02);
    EXPECT_EQ(named<QComboBox>("figureJournal").currentText(), QStringLiteral("One column, 85 mm"));
    EXPECT_EQ(named<QComboBox>("figurePalette").itemText(0), QStringLiteral("Okabe–Ito ✓ safe"));
    EXPECT_EQ(named<QComboBox>("figurePalette").itemText(1), QStringLiteral("Rainbow"));
}

TEST_F(FigureDialogTest, EachChoiceIsSeenAndRememberedForTheNextFigure) {
    open();
    choose("figureJournal", 178.0);
    EXPECT_EQ(named<QDoubleSpinBox>("figureWidth").value(), 178);
    named<QDoubleSpinBox>("figureHeight").setValue(60);
    named<QDoubleSpinBox>("figurePoints").setValue(9);
    choose("figureFont", QStringLiteral("DejaVu Serif"));
    choose("figurePalette", QStringLiteral("rainbow"));
    choose("figureLegend", static_cast<int>(report::LegendPlace::Below));
    choose("figureLanguage", static_cast<int>(report::Language::Japanese));
    named<QCheckBox>("figurePatterns").setChecked(false);
    ASSERT_TRUE(waitFor([this] { return drawn() && !asked().style.patterns; }));
    const auto style = asked().style;
    EXPECT_EQ(style.widthMm, 178);
    EXPECT_EQ(style.heightMm, 60);
    EXPECT_EQ(style.fontPt, 9);
    EXPECT_EQ(style.font, "DejaVu Serif");
    EXPECT_EQ(style.palette, "rainbow");
    EXPECT_EQ(style.legend, report::LegendPlace::Below);
    EXPECT_EQ(style.language, report::Language::Japanese);
    dialog.reset();
    ASSERT_TRUE(waitFor([this] {
        const auto kept = workspace->settings();
        return kept.count(kFigureStyleKey) == 1 &&
               kept.at(kFigureStyleKey).find("rainbow") != std::string::npos;
    })) << "also where it is closed at once";
    open();
    EXPECT_EQ(asked().style.palette, "rainbow");
    EXPECT_EQ(named<QDoubleSpinBox>("figureWidth").value(), 178);
    EXPECT_EQ(named<QComboBox>("figureJournal").currentData().toDouble(), 178);
    named<QDoubleSpinBox>("figureWidth").setValue(100);
    EXPECT_EQ(named<QComboBox>("figureJournal").currentText(), QStringLiteral("Own width"));
}

TEST_F(FigureDialogTest, TheKindAndItsOwnChoices) {
    open();
    choose("figureX", QStringLiteral("model_mb"));
    choose("figureKind", QStringLiteral("sweep"));
    choose("figureSweep", QStringLiteral("mean_bits"));
    ASSERT_TRUE(waitFor([this] { return drawn() && asked().kind == report::FigureKind::Sweep; }));
    EXPECT_EQ(asked().x, "mean_bits");
    EXPECT_FALSE(asked().logX);
    choose("figureKind", QStringLiteral("efficiency"));
    ASSERT_TRUE(waitFor([this] { return drawn() && asked().kind == report::FigureKind::Efficiency; }));
    EXPECT_EQ(dialog->preview()->notes(), QStringList{QStringLiteral("2 of 9 rows have no model size.")});
    auto& papers = named<QCheckBox>("figureWithPapers");
    ASSERT_TRUE(papers.isChecked());
    papers.setChecked(false);
    ASSERT_TRUE(waitFor([this] { return drawn() && asked().papers.empty(); }));
    papers.setChecked(true);
    ASSERT_TRUE(waitFor([this] { return drawn() && asked().papers.size() == 5; }));
}

TEST_F(FigureDialogTest, ActualSizeAndGreyPrint) {
    open();
    QTest::keyClick(dialog.get(), Qt::Key_1, Qt::ControlModifier);
    ASSERT_TRUE(
        waitFor([this] { return drawn() && dialog->preview()->zoom() == FigurePreview::Zoom::Actual; }));
    QTest::qWait(300);
    ASSERT_TRUE(waitFor([this] { return drawn(); }));
    const double perMm = dialog->preview()->image().width() / 85.0;
    EXPECT_GT(perMm, 2.3);
    EXPECT_LT(perMm, 20);
    named<QDoubleSpinBox>("figureWidth").setValue(170);
    ASSERT_TRUE(
        waitFor([&] { return drawn() && std::abs(dialog->preview()->image().width() - 170 * perMm) < 3; }));
    QTest::keyClick(dialog.get(), Qt::Key_0, Qt::ControlModifier);
    EXPECT_EQ(dialog->preview()->zoom(), FigurePreview::Zoom::Fit);
    dialog->preview()->setGrey(true);
    const auto* label = dialog->preview()->findChild<QLabel*>();
    ASSERT_NE(label, nullptr);
    dialog->preview()->setGrey(false);
}

TEST_F(FigureDialogTest, WritesEachFormatUnderTheRightName) {
    open();
    const auto write = [&](const char* format, const QString& file) {
        QSignalSpy written(dialog.get(), &FigureDialog::written);
        choose("figureFormat", QString::fromUtf8(format));
        dialog->exportTo(folder.filePath(file));
        EXPECT_TRUE(waitFor([&] { return written.count() == 1; })) << format;
        return written.isEmpty() ? QString() : QFileInfo(written.front().front().toString()).fileName();
    };
    EXPECT_EQ(write("pdf", QStringLiteral("one")), QStringLiteral("one.pdf"));
    EXPECT_EQ(write("svg", QStringLiteral("two.svg")), QStringLiteral("two.svg"));
    EXPECT_EQ(write("png600", QStringLiteral("three")), QStringLiteral("three.png"));
    EXPECT_EQ(workspace->publishing().lastFigure.style.dpi, 600);
    EXPECT_EQ(write("csv", QStringLiteral("four")), QStringLiteral("four.csv"));
    EXPECT_EQ(write("table-tex", QStringLiteral("five")), QStringLiteral("five.tex"));
    EXPECT_EQ(workspace->publishing().lastTable.measurements.size(), sample().measurements.size());
    EXPECT_TRUE(QFile::exists(folder.filePath(QStringLiteral("five.tex"))));
    EXPECT_TRUE(dialog->status().startsWith(QStringLiteral("Written: "))) << dialog->status().toStdString();
    workspace->publishing().writeProblem = "The disk is full.";
    dialog->exportTo(folder.filePath(QStringLiteral("six.pdf")));
    EXPECT_TRUE(waitFor([&] { return dialog->status() == QStringLiteral("The disk is full."); }));
    dialog->exportTo({});
}

TEST_F(FigureDialogTest, WhatCannotBeDrawnIsSaidAndCanBeTriedAgain) {
    workspace->publishing().previewProblem = "No measurement has an inference time.";
    dialog = std::make_unique<FigureDialog>(jobs, workspace, sample());
    dialog->show();
    ASSERT_TRUE(waitFor([this] { return !dialog->preview()->problem().isEmpty(); }));
    EXPECT_FALSE(named<QPushButton>("figureExport").isEnabled());
    workspace->publishing().previewProblem.clear();
    choose("figureX", QStringLiteral("model_mb"));
    EXPECT_TRUE(waitFor([this] { return drawn(); }));
    EXPECT_TRUE(named<QPushButton>("figureExport").isEnabled());
}

TEST_F(FigureDialogTest, CurvesStayCurvesAndHaveNoTable) {
    report::FigureRequest curves;
    curves.kind = report::FigureKind::PrecisionRecall;
    curves.name = "precision-recall";
    curves.curves = {{"SPARSE", {0, 0.5, 1}, {1, 0.8, 0.2}}};
    open(curves);
    EXPECT_FALSE(named<QComboBox>("figureKind").isEnabled());
    EXPECT_EQ(named<QComboBox>("figureKind").currentText(), QStringLiteral("Precision and recall"));
    EXPECT_EQ(named<QComboBox>("figureFormat").findData(QStringLiteral("table-tex")), -1);
    EXPECT_EQ(asked().curves.size(), 1U);
}

TEST_F(FigureDialogTest, AFigureIsKeptInAProjectAndOpenedAgain) {
    open();
    choose("figureKind", QStringLiteral("overall-score"));
    named<QDoubleSpinBox>("weight-memory_mb").setValue(0.75);
    choose("figurePalette", QStringLiteral("rainbow"));
    dialog->keepAs(QStringLiteral("score of all"), QStringLiteral("Paper"));
    ASSERT_TRUE(waitFor([this] { return dialog->status().startsWith(QStringLiteral("Kept")); }));
    const auto projects = workspace->projects();
    ASSERT_TRUE(projects.ok());
    ASSERT_FALSE(projects->empty());
    EXPECT_EQ(projects->front().figures, std::vector<std::string>{"score of all"});
    dialog.reset();
    open();
    EXPECT_EQ(dialog->request().kind, report::FigureKind::TradeOff);
    dialog->openKept(QStringLiteral("score of all"));
    ASSERT_TRUE(waitFor([this] { return dialog->request().kind == report::FigureKind::OverallScore; }));
    EXPECT_EQ(dialog->request().weights.at("memory_mb"), 0.75);
    EXPECT_EQ(dialog->request().measurements.size(), sample().measurements.size()) << "numbers are read anew";
    EXPECT_EQ(named<QDoubleSpinBox>("weight-memory_mb").value(), 0.75);
    dialog->openKept(QStringLiteral("never kept"));
    EXPECT_TRUE(waitFor([this] { return dialog->status().contains(QStringLiteral("cannot be read")); }));
}

TEST_F(FigureDialogTest, KeepingAsksForANameAndSaysWhatIsReplaced) {
    engine::ProjectSummary project;
    project.name = "Paper";
    project.figures = {"score"};
    const std::vector<engine::ProjectSummary> projects{project};
    FigureKeep keep(projects, QStringLiteral("Overall score"));
    auto* button = keep.findChild<QPushButton*>();
    EXPECT_TRUE(button->isEnabled());
    auto* name = keep.findChild<QLineEdit*>(QStringLiteral("keptName"));
    name->setText(QStringLiteral("score"));
    EXPECT_EQ(button->text(), QStringLiteral("Replace"));
    name->setText(QStringLiteral("   "));
    EXPECT_FALSE(button->isEnabled());
    name->setText(QStringLiteral("../score"));
    EXPECT_FALSE(button->isEnabled()) << "names become names of files";
    EXPECT_EQ(keep.project(), QStringLiteral("Paper"));
}

TEST_F(FigureDialogTest, EverythingIsExportedAsAJobWithAListOfFiles) {
    open();
    auto* everything = dialog->exportEverything();
    everything->show();
    everything->setFolder(folder.filePath(QStringLiteral("figures")));
    everything->findChild<QCheckBox*>(QStringLiteral("export-png"))->setChecked(false);
    QTest::mouseClick(everything->findChild<QPushButton*>(QStringLiteral("exportStart")), Qt::LeftButton);
    EXPECT_TRUE(everything->running());
    ASSERT_TRUE(waitFor([&] { return !everything->running(); }));
    EXPECT_EQ(everything->files().size(), 5 * 5);
    EXPECT_EQ(everything->status(), QStringLiteral("25 files written. 1 figures left out."));
    const auto asked = workspace->publishing().lastPublish;
    EXPECT_EQ(asked.ids.size(), sample().measurements.size());
    EXPECT_EQ(asked.formats, (std::vector<std::string>{"pdf", "svg", "csv", "tex", "md"}));
    EXPECT_TRUE(asked.papers);
    workspace->publishing().writeProblem = "The folder cannot be written.";
    everything->start();
    ASSERT_TRUE(waitFor([&] { return !everything->running(); }));
    EXPECT_EQ(everything->status(), QStringLiteral("The folder cannot be written."));
    everything->setFolder({});
    EXPECT_FALSE(everything->findChild<QPushButton*>(QStringLiteral("exportStart"))->isEnabled());
}

TEST(FigureSettings, SurviveAndAreBroughtIntoBounds) {
    report::FigureRequest request;
    request.kind = report::FigureKind::Improvement;
    request.baseline = "mace";
    request.x = "memory_mb";
    request.logX = false;
    request.weights = {{"map", 0.5}};
    request.style.widthMm = 120;
    request.style.language = report::Language::Japanese;
    report::FigureRequest read;
    ASSERT_TRUE(readFigureSettings(figureSettingsText(request), read));
    EXPECT_EQ(read.kind, request.kind);
    EXPECT_EQ(read.baseline, "mace");
    EXPECT_EQ(read.x, "memory_mb");
    EXPECT_FALSE(read.logX);
    EXPECT_EQ(read.weights, request.weights);
    EXPECT_EQ(read.style.widthMm, 120);
    EXPECT_EQ(read.style.language, report::Language::Japanese);
    for (const char* bad : {"", "[]", "{", "{\"style\":{}}", "null"})
        EXPECT_FALSE(readFigureSettings(QString::fromUtf8(bad), read)) << bad;
    ASSERT_TRUE(readFigureSettings(
        QStringLiteral("{\"kind\":\"no such\",\"x\":\"none\",\"weights\":{\"map\":-3,\"none\":1},"
                       "\"style\":{\"width\":1e99,\"points\":-4,\"legend\":77,\"dpi\":\"many\"}}"),
        read));
    EXPECT_EQ(read.kind, report::FigureKind::Accuracy);
    EXPECT_EQ(read.x, "memory_mb");
    EXPECT_TRUE(read.weights.empty());
    EXPECT_EQ(read.style.widthMm, 500);
    EXPECT_EQ(read.style.fontPt, 4);
    EXPECT_LE(static_cast<int>(read.style.legend), static_cast<int>(report::LegendPlace::None));
}

} // namespace
} // namespace sparlet::ui
