#include "shell/language.h"
#include "style/theme.h"
#include "ui/screenshots/screenshots.h"

#include <QApplication>
#include <QCommandLineParser>
#include <QFile>
#include <QTemporaryDir>
#include <QTextStream>

namespace sparlet::testing {

int screenshotsMain(int argc, char** argv, const OpenHome& open) {
    QApplication application(argc, argv);
    QCommandLineParser parser;
    parser.setApplicationDescription(
        QStringLiteral("Drives the window over a workspace and keeps pictures of it."));
    parser.addHelpOption();
    parser.addOptions({
        {QStringLiteral("home"), QStringLiteral("Workspace that holds the collection."),
         QStringLiteral("dir")},
        {QStringLiteral("collection"), QStringLiteral("Collection to show; without one the empty state."),
         QStringLiteral("name")},
        {QStringLiteral("folder"), QStringLiteral("Folder to be seen while it is indexed."),
         QStringLiteral("dir")},
        {QStringLiteral("model"), QStringLiteral("Model to make smaller."), QStringLiteral("id")},
        {QStringLiteral("matrix"), QStringLiteral("Matrix of an ablation to run."), QStringLiteral("file")},
        {QStringLiteral("words"), QStringLiteral("Text query."), QStringLiteral("words")},
        {QStringLiteral("row"), QStringLiteral("Image to query with."), QStringLiteral("n"),
         QStringLiteral("0")},
        {QStringLiteral("appearance"), QStringLiteral("dark, light or high-contrast."),
         QStringLiteral("name"), QStringLiteral("dark")},
        {QStringLiteral("language"), QStringLiteral("en or ja."), QStringLiteral("code"),
         QStringLiteral("en")},
        {QStringLiteral("size"), QStringLiteral("Window, e.g. 1440x900."), QStringLiteral("WxH"),
         QStringLiteral("1440x900")},
        {QStringLiteral("only"), QStringLiteral("Views, separated by commas."), QStringLiteral("names")},
        {QStringLiteral("prefix"), QStringLiteral("Of the file names."), QStringLiteral("text")},
        {QStringLiteral("out"), QStringLiteral("Folder for the pictures."), QStringLiteral("dir"),
         QStringLiteral(".")},
    });
    parser.process(application);
    const auto value = [&parser](const char* name) { return parser.value(QString::fromLatin1(name)); };

    ui::installTheme(application);
    ui::installLanguage(application, value("language"));

    const QTemporaryDir state;
    const auto home = value("home").isEmpty() ? (state.path() + QStringLiteral("/home")).toStdString()
                                              : QFile::encodeName(value("home")).toStdString();
    ScreenshotPlan plan;
    plan.open = [open, home] { return open(home); };
    plan.settings = state.filePath(QStringLiteral("window.ini"));
    plan.out = value("out");
    plan.prefix = value("prefix");
    plan.collection = value("collection");
    plan.folder = value("folder");
    plan.model = value("model");
    plan.matrix = value("matrix");
    plan.words = value("words");
    plan.queryRow = value("row").toInt();
    plan.appearance = ui::appearanceFromName(value("appearance"));
    const QStringList size = value("size").split(QLatin1Char('x'));
    if (size.size() == 2) plan.size = QSize(size[0].toInt(), size[1].toInt());
    plan.only = value("only").split(QLatin1Char(','), Qt::SkipEmptyParts);
    const QStringList written = takeScreenshots(plan);
    for (const QString& file : written)
        QTextStream(stdout) << file << '\n';
    return written.isEmpty() ? 1 : 0;
}

} // namespace sparlet::testing
