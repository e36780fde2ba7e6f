// One walk through the window: what the journeys of the pictures are written with.
#pragma once

#include "pages/explore_page.h"
#include "ui/screenshots/screenshots.h"
#include "ui/support/gui_driver.h"

#include <QDir>
#include <QDockWidget>
#include <QPainter>
#include <QPixmap>

#include <functional>
#include <memory>

namespace sparlet::testing {

class Session {
public:
    explicit Session(const ScreenshotPlan& plan)
        : plan_(plan), window_(std::make_unique<ui::MainWindow>(plan.open, plan.settings)) {
        QDir().mkpath(plan.out);
        window_->resize(plan.size);
    }

    ui::MainWindow& window() { return *window_; }
    ui::ExplorePage& page() { return *window_->explorePage(); }
    bool wanted(const QString& name) const { return plan_.only.isEmpty() || plan_.only.contains(name); }

    void settle(int milliseconds = 600) { QTest::qWait(milliseconds); }

    void keep(const QString& name, QWidget* what = nullptr) {
        if (!wanted(name)) return;
        const QString file = QDir(plan_.out).filePath(plan_.prefix + name + QStringLiteral(".png"));
        if ((what != nullptr ? what : window_.get())->grab().save(file)) written_ << file;
    }

    void keepPicture(const QString& name, const QPixmap& picture) {
        const QString file = QDir(plan_.out).filePath(plan_.prefix + name + QStringLiteral(".png"));
        if (picture.save(file)) written_ << file;
    }

    /// Opens something modal and keeps a picture of it over the window.
    template <class Dialog>
    void keepDialog(const QString& name, const QString& action, std::function<void(Dialog&)> prepare = {}) {
        keepOpened<Dialog>(
            name,
            [this, action] {
                if (auto* made = actionNamed(*window_, action)) made->trigger();
            },
            std::move(prepare));
    }

    template <class Dialog>
    void keepOpened(const QString& name, const std::function<void()>& open,
                    std::function<void(Dialog&)> prepare = {}) {
        if (!wanted(name)) return;
        onDialog<Dialog>([this, name, prepare](Dialog& dialog) {
            if (prepare) prepare(dialog);
            QTest::qWait(800);
            QPixmap both = window_->grab();
            QPixmap over = dialog.grab();
            QPainter painter(&both);
            const QPoint at = dialog.isWindow()
                                  ? dialog.mapToGlobal(QPoint()) - window_->mapToGlobal(QPoint())
                                  : dialog.pos();
            painter.fillRect(window_->rect(), QColor(0, 0, 0, 96));
            painter.drawPixmap(at, over);
            painter.end();
            const QString file = QDir(plan_.out).filePath(plan_.prefix + name + QStringLiteral(".png"));
            if (both.save(file)) written_ << file;
            dialog.reject();
        });
        open();
        QTest::qWait(200);
    }

    void raise(const QString& dock) {
        if (auto* found = window_->findChild<QDockWidget*>(dock)) {
            found->show();
            found->raise();
        }
    }

    /// Runs that were made for a picture.
    void remove(const QStringList& runs) {
        const auto workspace = plan_.open();
        if (!workspace.ok()) return;
        for (const auto& run : runs)
            (void)(*workspace)->deleteRun(run.toStdString()).ok();
    }

    QStringList written() const { return written_; }
    const ScreenshotPlan& plan() const { return plan_; }

private:
    const ScreenshotPlan& plan_;
    std::unique_ptr<ui::MainWindow> window_;
    QStringList written_;
};

/// The Duplicates page over the collection (duplicates_views.cpp).
void duplicates(Session& session);
/// The Evaluate page over what the home keeps (evaluate_views.cpp).
void evaluations(Session& session);
/// The Trade-off page and the dialog for figures (tradeoff_views.cpp).
void tradeoffs(Session& session);

} // namespace sparlet::testing
