// The program with a home, a model and pictures of a test's own.
#pragma once

#include "program.h"
#include "support/picture_writer.h"
#include "support/temp_dir.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <filesystem>
#include <string>
#include <vector>

namespace sparlet {

class SystemTest : public testing::Test {
protected:
    SystemTest();

    std::filesystem::path home() const { return dir_ / "home"; }
    std::filesystem::path pictures() const { return dir_ / "pictures"; }
    std::filesystem::path models() const { return dir_ / "models"; }
    std::filesystem::path path(const std::string& name) const { return dir_ / name; }
    std::string picture(const std::string& name) const { return (pictures() / name).string(); }

    /// `count` pictures a class in red, green and blue.
    void addClasses(int count) const;

    /// With this test's home and models.
    test::Outcome run(std::vector<std::string> arguments, test::RunOptions options = {}) const;
    /// Adds --json; fails the test unless the status is 0 and the output one JSON object.
    nlohmann::json ask(std::vector<std::string> arguments) const;
    /// Fails the test unless the status is 1, nothing is on standard output, and standard error has one
    /// sentence with `words` in it.
    void expectFailure(std::vector<std::string> arguments, const std::string& words) const;
    nlohmann::json index(const std::string& collection = "c") const;

private:
    test::TempDir dir_;
};

} // namespace sparlet
