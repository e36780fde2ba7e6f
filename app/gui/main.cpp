// The application: options, style, language, and the window over a workspace.
#include "base/home_folder.h"
#include "engine_library.h"
#include "shell/language.h"
#include "shell/main_window.h"
#include "style/theme.h"

#include <QApplication>
#include <QCommandLineParser>
#include <QDir>
#include <QFile>
#include <QLibrary>
#include <QSettings>

#include <cstdlib>
#include <filesystem>

namespace {

QString settingsFile(const std::filesystem::path& home) {
    return QDir(QFile::decodeName(home.c_str())).filePath(QStringLiteral("window.ini"));
}

/// Loads the engine, and LibTorch with it, while the window is there already: that takes half a second.
sparlet::gui::WorkspaceResult openWorkspace(const sparlet::engine::WorkspaceOptions& options) {
    using namespace sparlet;
    const QDir program(QCoreApplication::applicationDirPath());
    std::string problem;
    for (const char* folder : {".", "../lib/sparlet"}) {
        QLibrary library(
            QDir(program.filePath(QLatin1String(folder))).filePath(QLatin1String(gui::kEngineLibrary)));
        library.setLoadHints(QLibrary::PreventUnloadHint);
        if (!library.load()) {
            problem = library.errorString().toStdString();
            continue;
        }
        const auto open = reinterpret_cast<gui::OpenFunction>(library.resolve(gui::kOpenFunction));
        if (open == nullptr) continue;
        gui::WorkspaceResult opened = Error{ErrorCode::Internal, "The engine gave no answer."};
        open(options, opened);
        return opened;
    }
    return Error{ErrorCode::NotFound,
                 "Sparlet's engine cannot be loaded; install Sparlet again (" + problem + ")."};
}

} // namespace

int main(int argc, char** argv) {
    QApplication application(argc, argv);
    QCoreApplication::setApplicationName(QStringLiteral("sparlet"));
    QCoreApplication::setApplicationVersion(QStringLiteral(SPARLET_VERSION));
    QGuiApplication::setDesktopFileName(QStringLiteral("sparlet"));

    QCommandLineParser parser;
    parser.setApplicationDescription(QStringLiteral("Find pictures, and see why they match."));
    parser.addHelpOption();
    parser.addVersionOption();
    const QCommandLineOption homeOption(QStringLiteral("home"),
                                        QStringLiteral("Folder of everything Sparlet stores."),
                                        QStringLiteral("dir"));
    const QCommandLineOption collectionOption(QStringLiteral("collection"),
                                              QStringLiteral("Collection to open."), QStringLiteral("name"));
    parser.addOptions({homeOption, collectionOption});
    parser.addPositionalArgument(QStringLiteral("folder"), QStringLiteral("Folder of pictures to index."),
                                 QStringLiteral("[folder]"));
    parser.process(application);

    sparlet::engine::WorkspaceOptions options;
    options.home = parser.isSet(homeOption)
                       ? std::filesystem::path(QFile::encodeName(parser.value(homeOption)).toStdString())
                       : sparlet::defaultHome();
    const auto settings = settingsFile(options.home);
    const QSettings stored(settings, QSettings::IniFormat);
    sparlet::ui::installTheme(application);
    sparlet::ui::applyAppearance(
        application, sparlet::ui::appearanceFromName(stored.value(QStringLiteral("appearance")).toString()));
    sparlet::ui::installLanguage(application, stored.value(QStringLiteral("language")).toString());

    sparlet::ui::MainWindow window([options] { return openWorkspace(options); }, settings);
    const auto positional = parser.positionalArguments();
    window.openAtStart(parser.value(collectionOption), positional.isEmpty() ? QString() : positional.first());
    window.show();
    const int code = QApplication::exec();
    // Work that does not stop in time may not use what this function is about to destroy.
    if (!window.jobs()->shutdown()) std::_Exit(code);
    return code;
}
