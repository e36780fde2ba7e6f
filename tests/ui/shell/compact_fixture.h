// The dialog that makes models smaller, over a session of nine layers.
#pragma once

#include "itemmodels/layer_model.h"
#include "pages/compact_dialog.h"
#include "pages/compact_form.h"
#include "pages/compact_trials.h"
#include "plots/budget_plot.h"
#include "ui/support/fake_workspace.h"
#include "ui/support/gui_driver.h"
#include "widgets/layer_table.h"

#include <gtest/gtest.h>

#include <QPushButton>
#include <QTemporaryDir>

#include <memory>

namespace sparlet::ui {

class CompactTest : public ::testing::Test {
protected:
    using State = CompactStudy::State;

    CompactTest()
        : workspace(std::make_shared<sparlet::testing::FakeWorkspace>(folder.path().toStdString())),
          dialog(jobs, workspace) {
        dialog.form()->setFolder(QStringLiteral("/data/flowers"));
        dialog.show();
        dialog.activateWindow();
        EXPECT_TRUE(sparlet::testing::waitFor([this] { return dialog.form()->complete(); }));
    }

    QPushButton& button(const char* text) {
        for (auto* one : dialog.findChildren<QPushButton*>())
            if (one->text() == QString::fromUtf8(text)) return *one;
        ADD_FAILURE() << "no button " << text;
        static QPushButton none;
        return none;
    }
    void press(const char* text) {
        ASSERT_TRUE(button(text).isEnabled()) << text;
        QTest::mouseClick(&button(text), Qt::LeftButton);
    }
    /// Opened, and the first plan is there.
    void openSession() {
        press("Measure layers");
        ASSERT_TRUE(settled());
    }
    bool settled() {
        return sparlet::testing::waitFor([this] {
            return study().state() == State::Ready && !study().curve().empty() && study().settled();
        });
    }
    void measure() {
        const auto before = script().measured.load();
        press("Measure");
        ASSERT_TRUE(sparlet::testing::waitFor([&] { return script().measured > before; }));
        ASSERT_TRUE(settled());
    }
    void key(int which, Qt::KeyboardModifiers modifiers = Qt::NoModifier) {
        QTest::keyClick(dialog.focusWidget() != nullptr ? dialog.focusWidget() : &dialog,
                        static_cast<Qt::Key>(which), modifiers);
    }
    void focusBits(int row) {
        dialog.table()->setFocus();
        dialog.table()->setCurrentIndex(dialog.layers()->index(row, LayerModel::BitsColumn));
    }
    int bits(int row) {
        return dialog.layers()->index(row, LayerModel::BitsColumn).data(Qt::EditRole).toInt();
    }
    int kept(int row) {
        return dialog.layers()->index(row, LayerModel::KeptColumn).data(Qt::EditRole).toInt();
    }
    CompactStudy& study() { return *dialog.study(); }
    sparlet::testing::CompactionScript& script() { return workspace->compaction(); }

    QTemporaryDir folder;
    std::shared_ptr<sparlet::testing::FakeWorkspace> workspace;
    JobManager jobs;
    CompactDialog dialog;
};

} // namespace sparlet::ui
