// The folder of everything that goes wrong: scanned to its end, the good loaded, the bad refused by name.
#include "image/image_file.h"
#include "image/scanner.h"
#include "support/bad_folder.h"
#include "support/temp_dir.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <grp.h>
#include <iostream>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

namespace sparlet::image {
namespace {

using test::BadFolder;
using test::makeBadFolder;
using test::TempDir;

struct Outcome {
    std::vector<std::string> loaded, failed, issues;
    std::string wrongMessages;
};

Outcome runThrough(const std::filesystem::path& folder) {
    Outcome outcome;
    const auto found = scan(folder, {}, {});
    if (!found) return outcome;
    for (const auto& file : found->files) {
        const auto picture = load(folder / file.relativePath, 64);
        (picture.ok() ? outcome.loaded : outcome.failed).push_back(file.relativePath);
        if (!picture && !picture.error().message.starts_with("Cannot read '"))
            outcome.wrongMessages += picture.error().message + "\n";
    }
    for (const auto& issue : found->issues)
        outcome.issues.push_back(issue.path);
    return outcome;
}

std::vector<std::string> together(std::vector<std::string> a, const std::vector<std::string>& b) {
    a.insert(a.end(), b.begin(), b.end());
    std::sort(a.begin(), a.end());
    return a;
}

TEST(BadFolder, EachFileComesOutAsItShould) {
    const TempDir temporary;
    const BadFolder lists = makeBadFolder(temporary / "bad");
    const Outcome outcome = runThrough(temporary / "bad");
    const bool root = ::geteuid() == 0;
    EXPECT_EQ(outcome.loaded, root ? together(lists.good, lists.unreadable) : lists.good);
    EXPECT_EQ(outcome.failed, root ? lists.bad : together(lists.bad, lists.unreadable));
    EXPECT_EQ(outcome.issues, root ? lists.issues : together(lists.issues, lists.lockedFolders));
    EXPECT_EQ(outcome.wrongMessages, "");
}

// Root reads everything, so as root the permissions are tried in a child that has become "nobody".
TEST(BadFolder, AnOrdinaryUserIsToldWhatCannotBeRead) {
    if (::geteuid() != 0) GTEST_SKIP() << "not root: the test above has tried this";
    const TempDir temporary;
    ASSERT_EQ(::chmod(temporary.path().c_str(), 0755), 0);
    const BadFolder lists = makeBadFolder(temporary / "bad");
    const pid_t child = ::fork();
    if (child == 0) {
        constexpr uid_t nobody = 65534;
        if (::setgroups(0, nullptr) != 0 || ::setgid(nobody) != 0 || ::setuid(nobody) != 0) ::_exit(77);
        const Outcome outcome = runThrough(temporary / "bad");
        if (outcome.loaded != lists.good) ::_exit(1);
        if (outcome.failed != together(lists.bad, lists.unreadable)) ::_exit(2);
        if (outcome.issues != together(lists.issues, lists.lockedFolders)) ::_exit(3);
        const auto locked = load(temporary / "bad" / lists.unreadable.front());
        ::_exit(locked.error().code == ErrorCode::PermissionDenied ? 0 : 4);
    }
    int status = 0;
    ASSERT_EQ(::waitpid(child, &status, 0), child);
    if (WIFEXITED(status) && WEXITSTATUS(status) == 77) GTEST_SKIP() << "cannot become another user here";
    EXPECT_TRUE(WIFEXITED(status));
    EXPECT_EQ(WEXITSTATUS(status), 0);
}

} // namespace
} // namespace sparlet::image
