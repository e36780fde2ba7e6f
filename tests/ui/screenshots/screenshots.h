// Drives the window through its journeys and keeps a picture of each view.
#pragma once

#include "shell/main_window.h"

#include <QSize>
#include <QString>
#include <QStringList>

#include <functional>
#include <memory>
#include <string>

namespace sparlet::testing {

struct ScreenshotPlan {
    ui::MainWindow::OpenWorkspace open;
    QString settings;   // the window's state; a fresh file
    QString out;        // folder of the PNGs
    QString prefix;     // of their names
    QString collection; // that is there and browsed
    QString folder;     // indexed under the name "indexing", cancelled when its picture is taken
    QString words;      // a text query, or ""
    QString matrix;     // file of an ablation, or ""
    QString model;      // made smaller on the folder's pictures, by id; "": not at all
    int queryRow = 0;   // the image that is searched with
    ui::Appearance appearance = ui::Appearance::Dark;
    QSize size{1440, 900};
    QStringList only; // names of views; empty: all
};

/// The program around takeScreenshots(): reads the command line; `open` is given the folder of the home.
using OpenHome = std::function<Result<std::shared_ptr<engine::Workspace>>(const std::string& home)>;
int screenshotsMain(int argc, char** argv, const OpenHome& open);

/// Names of the files written. Blocks for as long as the journeys take.
QStringList takeScreenshots(const ScreenshotPlan& plan);

} // namespace sparlet::testing
