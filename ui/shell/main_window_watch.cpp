// Collections that are kept up to date: which, and what is said of it.
#include "pages/codes_page.h"
#include "pages/duplicates_page.h"
#include "pages/explore_page.h"
#include "shell/collection_watcher.h"
#include "shell/main_window.h"

#include <QAction>
#include <QComboBox>
#include <QLocale>
#include <QSettings>

namespace sparlet::ui {

namespace {
QString watchedKey() {
    return QStringLiteral("keptUpToDate");
}
} // namespace

void MainWindow::buildWatching() {
    watcher_ = new CollectionWatcher(this);
    connect(
        watcher_, &CollectionWatcher::changed, this,
        [this](const QString& name, qlonglong added, qlonglong removed) {
            const QLocale locale;
            tell(tr("“%1”: %2 new, %3 removed.").arg(name, locale.toString(added), locale.toString(removed)));
            refreshLists([this, name] {
                if (explore_->collection() != name) return;
                explore_->reload();
                codes_->setCollection(name.toStdString());
                duplicates_->invalidate();
            });
        });
    connect(watcher_, &CollectionWatcher::failed, this, [this](const QString& name, const QString& reason) {
        setKeptUpToDate(name, false);
        tell(reason);
    });
}

void MainWindow::setKeptUpToDate(const QString& name, bool kept) {
    auto names = settings_->value(watchedKey()).toStringList();
    names.removeAll(name);
    if (kept) names.append(name);
    settings_->setValue(watchedKey(), names);
    watchKnown();
}

/// Those that are wanted and there: one may have been removed or renamed by another program.
void MainWindow::watchKnown() {
    QStringList there;
    for (const auto& name : settings_->value(watchedKey()).toStringList())
        if (collectionBox_->findData(name) >= 0) there.append(name);
    watcher_->watch(there);
    keepAction_->setEnabled(!explore_->collection().isEmpty());
    keepAction_->setChecked(there.contains(explore_->collection()));
}

} // namespace sparlet::ui
