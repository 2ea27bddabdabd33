#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>
#include <sys/types.h>

/// \file
/// Files whose loss or exposure matters: configuration, keys, spool, exports.

namespace bkxsms {

/// A file descriptor that closes itself.
class Fd {
public:
    Fd() = default;
    explicit Fd(int fd) noexcept : fd_(fd) {}
    Fd(Fd&& other) noexcept : fd_(other.release()) {}
    Fd& operator=(Fd&& other) noexcept;
    Fd(const Fd&) = delete;
    Fd& operator=(const Fd&) = delete;
    ~Fd();

    int get() const noexcept { return fd_; }
    explicit operator bool() const noexcept { return fd_ >= 0; }
    int release() noexcept;

private:
    int fd_ = -1;
};

/// Who may do what with a file that we are about to trust.
enum class Trust {
    config, ///< owner is us or root; no write bit for group or others
    secret, ///< owner is us or root; nothing for others, at most read for the group
};

/// Reads a whole file of at most `limit` bytes through one descriptor: no symbolic link as the
/// last component, a regular file, checked by fstat(2) on what was opened.
/// \throws Error{no_input} missing or unreadable; {no_permission} wrong owner or mode, naming
/// the mode wanted; {data} too long.
std::string read_file(const std::filesystem::path& path, std::size_t limit);
std::string read_trusted_file(const std::filesystem::path& path, std::size_t limit,
                              Trust trust);

/// All of `in` (a descriptor) up to `limit` bytes. \throws Error{data} if there is more.
std::string read_all(int in, std::size_t limit);

/// Replaces `path` durably: temporary file beside it (".tmp-…", may stay behind after a crash),
/// write, fsync, rename, fsync of the folder. A reader sees the old content or the new, never a
/// mix, also after a power cut. A symbolic link at `path` is replaced, not followed. Works also
/// in a folder that may not be listed (a spool of mode 1730), at the cost of a syncfs(2).
/// \throws Error{cannot_create|io}
void write_file_durably(const std::filesystem::path& path, std::string_view content,
                        mode_t mode);

/// As above for a file that is there, whose owner, group and mode it keeps.
/// \throws Error{no_permission} if this user cannot give them to the new file.
void replace_file_durably(const std::filesystem::path& path, std::string_view content);

/// As write_file_durably(), but refuses (Error{cannot_create}) if `path` exists in any form.
void create_file_durably(const std::filesystem::path& path, std::string_view content,
                         mode_t mode);

/// Makes `path` and its missing parents with `mode`, whatever the umask; one that exists is
/// left as it is. \throws Error{cannot_create}
void make_folder(const std::filesystem::path& path, mode_t mode);

void sync_folder(const std::filesystem::path& path); ///< fsync(2) of the directory itself

} // namespace bkxsms
