#include "core/base/error.hpp"
#include "core/base/file.hpp"
#include "core/config/edit.hpp"

#include <fmt/format.h>

#include <cerrno>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

namespace bkxsms::config {
namespace {

namespace fs = std::filesystem;

fs::path folder_of(const fs::path& file) {
    return file.has_parent_path() ? file.parent_path() : fs::path(".");
}

/// Of the folder, since the file itself is another one after each change.
Fd lock_folder(const fs::path& folder) {
    Fd fd(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    int done = fd ? 0 : -1;
    while (fd && (done = ::flock(fd.get(), LOCK_EX)) != 0 && errno == EINTR) {
    }
    if (done != 0)
        throw Error(Fault::io,
                    fmt::format("cannot lock '{}': {}", folder.string(), errno_text(errno)));
    return fd;
}

} // namespace

void require_changeable(const fs::path& file) {
    struct stat status {};
    if (::lstat(file.c_str(), &status) != 0) return; // reading it says why
    if (status.st_uid != ::geteuid())
        throw Error(Fault::no_permission,
                    fmt::format("'{}' belongs to user {}", file.string(), status.st_uid),
                    fmt::format("run it as that user: sudo -u '#{}' bkxsms …", status.st_uid));
    if ((status.st_mode & S_IWUSR) == 0)
        throw Error(
            Fault::no_permission, fmt::format("'{}' is read-only", file.string()),
            fmt::format("if it is not made by another program: chmod u+w '{}'", file.string()));
    const auto folder = folder_of(file);
    if (::access(folder.c_str(), W_OK | X_OK) != 0)
        throw Error(Fault::no_permission,
                    fmt::format("folder '{}' cannot be written: {}", folder.string(),
                                errno_text(errno)),
                    "the new file is made there before it takes the place of the old one");
}

void save_settings(const fs::path& file, const std::vector<Setting>& settings) {
    const auto lock = lock_folder(folder_of(file));
    require_changeable(file);
    const auto before = read_config_text(file);
    const auto after = edit(before, settings, file);
    if (after != before) replace_file_durably(file, after);
}

} // namespace bkxsms::config
