// A home, a model and pictures of a test's own.
#pragma once

#include "engine/workspace.h"
#include "support/picture_writer.h"
#include "support/temp_dir.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace sparlet::engine {

class EngineTest : public testing::Test {
protected:
    EngineTest();

    const std::filesystem::path& home() const { return home_; }
    std::filesystem::path pictures() const { return dir_ / "pictures"; }
    std::filesystem::path models() const { return dir_ / "models"; }
    std::filesystem::path path(const std::string& name) const { return dir_ / name; }

    /// Opens another Workspace on the same home, as another process would.
    std::shared_ptr<Workspace> reopen() const;
    Workspace& workspace() { return *workspace_; }

    /// A 48 × 40 picture; the same seed and colour give the same file.
    void addPicture(const std::string& relativePath, unsigned seed, test::Color color = {128, 128, 128});
    /// `count` pictures a class in red, green and blue.
    void addClasses(int count);
    void setModified(const std::string& relativePath, int secondsFromNow) const;

    IndexRequest indexRequest() const;
    /// Indexes pictures() into "c"; the test fails where that fails.
    IndexReport index(const IndexRequest& request);
    IndexReport index() { return index(indexRequest()); }

    /// Stored code's entries by path: equal maps mean equal codes.
    std::map<std::string, std::vector<float>> codes(const std::string& collection = "c");

private:
    test::TempDir dir_;
    std::filesystem::path home_;
    std::shared_ptr<Workspace> workspace_;
};

} // namespace sparlet::engine
