#include "core/base/file.hpp"
#include "support/catch.hpp"
#include "support/fault_of.hpp"
#include "support/temp_folder.hpp"

#include <chrono>
#include <csignal>
#include <grp.h>
#include <random>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

using namespace bkxsms;
using test::fault_of;
namespace fs = std::filesystem;

namespace {

constexpr std::size_t plenty = 1 << 22;

mode_t mode_of(const fs::path& path) {
    struct stat status {};
    REQUIRE(::lstat(path.c_str(), &status) == 0);
    return status.st_mode & 07777U;
}

std::size_t names_in(const fs::path& folder) {
    return static_cast<std::size_t>(
        std::distance(fs::directory_iterator(folder), fs::directory_iterator()));
}

/// Runs `act` in a child process. True if it returned true.
template <class Act>
bool in_child(Act&& act) {
    const auto child = ::fork();
    if (child == 0) {
        bool good = false;
        try {
            good = act();
        } catch (const std::exception&) {
        }
        ::_exit(good ? 0 : 1);
    }
    int status = 0;
    ::waitpid(child, &status, 0);
    return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

} // namespace

TEST_CASE("file: a write replaces the content and sets the mode, whatever the umask",
          "[base][file]") {
    const test::TempFolder folder;
    const auto path = folder.path() / "file";
    const auto umask_before = ::umask(0077);
    write_file_durably(path, "one", 0640);
    ::umask(0);
    CHECK(read_file(path, plenty) == "one");
    CHECK(mode_of(path) == 0640);
    const std::string large(3'000'000, 'x');
    write_file_durably(path, large, 0600);
    ::umask(umask_before);
    CHECK(read_file(path, plenty) == large);
    CHECK(mode_of(path) == 0600);
    CHECK(names_in(folder.path()) == 1);
}

TEST_CASE("file: a link is replaced, not followed", "[base][file]") {
    const test::TempFolder folder;
    const auto target = folder.write("target", "old");
    const auto link = folder.path() / "link";
    fs::create_symlink(target, link);
    write_file_durably(link, "new", 0600);
    CHECK(read_file(target, plenty) == "old");
    CHECK(read_file(link, plenty) == "new");
}

TEST_CASE("file: creating refuses whatever bears the name", "[base][file]") {
    const test::TempFolder folder;
    const auto file = folder.write("file", "old");
    const auto dangling = folder.path() / "dangling";
    fs::create_symlink(folder.path() / "nowhere", dangling);
    const auto sub = folder.path() / "sub";
    fs::create_directory(sub);
    for (const auto& path : {file, dangling, sub}) {
        CAPTURE(path);
        CHECK(fault_of([&] { create_file_durably(path, "new", 0600); }) ==
              Fault::cannot_create);
    }
    CHECK(read_file(file, plenty) == "old");
    CHECK_FALSE(fs::exists(folder.path() / "nowhere"));

    create_file_durably(folder.path() / "fresh", "new", 0400);
    CHECK(read_file(folder.path() / "fresh", plenty) == "new");
    CHECK(mode_of(folder.path() / "fresh") == 0400);
    CHECK(names_in(folder.path()) == 4);
}

TEST_CASE("file: of many who create one name exactly one succeeds", "[base][file]") {
    const test::TempFolder folder;
    const auto path = folder.path() / "claim";
    std::vector<pid_t> children;
    for (int i = 0; i < 8; ++i) {
        const auto child = ::fork();
        if (child == 0) {
            const auto fault = fault_of([&] { create_file_durably(path, "x", 0600); });
            ::_exit(fault ? static_cast<int>(*fault) : 0);
        }
        children.push_back(child);
    }
    int winners = 0;
    for (const auto child : children) {
        int status = 0;
        ::waitpid(child, &status, 0);
        REQUIRE(WIFEXITED(status));
        if (WEXITSTATUS(status) == 0)
            ++winners;
        else
            CHECK(WEXITSTATUS(status) == static_cast<int>(Fault::cannot_create));
    }
    CHECK(winners == 1);
    CHECK(names_in(folder.path()) == 1);
}

TEST_CASE("file: where no file can be made, the fault says so", "[base][file]") {
    const test::TempFolder folder;
    const auto file = folder.write("file", "old");
    for (const auto& path :
         {folder.path() / "missing" / "x", file / "x", fs::path("/proc/x")}) {
        CAPTURE(path);
        CHECK(fault_of([&] { write_file_durably(path, "x", 0600); }) == Fault::cannot_create);
        CHECK(fault_of([&] { create_file_durably(path, "x", 0600); }) == Fault::cannot_create);
    }
    const auto sub = folder.path() / "sub";
    fs::create_directory(sub);
    CHECK(fault_of([&] { write_file_durably(sub, "x", 0600); }) == Fault::io);
    CHECK(names_in(folder.path()) == 2);
}

TEST_CASE("file: a write that fails leaves the old content and no litter", "[base][file]") {
    const test::TempFolder folder;
    const auto path = folder.write("file", "old");
    CHECK(in_child([&] {
        ::signal(SIGXFSZ, SIG_IGN);
        const rlimit limit{100'000, 100'000};
        ::setrlimit(RLIMIT_FSIZE, &limit);
        return fault_of([&] { write_file_durably(path, std::string(200'000, 'x'), 0600); }) ==
               Fault::io;
    }));
    CHECK(read_file(path, plenty) == "old");
    CHECK(names_in(folder.path()) == 1);
}

TEST_CASE("file: a reader sees the old content or the new, never a mix", "[base][file]") {
    const test::TempFolder folder;
    const auto path = folder.path() / "file";
    const std::string contents[] = {std::string(100'000, 'a'), std::string(70'000, 'b')};
    write_file_durably(path, contents[0], 0600);
    const auto writer = ::fork();
    if (writer == 0) {
        for (int i = 1; i <= 60; ++i) write_file_durably(path, contents[i % 2], 0600);
        ::_exit(0);
    }
    int reads = 0;
    int status = 0;
    while (::waitpid(writer, &status, WNOHANG) == 0) {
        const auto seen = read_file(path, plenty);
        if (seen != contents[0] && seen != contents[1]) FAIL("a mix after " << reads);
        ++reads;
    }
    CHECK(status == 0);
    CHECK(reads > 0);
}

TEST_CASE("file: a writer that is killed leaves the old content or the new", "[base][file]") {
    const auto seed = std::random_device{}();
    INFO("seed " << seed);
    std::mt19937 random(seed);
    const test::TempFolder folder;
    const auto path = folder.path() / "file";
    const std::string contents[] = {std::string(200'000, 'a'), std::string(300'000, 'b')};
    write_file_durably(path, contents[0], 0600);
    for (int round = 0; round < 40; ++round) {
        const auto writer = ::fork();
        if (writer == 0)
            for (int i = 1;; ++i) write_file_durably(path, contents[i % 2], 0600);
        std::this_thread::sleep_for(std::chrono::microseconds(random() % 5'000));
        ::kill(writer, SIGKILL);
        ::waitpid(writer, nullptr, 0);
        const auto seen = read_file(path, plenty);
        REQUIRE((seen == contents[0] || seen == contents[1]));
        REQUIRE(mode_of(path) == 0600);
    }
}

TEST_CASE("file: a drop box that may not be listed takes new files", "[base][file]") {
    const test::TempFolder folder;
    const auto box = folder.path() / "spool";
    REQUIRE(::mkdir(box.c_str(), 0300) == 0);
    REQUIRE(::chmod(folder.path().c_str(), 0711) == 0);
    constexpr uid_t nobody = 65534;
    const bool root = ::geteuid() == 0; // who may list everything
    if (root) REQUIRE(::chown(box.c_str(), nobody, nobody) == 0);
    CHECK(in_child([&] {
        if (root &&
            (::setgroups(0, nullptr) != 0 || ::setgid(nobody) != 0 || ::setuid(nobody) != 0))
            return false;
        create_file_durably(box / "a", "1", 0640);
        write_file_durably(box / "b", "2", 0640);
        return fault_of([&] { sync_folder(box); }) == Fault::io;
    }));
    ::chmod(box.c_str(), 0700);
    CHECK(names_in(box) == 2);
    CHECK(fs::file_size(box / "a") == 1);
    CHECK(mode_of(box / "b") == 0640);
}

TEST_CASE("file: folders are made with their parents, those there are stay", "[base][file]") {
    const test::TempFolder folder;
    const auto deep = folder.path() / "a" / "b" / "c";
    const auto umask_before = ::umask(0077);
    make_folder(deep, 0750);
    ::umask(umask_before);
    CHECK(mode_of(folder.path() / "a") == 0750);
    CHECK(mode_of(deep) == 0750);
    make_folder(deep, 0700);
    CHECK(mode_of(deep) == 0750);
    make_folder(folder.path() / "slash" / "", 0700);
    CHECK(fs::is_directory(folder.path() / "slash"));
    const auto file = folder.write("file", "");
    CHECK(fault_of([&] { make_folder(file, 0700); }) == Fault::cannot_create);
    CHECK(fault_of([&] { make_folder(file / "x", 0700); }) == Fault::cannot_create);
    CHECK_NOTHROW(sync_folder(deep));
    CHECK(fault_of([&] { sync_folder(folder.path() / "missing"); }) == Fault::io);
}
