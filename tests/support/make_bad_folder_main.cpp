// make_bad_folder DIR: fills DIR with the hostile folder and prints what is in it, one "<kind> NUL <path>
// NUL" an entry; kinds: good, bad, unreadable, issue, locked.
#include "support/bad_folder.h"

#include <cstdio>
#include <exception>
#include <utility>

int main(int argc, char** argv) {
    if (argc != 2) {
        std::fputs("usage: make_bad_folder DIR\n", stderr);
        return 2;
    }
    try {
        const auto lists = sparlet::test::makeBadFolder(argv[1]);
        for (const auto& [kind, paths] :
             {std::pair("good", &lists.good), std::pair("bad", &lists.bad),
              std::pair("unreadable", &lists.unreadable), std::pair("issue", &lists.issues),
              std::pair("locked", &lists.lockedFolders)}) {
            for (const auto& path : *paths) {
                std::fputs(kind, stdout);
                std::fputc(0, stdout);
                std::fwrite(path.data(), 1, path.size(), stdout);
                std::fputc(0, stdout);
            }
        }
        return 0;
    } catch (const std::exception& exception) {
        std::fprintf(stderr, "make_bad_folder: %s\n", exception.what());
        return 1;
    }
}
