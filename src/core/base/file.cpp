#include "core/base/file.hpp"

#include "core/base/error.hpp"

#include <fmt/format.h>

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <memory>
#include <optional>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>

namespace bkxsms {

namespace fs = std::filesystem;

Fd& Fd::operator=(Fd&& other) noexcept {
    if (this != &other) {
        if (fd_ >= 0) ::close(fd_);
        fd_ = other.release();
    }
    return *this;
}

Fd::~Fd() {
    if (fd_ >= 0) ::close(fd_);
}

int Fd::release() noexcept {
    return std::exchange(fd_, -1);
}

namespace {

std::string quote(const fs::path& path) {
    return '\'' + path.string() + '\'';
}

Fault fault_of_open(int number) {
    switch (number) {
    case EMFILE:
    case ENFILE:
    case ENOMEM:
        return Fault::os;
    case EIO:
        return Fault::io;
    default:
        return Fault::no_input;
    }
}

[[noreturn]] void cannot_read(const fs::path& path, int number) {
    // What open(2) says of a link with O_NOFOLLOW would send people looking for a loop.
    if (number == ELOOP)
        throw Error(Fault::no_input, quote(path) + " is a symbolic link",
                    "name the file itself");
    throw Error(fault_of_open(number),
                fmt::format("cannot read {}: {}", quote(path), errno_text(number)));
}

struct stat status_of(const Fd& fd, const fs::path& path) {
    struct stat status {};
    if (::fstat(fd.get(), &status) != 0) cannot_read(path, errno);
    return status;
}

/// The folder first and the file through it, so that both checks are made on what is read.
struct Opened {
    Fd folder;
    Fd file;
};

Opened open_regular(const fs::path& path) {
    const auto parent = path.has_parent_path() ? path.parent_path() : fs::path(".");
    Opened opened;
    opened.folder = Fd(::open(parent.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
    if (!opened.folder) cannot_read(path, errno);
    // O_NONBLOCK: opening a FIFO that nobody writes to must not hang a cron job.
    opened.file = Fd(::openat(opened.folder.get(), path.filename().c_str(),
                              O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC));
    if (!opened.file) cannot_read(path, errno);
    if (!S_ISREG(status_of(opened.file, path).st_mode))
        throw Error(Fault::no_input, quote(path) + " is not a regular file");
    return opened;
}

bool ours(const struct stat& status) {
    return status.st_uid == ::geteuid() || status.st_uid == 0;
}

void check_owner(const struct stat& status, const fs::path& path) {
    if (ours(status)) return;
    throw Error(Fault::no_permission,
                fmt::format("{} belongs to user {}", quote(path), status.st_uid),
                fmt::format("it must belong to root or to user {}", ::geteuid()));
}

void check_trust(const Opened& opened, const fs::path& path, Trust trust) {
    constexpr mode_t others_write = S_IWGRP | S_IWOTH;
    constexpr mode_t others_more_than_group_read = S_IWGRP | S_IXGRP | S_IRWXO;
    const auto refused = trust == Trust::secret ? others_more_than_group_read : others_write;
    const auto* const wanted = trust == Trust::secret ? "0600 or 0640" : "0600, 0640 or 0644";

    const auto file = status_of(opened.file, path);
    check_owner(file, path);
    if ((file.st_mode & refused) != 0)
        throw Error(Fault::no_permission,
                    fmt::format("{} has mode {:04o}, which lets others {} it", quote(path),
                                file.st_mode & 07777U,
                                trust == Trust::secret ? "read or change" : "change"),
                    fmt::format("give it mode {}", wanted));

    // Who may rename files in the folder may put another of our files in this one's place.
    const auto parent = path.has_parent_path() ? path.parent_path() : fs::path(".");
    const auto folder = status_of(opened.folder, parent);
    check_owner(folder, parent);
    if ((folder.st_mode & S_IWOTH) != 0 && (folder.st_mode & S_ISVTX) == 0)
        throw Error(Fault::no_permission,
                    fmt::format("everybody may write to folder {}, where {} is", quote(parent),
                                quote(path.filename())),
                    fmt::format("take that right away: chmod o-w {}", quote(parent)));
}

/// Up to `limit` bytes; nullopt if there is more. `name` is for messages.
struct WipeString {
    void operator()(std::string* text) const noexcept {
        ::explicit_bzero(text->data(), text->size());
    }
};

std::optional<std::string> read_up_to(int fd, std::size_t limit, const std::string& name) {
    std::string content;
    std::string block(std::size_t{1} << 16, '\0');
    // It may have held a key: the heap is not where that stays.
    const std::unique_ptr<std::string, WipeString> wipe(&block);
    for (;;) {
        const auto got = ::read(fd, block.data(), block.size());
        if (got == 0) return content;
        if (got < 0) {
            if (errno == EINTR) continue;
            throw Error(Fault::io, fmt::format("cannot read {}: {}", name, errno_text(errno)));
        }
        if (static_cast<std::size_t>(got) > limit - content.size()) return std::nullopt;
        content.append(block, 0, static_cast<std::size_t>(got));
    }
}

std::string read_opened(const Opened& opened, const fs::path& path, std::size_t limit) {
    auto content = read_up_to(opened.file.get(), limit, quote(path));
    if (!content)
        throw Error(Fault::data, fmt::format("{} is longer than {} bytes", quote(path), limit));
    return *std::move(content);
}

} // namespace

std::string read_file(const fs::path& path, std::size_t limit) {
    return read_opened(open_regular(path), path, limit);
}

std::string read_trusted_file(const fs::path& path, std::size_t limit, Trust trust) {
    const auto opened = open_regular(path);
    check_trust(opened, path, trust);
    return read_opened(opened, path, limit);
}

std::string read_all(int in, std::size_t limit) {
    auto content = read_up_to(in, limit, "the input");
    if (!content)
        throw Error(Fault::data, fmt::format("the input is longer than {} bytes", limit));
    return *std::move(content);
}

} // namespace bkxsms
