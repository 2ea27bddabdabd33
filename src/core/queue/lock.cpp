#include "core/queue/lock.hpp"

#include "core/base/error.hpp"
#include "core/base/random.hpp"

#include <cerrno>
#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

namespace bkxsms::queue {

namespace fs = std::filesystem;

namespace {

fs::path lock_path(const fs::path& folder, const std::string& owner) {
    return folder / (owner + ".lock");
}

} // namespace

OwnerLock::OwnerLock(const fs::path& run_folder) : owner_(random_name()) {
    make_folder(run_folder, 0700);
    path_ = lock_path(run_folder, owner_);
    fd_ = Fd(::open(path_.c_str(), O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600));
    if (!fd_ || ::flock(fd_.get(), LOCK_EX | LOCK_NB) != 0)
        throw Error(Fault::cannot_create,
                    "cannot make the lock '" + path_.string() + "': " + errno_text(errno));
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
    if (::flock(fd.get(), LOCK_EX | LOCK_NB) != 0) return std::nullopt;
    return DeadOwner(path, std::move(fd));
}

DeadOwner::~DeadOwner() {
    if (fd_) ::unlink(path_.c_str());
}

} // namespace bkxsms::queue
