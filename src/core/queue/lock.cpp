#include "core/queue/lock.hpp"

#include "core/base/error.hpp"
#include "core/base/random.hpp"

#include <algorithm>
#include <cerrno>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

namespace bkxsms::queue {

namespace fs = std::filesystem;

namespace {

fs::path lock_path(const fs::path& folder, const std::string& owner) {
    return folder / (owner + ".lock");
}

/// A locked file that was removed meanwhile protects nothing: others make a new one.
bool is_still_there(const Fd& fd, const fs::path& path) noexcept {
    struct stat held {};
    struct stat named {};
    return ::fstat(fd.get(), &held) == 0 && ::lstat(path.c_str(), &named) == 0 &&
           held.st_ino == named.st_ino && held.st_dev == named.st_dev;
}

} // namespace

OwnerLock::OwnerLock(const fs::path& run_folder) {
    make_folder(run_folder, 0700);
    for (int tries = 0; tries < 10; ++tries)
        if (take(run_folder)) return;
    throw Error(Fault::cannot_create, "cannot keep a lock in '" + run_folder.string() + "'",
                "something removes the files of that folder");
}

bool OwnerLock::take(const fs::path& run_folder) {
    owner_ = random_name();
    path_ = lock_path(run_folder, owner_);
    fd_ = Fd(::open(path_.c_str(), O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600));
    if (!fd_)
        throw Error(Fault::cannot_create,
                    "cannot make the lock '" + path_.string() + "': " + errno_text(errno));
    return ::flock(fd_.get(), LOCK_EX | LOCK_NB) == 0 && is_still_there(fd_, path_);
}

OwnerLock::~OwnerLock() {
    ::unlink(path_.c_str());
}

std::optional<DeadOwner> DeadOwner::take(const fs::path& run_folder, const std::string& owner) {
    const auto path = lock_path(run_folder, owner);
    // Created if it is gone: its runner died after removing it, or somebody tidied up.
    Fd fd(::open(path.c_str(), O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600));
    if (!fd)
        throw Error(Fault::io,
                    "cannot open the lock '" + path.string() + "': " + errno_text(errno));
    if (::flock(fd.get(), LOCK_EX | LOCK_NB) != 0 || !is_still_there(fd, path))
        return std::nullopt;
    return DeadOwner(path, std::move(fd));
}

DeadOwner::~DeadOwner() {
    if (fd_) ::unlink(path_.c_str());
}

void remove_stale_locks(const fs::path& run_folder,
                        const std::vector<std::string>& owners) noexcept {
    try {
        for (const auto& entry : fs::directory_iterator(run_folder)) {
            const auto& path = entry.path();
            if (path.extension() != ".lock") continue;
            if (std::ranges::find(owners, path.stem().string()) != owners.end()) continue;
            const Fd fd(::open(path.c_str(), O_RDWR | O_NOFOLLOW | O_CLOEXEC));
            if (fd && ::flock(fd.get(), LOCK_EX | LOCK_NB) == 0 && is_still_there(fd, path))
                ::unlink(path.c_str());
        }
    } catch (const std::exception&) {
        // Said in the header: the next run's work.
        return;
    }
}

} // namespace bkxsms::queue
