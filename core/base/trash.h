// The desktop's trash, as every file manager shows it: nothing here deletes a file.
// Follows the FreeDesktop.org Trash specification 1.0.
#pragma once

#include "base/result.h"

#include <filesystem>

namespace sparlet {

/// Where a file went. Both are absolute.
struct TrashedFile {
    std::filesystem::path original;
    std::filesystem::path stored; // in TRASH/files; TRASH/info/NAME.trashinfo says where it was
};

/// Moves a file, or a link itself, to the trash: that of the home ($XDG_DATA_HOME/Trash) on the same file
/// system, else the trash of its own file system ($top/.Trash/$uid where an administrator made one that is
/// safe, else $top/.Trash-$uid). Never copies and never deletes. NotFound where there is no such file,
/// PermissionDenied, InvalidArgument for a folder, Unsupported where its file system can have no trash: the
/// file is where it was then. Thread-safe.
Result<TrashedFile> moveToTrash(const std::filesystem::path& file);

/// Puts it back and removes its note. Nothing is overwritten: InvalidArgument where something is at its place
/// by now, NotFound where it is not in the trash any more. Folders that are gone are made again. Thread-safe.
Status restoreFromTrash(const TrashedFile& trashed);

} // namespace sparlet
