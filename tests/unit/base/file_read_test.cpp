#include "core/base/file.hpp"
#include "support/catch.hpp"
#include "support/fault_of.hpp"
#include "support/temp_folder.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

using namespace bkxsms;
using test::fault_of;
namespace fs = std::filesystem;

namespace {

void set_mode(const fs::path& path, mode_t mode) {
    REQUIRE(::chmod(path.c_str(), mode) == 0);
}

std::optional<Fault> reading(const fs::path& path, Trust trust) {
    return fault_of([&] { read_trusted_file(path, 100, trust); });
}

} // namespace

TEST_CASE("file: a file is read whole, up to its limit", "[base][file]") {
    const test::TempFolder folder;
    const auto path = folder.write("a", std::string("x\0y\n", 4));
    CHECK(read_file(path, 4) == std::string("x\0y\n", 4));
    CHECK(fault_of([&] { read_file(path, 3); }) == Fault::data);
    CHECK(read_file(folder.write("empty", ""), 0).empty());
    const std::string large(300'000, 'z');
    CHECK(read_file(folder.write("large", large), large.size()) == large);
    CHECK(fault_of([&] { read_file(folder.path() / "large", large.size() - 1); }) ==
          Fault::data);
}

TEST_CASE("file: what is no regular file of its own is not read", "[base][file]") {
    const test::TempFolder folder;
    const auto target = folder.write("target", "secret");
    const auto link = folder.path() / "link";
    fs::create_symlink(target, link);
    const auto loop = folder.path() / "loop";
    fs::create_symlink(loop, loop);
    const auto pipe = folder.path() / "pipe";
    REQUIRE(::mkfifo(pipe.c_str(), 0600) == 0);

    for (const auto& path :
         {link, loop, pipe, folder.path(), folder.path() / "", folder.path() / "missing",
          folder.path() / "missing" / "x", target / "x", fs::path("/dev/zero"), fs::path()}) {
        CAPTURE(path);
        CHECK(fault_of([&] { read_file(path, 100); }) == Fault::no_input);
        CHECK(reading(path, Trust::config) == Fault::no_input);
    }
    try {
        read_file(link, 100);
    } catch (const Error& e) {
        CHECK(std::string(e.what()) == "'" + link.string() + "' is a symbolic link");
    }
    // A linked folder on the way is the administrator's choice.
    fs::create_directory_symlink(folder.path(), folder.path() / "here");
    CHECK(read_file(folder.path() / "here" / "target", 100) == "secret");
}

TEST_CASE("file: a name without a folder is read from where we are", "[base][file]") {
    const test::TempFolder folder;
    folder.write("plain", "here");
    const auto before = fs::current_path();
    fs::current_path(folder.path());
    CHECK(read_trusted_file("plain", 100, Trust::secret) == "here");
    fs::current_path(before);
}

TEST_CASE("file: which modes are trusted", "[base][file]") {
    struct Row {
        mode_t mode;
        bool config, secret;
    };
    constexpr Row rows[] = {
        {0600, true, true},   {0400, true, true},   {0640, true, true},   {0440, true, true},
        {0700, true, true},   {0644, true, false},  {0604, true, false},  {0444, true, false},
        {0601, true, false},  {0650, true, false},  {0660, false, false}, {0620, false, false},
        {0602, false, false}, {0666, false, false}, {0777, false, false},
    };
    const test::TempFolder folder;
    const auto path = folder.write("file", "content");
    for (const auto& row : rows) {
        CAPTURE(row.mode);
        set_mode(path, row.mode);
        CHECK(reading(path, Trust::config) ==
              (row.config ? std::nullopt : std::optional(Fault::no_permission)));
        CHECK(reading(path, Trust::secret) ==
              (row.secret ? std::nullopt : std::optional(Fault::no_permission)));
    }
}

TEST_CASE("file: the refusal names the mode there is and the mode wanted", "[base][file]") {
    const test::TempFolder folder;
    const auto path = folder.write("key", "content");
    set_mode(path, 0644);
    try {
        read_trusted_file(path, 100, Trust::secret);
        FAIL("trusted");
    } catch (const Error& e) {
        CHECK(std::string(e.what()) ==
              "'" + path.string() + "' has mode 0644, which lets others read or change it");
        CHECK(e.hint() == "give it mode 0600 or 0640");
    }
}

TEST_CASE("file: a folder everybody may write to spoils what is in it", "[base][file]") {
    const test::TempFolder folder;
    const auto path = folder.write("sub/file", "content");
    for (const mode_t mode : {mode_t{0700}, mode_t{0755}, mode_t{0775}, mode_t{01777}}) {
        CAPTURE(mode);
        set_mode(path.parent_path(), mode);
        CHECK(reading(path, Trust::config) == std::nullopt);
    }
    set_mode(path.parent_path(), 0777);
    CHECK(reading(path, Trust::config) == Fault::no_permission);
    CHECK(reading(path, Trust::secret) == Fault::no_permission);
    CHECK(read_file(path, 100) == "content"); // which trusts nobody
}

TEST_CASE("file: what belongs to a stranger is not trusted", "[base][file]") {
    if (::geteuid() != 0) return; // only root can give files away
    constexpr uid_t stranger = 65534;
    const test::TempFolder folder;
    const auto path = folder.write("sub/file", "content");
    REQUIRE(::chown(path.c_str(), stranger, 0) == 0);
    CHECK(reading(path, Trust::config) == Fault::no_permission);
    CHECK(reading(path, Trust::secret) == Fault::no_permission);
    REQUIRE(::chown(path.c_str(), 0, 0) == 0);
    CHECK(reading(path, Trust::secret) == std::nullopt);
    REQUIRE(::chown(path.parent_path().c_str(), stranger, 0) == 0);
    CHECK(reading(path, Trust::secret) == Fault::no_permission);
}

TEST_CASE("file: a descriptor is read to its end, or refused if there is more",
          "[base][file]") {
    for (const bool enough : {true, false}) {
        int ends[2];
        REQUIRE(::pipe(ends) == 0);
        const Fd in(ends[0]);
        Fd out(ends[1]);
        REQUIRE(::write(out.get(), "hello", 5) == 5);
        out = Fd();
        if (enough)
            CHECK(read_all(in.get(), 5) == "hello");
        else
            CHECK(fault_of([&] { read_all(in.get(), 4); }) == Fault::data);
    }
    CHECK(fault_of([&] { read_all(-1, 4); }) == Fault::io);
}

TEST_CASE("file: a descriptor closes itself, once, and moves", "[base][file]") {
    const auto open_null = [] { return ::open("/dev/null", O_RDONLY | O_CLOEXEC); };
    const auto is_open = [](int fd) { return ::fcntl(fd, F_GETFD) != -1; };
    const int first = open_null();
    const int second = open_null();
    {
        Fd a(first);
        Fd b(std::move(a));
        CHECK_FALSE(a); // NOLINT(bugprone-use-after-move): that is the rule
        CHECK(b.get() == first);
        b = Fd(second);
        CHECK_FALSE(is_open(first));
        CHECK(is_open(second));
    }
    CHECK_FALSE(is_open(second));
    Fd kept(open_null());
    const int number = kept.release();
    CHECK_FALSE(kept);
    CHECK(is_open(number));
    ::close(number);
}
