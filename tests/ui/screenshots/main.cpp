// sparlet-screenshots: pictures of the program for its documents, taken from the program itself.
#include "engine/workspace.h"
#include "ui/screenshots/screenshots.h"

int main(int argc, char** argv) {
    return sparlet::testing::screenshotsMain(argc, argv, [](const std::string& home) {
        sparlet::engine::WorkspaceOptions options;
        options.home = home;
        return sparlet::engine::Workspace::open(options);
    });
}
