#pragma once

#include "core/base/file.hpp"

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

/// \file
/// Who is alive, told for certain: a runner holds flock(2) on `<run>/<owner>.lock` from before
/// its first claim to its end. Whoever can take that lock knows that the owner is dead; no
/// clock and no lease is involved, so a slow runner is never taken for a dead one.

namespace bkxsms::queue {

/// This runner's own lock, under a new random name.
class OwnerLock {
public:
    /// Makes `run_folder` if it is missing. \throws Error{cannot_create}
    /// Another run's remove_stale_locks() may take the file in the instant between its making
    /// and its locking; then a new name is tried.
    explicit OwnerLock(const std::filesystem::path& run_folder);
    OwnerLock(const OwnerLock&) = delete;
    OwnerLock& operator=(const OwnerLock&) = delete;
    ~OwnerLock(); ///< removes the file

    const std::string& owner() const noexcept { return owner_; }

private:
    bool take(const std::filesystem::path& run_folder);

    std::string owner_;
    std::filesystem::path path_;
    Fd fd_;
};

/// The lock of a runner that is dead, held so that only one recovers it; its file goes with the
/// object.
class DeadOwner {
public:
    /// Nothing if the owner lives, or somebody else is recovering it.
    static std::optional<DeadOwner> take(const std::filesystem::path& run_folder,
                                         const std::string& owner);
    DeadOwner(DeadOwner&&) noexcept = default;
    DeadOwner& operator=(DeadOwner&&) = delete;
    ~DeadOwner();

private:
    DeadOwner(std::filesystem::path path, Fd fd) : path_(std::move(path)), fd_(std::move(fd)) {}
    std::filesystem::path path_;
    Fd fd_;
};

/// Removes the locks of dead runners that left no open attempt: killed between their lock and
/// their first claim. `owners` are those with open attempts; their locks stay. Never fails: a
/// file that cannot be removed is tried again by the next run.
void remove_stale_locks(const std::filesystem::path& run_folder,
                        const std::vector<std::string>& owners) noexcept;

} // namespace bkxsms::queue
