// sparlet-screenshots-drawn: the same over the tests' workspace, whose pictures are drawn and whose numbers
// are made up: every state of a view within seconds, without a model.
#include "ui/screenshots/screenshots.h"
#include "ui/support/fake_workspace.h"

int main(int argc, char** argv) {
    return sparlet::testing::screenshotsMain(
        argc, argv,
        [](const std::string& home) -> sparlet::Result<std::shared_ptr<sparlet::engine::Workspace>> {
            auto workspace = std::make_shared<sparlet::testing::FakeWorkspace>(home);
            workspace->addCollection("holiday", "/data/holiday");
            if (home.find("empty") == std::string::npos) {
                addSampleEvaluations(workspace->evaluationStore());
                workspace->publishing().measurements = sparlet::testing::sampleMeasurements();
            }
            return std::shared_ptr<sparlet::engine::Workspace>(workspace);
        });
}
