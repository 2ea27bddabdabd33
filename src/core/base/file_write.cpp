#include "core/base/error.hpp"
#include "core/base/file.hpp"
#include "core/base/random.hpp"

#include <fmt/format.h>

#include <cerrno>
#include <fcntl.h>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>

namespace bkxsms {

namespace fs = std::filesystem;

namespace {

[[noreturn]] void fail(Fault fault, std::string_view act, const fs::path& path, int number) {
    throw Error(fault,
                fmt::format("cannot {} '{}': {}", act, path.string(), errno_text(number)));
}

fs::path parent_of(const fs::path& path) {
    return path.has_parent_path() ? path.parent_path() : fs::path(".");
}

void sync_opened_folder(int folder, const fs::path& path) {
    // Some network and FUSE file systems know no fsync(2) of a folder; they have nothing to
    // write then.
    if (::fsync(folder) != 0 && errno != EINVAL) fail(Fault::io, "sync", path, errno);
}

/// A new file beside its destination, gone again unless it was put in place.
class TempFile {
public:
    TempFile(const fs::path& destination, mode_t mode)
        : destination_(destination), name_(".tmp-" + random_name()) {
        open_folder();
        file_ = Fd(::openat(folder_.get(), name_.c_str(),
                            O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600));
        if (!file_) fail(Fault::cannot_create, "create", destination_, errno);
        exists_ = true;
        // The mode asked for, whatever the umask.
        if (::fchmod(file_.get(), mode) != 0)
            fail(Fault::cannot_create, "set the mode of", destination_, errno);
    }
    ~TempFile() {
        if (exists_) ::unlinkat(folder_.get(), name_.c_str(), 0);
    }
    TempFile(const TempFile&) = delete;
    TempFile& operator=(const TempFile&) = delete;

    /// Before there is anything in it.
    void take_after(const struct stat& old) {
        if (::fchown(file_.get(), old.st_uid, old.st_gid) != 0 ||
            ::fchmod(file_.get(), old.st_mode & 07777U) != 0)
            fail(Fault::no_permission, "keep owner and mode of", destination_, errno);
    }

    void write(std::string_view content) {
        while (!content.empty()) {
            const auto done = ::write(file_.get(), content.data(), content.size());
            if (done >= 0)
                content.remove_prefix(static_cast<std::size_t>(done));
            else if (errno != EINTR)
                fail(Fault::io, "write", destination_, errno);
        }
        if (::fsync(file_.get()) != 0) fail(Fault::io, "sync", destination_, errno);
    }

    void replace_destination() {
        if (::renameat(folder_.get(), name_.c_str(), folder_.get(),
                       destination_.filename().c_str()) != 0)
            fail(Fault::io, "replace", destination_, errno);
        exists_ = false;
        sync_names();
    }

    void become_destination() {
        // link(2), unlike rename(2), fails if the name is taken.
        if (::linkat(folder_.get(), name_.c_str(), folder_.get(),
                     destination_.filename().c_str(), 0) != 0) {
            if (errno == EEXIST)
                throw Error(Fault::cannot_create,
                            fmt::format("'{}' exists already", destination_.string()),
                            "choose another name, or move it away first");
            fail(Fault::cannot_create, "create", destination_, errno);
        }
        ::unlinkat(folder_.get(), name_.c_str(), 0);
        exists_ = false;
        sync_names();
    }

private:
    void open_folder() {
        const auto parent = parent_of(destination_);
        folder_ = Fd(::open(parent.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
        if (!folder_ && errno == EACCES) {
            // A drop box such as the spool (mode 1730): we may add files, but not list them.
            folder_ = Fd(::open(parent.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
            listable_ = false;
        }
        if (!folder_) fail(Fault::cannot_create, "create", destination_, errno);
    }

    void sync_names() {
        if (listable_) {
            sync_opened_folder(folder_.get(), parent_of(destination_));
        } else if (::syncfs(file_.get()) != 0) {
            // fsync(2) takes no O_PATH descriptor; the file system as a whole covers the name.
            fail(Fault::io, "sync", destination_, errno);
        }
    }

    fs::path destination_;
    std::string name_;
    Fd folder_;
    Fd file_;
    bool listable_ = true;
    bool exists_ = false;
};

} // namespace

void write_file_durably(const fs::path& path, std::string_view content, mode_t mode) {
    TempFile file(path, mode);
    file.write(content);
    file.replace_destination();
}

void replace_file_durably(const fs::path& path, std::string_view content) {
    struct stat old {};
    if (::lstat(path.c_str(), &old) != 0) fail(Fault::io, "replace", path, errno);
    TempFile file(path, 0600);
    file.take_after(old);
    file.write(content);
    file.replace_destination();
}

void create_file_durably(const fs::path& path, std::string_view content, mode_t mode) {
    TempFile file(path, mode);
    file.write(content);
    file.become_destination();
}

void make_folder(const fs::path& path, mode_t mode) {
    std::error_code unknown; // what cannot be looked at will fail to be made
    if (fs::is_directory(path, unknown)) return;
    if (path.has_parent_path() && path.parent_path() != path)
        make_folder(path.parent_path(), mode);
    if (::mkdir(path.c_str(), mode) == 0) {
        // The mode asked for, whatever the umask.
        if (::chmod(path.c_str(), mode) != 0)
            fail(Fault::cannot_create, "set the mode of", path, errno);
    } else if (const int number = errno; !fs::is_directory(path, unknown)) {
        fail(Fault::cannot_create, "create folder", path, number);
    }
}

void sync_folder(const fs::path& path) {
    const Fd folder(::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!folder) fail(Fault::io, "sync", path, errno);
    sync_opened_folder(folder.get(), path);
}

} // namespace bkxsms
