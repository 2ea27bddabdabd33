// logw.so: records what a program does to the files of its database, and stops it there as a
// power cut would. Loaded with LD_PRELOAD; powercut.py reads the record.
//
//     LOGW_FILES=PREFIX   files whose path begins so, PREFIX-shm excepted: after a power cut
//                         shared memory is gone. PREFIX is absolute.
//     LOGW_RECORD=FILE    where the record goes
//     LOGW_CUT=N          SIGKILL before the N-th act is executed; 0: never
//
// An act is a write, a change of length, a flush, a creation, a removal or a closing; flushing
// the folder is one as well. Each is a line "ACT NAME OFFSET LENGTH\n"; NAME is what follows
// PREFIX ("." for nothing, "/" for the folder). A write's bytes follow its line.

#include <csignal>
#include <cstdarg>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <dlfcn.h>
#include <fcntl.h>
#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <unistd.h>

namespace {

/// The C library's own function behind the one that is defined here.
template <class Function>
Function* next(const char* name) {
    return reinterpret_cast<Function*>(dlsym(RTLD_NEXT, name));
}

const std::string& variable(const char* name) {
    static std::map<std::string, std::string> known;
    auto [at, is_new] = known.try_emplace(name);
    if (const char* value = is_new ? std::getenv(name) : nullptr; value != nullptr)
        at->second = value;
    return at->second;
}

class Recorder {
public:
    /// What a path is called in the record; "" if it is none of our files.
    static std::string name_of(std::string_view path) {
        const std::string_view files = variable("LOGW_FILES");
        if (files.empty()) return {};
        if (path == files.substr(0, files.rfind('/'))) return "/";
        if (!path.starts_with(files)) return {};
        path.remove_prefix(files.size());
        if (path == "-shm") return {};
        return path.empty() ? "." : std::string(path);
    }

    void opened(int file, const std::string& name) { names_[file] = name; }
    void closed(int file) { names_.erase(file); }
    std::string name_of(int file) const {
        const auto at = names_.find(file);
        return at == names_.end() ? std::string() : at->second;
    }

    /// Before the act: this may be where the power is cut.
    void begin() {
        if (++acts_ == std::strtol(variable("LOGW_CUT").c_str(), nullptr, 10))
            kill(getpid(), SIGKILL);
    }

    void note(const char* act, const std::string& name, off64_t offset, size_t length,
              const void* bytes = nullptr) {
        if (record_ == nullptr) record_ = std::fopen(variable("LOGW_RECORD").c_str(), "wbe");
        if (record_ == nullptr) std::abort();
        std::fprintf(record_, "%s %s %lld %zu\n", act, name.c_str(),
                     static_cast<long long>(offset), length);
        if (bytes != nullptr) std::fwrite(bytes, 1, length, record_);
        std::fflush(record_);
    }

private:
    std::map<int, std::string> names_;
    std::FILE* record_ = nullptr;
    long acts_ = 0;
};

/// One act after the other, whatever thread it comes from. The record's own writes go through
/// the C library's inner calls, and are not seen here.
std::recursive_mutex turn;

Recorder& recorder() {
    static auto& only = *new Recorder; // outlives all that is closed at the end
    return only;
}

using OpenFunction = int(const char*, int, ...);

int open_as(const char* function, const char* path, int flags, mode_t mode) {
    const std::lock_guard lock(turn);
    const auto name = Recorder::name_of(std::string_view(path));
    const bool is_new = !name.empty() && (flags & O_CREAT) != 0 && access(path, F_OK) != 0;
    if (is_new) recorder().begin();
    const int file = next<OpenFunction>(function)(path, flags, mode);
    if (file < 0 || name.empty()) return file;
    recorder().opened(file, name);
    if (is_new) recorder().note("create", name, 0, 0);
    return file;
}

mode_t mode_in(int flags, va_list rest) {
    return (flags & (O_CREAT | O_TMPFILE)) != 0 ? va_arg(rest, mode_t) : 0;
}

ssize_t write_as(const char* function, int file, const void* bytes, size_t length,
                 off64_t offset) {
    const std::lock_guard lock(turn);
    const auto real = next<ssize_t(int, const void*, size_t, off64_t)>(function);
    const auto name = recorder().name_of(file);
    if (name.empty()) return real(file, bytes, length, offset);
    recorder().begin();
    const auto written = real(file, bytes, length, offset);
    if (written > 0)
        recorder().note("write", name, offset, static_cast<size_t>(written), bytes);
    return written;
}

int truncate_as(const char* function, int file, off64_t length) {
    const std::lock_guard lock(turn);
    const auto real = next<int(int, off64_t)>(function);
    const auto name = recorder().name_of(file);
    if (name.empty()) return real(file, length);
    recorder().begin();
    const int result = real(file, length);
    if (result == 0) recorder().note("truncate", name, length, 0);
    return result;
}

int act_on_file(const char* function, const char* act, int file) {
    const std::lock_guard lock(turn);
    const auto real = next<int(int)>(function);
    const auto name = recorder().name_of(file);
    if (name.empty()) return real(file);
    recorder().begin();
    if (std::strcmp(act, "close") == 0) recorder().closed(file);
    const int result = real(file);
    if (result == 0) recorder().note(act, name, 0, 0);
    return result;
}

} // namespace

extern "C" {

int open(const char* path, int flags, ...) {
    va_list rest;
    va_start(rest, flags);
    const auto mode = mode_in(flags, rest);
    va_end(rest);
    return open_as("open", path, flags, mode);
}

int open64(const char* path, int flags, ...) {
    va_list rest;
    va_start(rest, flags);
    const auto mode = mode_in(flags, rest);
    va_end(rest);
    return open_as("open64", path, flags, mode);
}

ssize_t pwrite(int file, const void* bytes, size_t length, off_t offset) {
    return write_as("pwrite", file, bytes, length, offset);
}
ssize_t pwrite64(int file, const void* bytes, size_t length, off64_t offset) {
    return write_as("pwrite64", file, bytes, length, offset);
}

ssize_t write(int file, const void* bytes, size_t length) {
    {
        // Nobody keeps a database by writing where the file happens to stand.
        const std::lock_guard lock(turn);
        if (!recorder().name_of(file).empty()) std::abort();
    }
    return next<ssize_t(int, const void*, size_t)>("write")(file, bytes, length);
}

int ftruncate(int file, off_t length) noexcept {
    return truncate_as("ftruncate", file, length);
}
int ftruncate64(int file, off64_t length) noexcept {
    return truncate_as("ftruncate64", file, length);
}

int fsync(int file) {
    return act_on_file("fsync", "sync", file);
}
int fdatasync(int file) {
    return act_on_file("fdatasync", "sync", file);
}
int close(int file) {
    return act_on_file("close", "close", file);
}

int unlink(const char* path) noexcept {
    const std::lock_guard lock(turn);
    const auto real = next<int(const char*)>("unlink");
    const auto name = Recorder::name_of(std::string_view(path));
    if (name.empty()) return real(path);
    recorder().begin();
    const int result = real(path);
    if (result == 0) recorder().note("remove", name, 0, 0);
    return result;
}
}
