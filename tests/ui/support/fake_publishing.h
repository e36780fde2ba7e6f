// Measurements and figures that look like those of a paper, without anything having been measured or drawn by
// the core.
#pragma once

#include "engine/publish_reports.h"

#include <mutex>
#include <string>
#include <vector>

namespace sparlet::testing {

/// What the fake workspace knows of publishing; guarded by its mutex.
struct FakePublishing {
    std::vector<eval::Measurement> measurements;
    bool measurementsFail = false;
    std::string previewProblem; // not empty: why no figure can be drawn
    std::string writeProblem;   // not empty: why no file can be written
    int stepMilliseconds = 2;   // of a figure of publish()
    int previews = 0;
    report::FigureRequest lastPreview;
    std::vector<std::string> written; // files
    report::FigureRequest lastFigure;
    report::TableRequest lastTable;
    engine::PublishRequest lastPublish;
    mutable std::mutex mutex;
};

/// Six methods on two backbones over three seeds each, two shipped records, and the papers' values.
std::vector<eval::Measurement> sampleMeasurements();
/// As of `count` runs, scattered over five decades.
std::vector<eval::Measurement> manyMeasurements(int count);

} // namespace sparlet::testing
