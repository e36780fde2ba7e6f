// The program under faults: killed at a moment, or told that a disk is full or broken (support/faults.cpp).
#pragma once

#include "stored_collection.h"
#include "system_fixture.h"

#include <string>
#include <vector>

namespace sparlet {

struct Fault {
    std::string kind; // as SPARLET_FAULT_KIND
    long at = 0;      // the change below the watched folder that goes wrong, from 1
};

class FaultTest : public SystemTest {
protected:
    FaultTest();

    /// Changes below `watched` (the home where it is empty) go wrong as `fault` says.
    test::RunOptions under(const Fault& fault, const std::filesystem::path& watched = {}) const;
    /// What a run of the program changes below `watched`, a line each. Fails the test where the run fails.
    std::vector<std::string> changesOf(const std::vector<std::string>& arguments,
                                       const std::filesystem::path& watched = {}) const;

    /// Copies of the home, to begin from again.
    void keepHome(const std::string& name) const;
    void restoreHome(const std::string& name) const;

    /// Status 1, nothing on standard output, one sentence on standard error that says what and of which file.
    static void expectOneSentence(const test::Outcome& outcome, const std::string& file);

    /// `doctor` finds nothing wrong.
    void expectWell() const;
    /// What is stored now is what was stored before or will be at the end, and nothing of `before` is missing
    /// that is to stay.
    using Images = std::map<std::string, StoredImage>;
    void expectNothingLost(const std::string& collection, const Images& before, const Images& atEnd) const;
};

/// A number from the environment, or `standard`.
int fromEnvironment(const char* name, int standard);

} // namespace sparlet
