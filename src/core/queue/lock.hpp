#pragma once

#include "core/base/file.hpp"

#include <filesystem>
#include <optional>
#include <string>

/// \file
/// Who is alive, told for certain: a runner holds flock(2) on `<run>/<owner>.lock` from before
/// its first claim to its end. Whoever can take that lock knows that the owner is dead; no
/// clock and no lease is involved, so a slow runner is never taken for a dead one.

namespace bkxsms::queue {

/// This runner's own lock, under a new random name.
class OwnerLock {
public:
    /// Makes `run_folder` if it is missing. \throws Error{cannot_create}
    explicit OwnerLock(const std::filesystem::path& run_folder);
    OwnerLock(const OwnerLock&) = delete;
    OwnerLock& operator=(const OwnerLock&) = delete;
    ~OwnerLock(); ///< removes the file

    const std::string& owner() const noexcept { return owner_; }

private:
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

} // namespace bkxsms::queue
