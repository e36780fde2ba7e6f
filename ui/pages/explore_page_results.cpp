// What a person does with results: the context menu, and taking them away as a file.
#include "itemmodels/picture_image.h"
#include "pages/explore_page.h"
#include "style/theme.h"

#include <QApplication>
#include <QClipboard>
#include <QDesktopServices>
#include <QDir>
#include <QFileDialog>
#include <QMenu>
#include <QSaveFile>

namespace sparlet::ui {
namespace {

QString csvField(QString text) {
    if (text.contains(QLatin1Char('"')) || text.contains(QLatin1Char(',')) ||
        text.contains(QLatin1Char('\n'))) {
        text.replace(QLatin1String("\""), QLatin1String("\"\""));
        return QLatin1Char('"') + text + QLatin1Char('"');
    }
    return text;
}

QString resultsAsCsv(const engine::QueryReport& report) {
    QString csv = QStringLiteral("rank,score,label,path\n");
    for (const auto& item : report.results) {
        csv += QStringLiteral("%1,%2,%3,%4\n")
                   .arg(item.rank)
                   .arg(static_cast<double>(item.score), 0, 'f', 6)
                   .arg(csvField(QString::fromStdString(item.image.label)))
                   .arg(csvField(displayPath(item.image.path)));
    }
    return csv;
}

} // namespace

void ExplorePage::exportResults() {
    if (!report_) {
        emit message(tr("There are no results to export; query the collection first."));
        return;
    }
    const auto file = QFileDialog::getSaveFileName(this, tr("Export results"),
                                                   QDir::home().filePath(QStringLiteral("results.csv")),
                                                   tr("Comma-separated values (*.csv)"));
    if (file.isEmpty()) return;
    QSaveFile out(file);
    const auto text = resultsAsCsv(*report_).toUtf8();
    if (!out.open(QIODevice::WriteOnly) || out.write(text) != text.size() || !out.commit()) {
        emit message(tr("“%1” could not be written: %2.").arg(file, out.errorString()));
        return;
    }
    emit message(tr("The results were written to “%1”.").arg(file));
}

void ExplorePage::openMenu(const QModelIndex& index, const QPoint& global) {
    if (!index.isValid()) return;
    const auto image = current();
    if (!image) return;
    QMenu menu(this);
    const auto icon = [this](const char* name) { return themedIcon(QString::fromLatin1(name), palette()); };
    menu.addAction(icon("similar"), tr("Find similar"), this, &ExplorePage::queryWithCurrent);
    menu.addAction(icon("add-picture"), tr("Add to the query"), this, [this] { addCurrent(1.0F); });
    menu.addAction(icon("exclude"), tr("Exclude from the query"), this, [this] { addCurrent(-1.0F); });
    menu.addSeparator();
    auto* right =
        menu.addAction(icon("right"), tr("Mark as right"), this, [this] { markCurrent(Mark::Right); });
    auto* wrong =
        menu.addAction(icon("wrong"), tr("Mark as wrong"), this, [this] { markCurrent(Mark::Wrong); });
    right->setEnabled(report_ != nullptr);
    wrong->setEnabled(report_ != nullptr);
    menu.addSeparator();
    menu.addAction(icon("zoom"), tr("View large"), this, &ExplorePage::showCurrentLarge);
    menu.addAction(icon("open"), tr("Open with the desktop"), this,
                   [path = image->path] { QDesktopServices::openUrl(fileUrl(path)); });
    menu.addAction(icon("folder"), tr("Show in folder"), this, [path = image->path] {
        QDesktopServices::openUrl(fileUrl(path.substr(0, path.find_last_of('/'))));
    });
    menu.addAction(icon("copy"), tr("Copy path"), this,
                   [path = image->path] { QApplication::clipboard()->setText(displayPath(path)); });
    menu.exec(global);
}

} // namespace sparlet::ui
