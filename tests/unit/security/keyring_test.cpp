#include "core/security/keyring.hpp"

#include "core/base/encode.hpp"
#include "core/base/file.hpp"
#include "core/base/parse.hpp"
#include "support/catch.hpp"
#include "support/fault_of.hpp"
#include "support/temp_folder.hpp"

#include <algorithm>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace bkxsms;
using security::Key, security::Keyring, security::Purpose, test::fault_of;
namespace fs = std::filesystem;

namespace {

const std::string digits_1(64, '1');
const std::string digits_f(64, 'f');
const std::string line_1 = "bkxsms-key 1 " + digits_1 + "\n";

std::string hex(const Key& key) {
    return to_hex(key.bytes());
}

std::string text_of(const fs::path& path) {
    return read_file(path, 1 << 16);
}

} // namespace

TEST_CASE("keyring: a new one is a file of mode 0400 that loads", "[security][keyring]") {
    test::TempFolder folder;
    const auto path = folder.path() / "keyring";
    const auto mask = ::umask(0);
    Keyring::create(path);
    ::umask(mask);

    struct stat status {};
    REQUIRE(::stat(path.c_str(), &status) == 0);
    CHECK((status.st_mode & 07777U) == 0400);

    const auto text = text_of(path);
    const auto line = text.substr(text.find("\nbkxsms-key 1 ") + 1);
    CHECK(line.size() == std::string_view("bkxsms-key 1 ").size() + 64 + 1);
    CHECK(line.ends_with('\n'));

    const auto keyring = Keyring::load(path);
    CHECK(keyring.current_epoch() == 1);
    CHECK(keyring.epochs() == std::vector<std::uint32_t>{1});
}

TEST_CASE("keyring: every new one has keys of its own", "[security][keyring]") {
    test::TempFolder folder;
    Keyring::create(folder.path() / "a");
    Keyring::create(folder.path() / "b");
    const auto key = [&](const char* name) {
        return hex(Keyring::load(folder.path() / name).subkey(1, Purpose::audit));
    };
    CHECK(key("a") != key("b"));
    CHECK(key("a") == key("a"));
}

TEST_CASE("keyring: an existing file is never overwritten", "[security][keyring]") {
    test::TempFolder folder;
    const auto path = folder.write("keyring", line_1);
    CHECK(fault_of([&] { Keyring::create(path); }) == Fault::cannot_create);
    CHECK(text_of(path) == line_1);

    const auto link = folder.path() / "link";
    fs::create_symlink(folder.path() / "nowhere", link);
    CHECK(fault_of([&] { Keyring::create(link); }) == Fault::cannot_create);
    CHECK_FALSE(fs::exists(folder.path() / "nowhere"));
}

TEST_CASE("keyring: what is no keyring is refused, and not shown", "[security][keyring]") {
    struct Row {
        const char* name;
        std::string content;
    };
    const auto row = GENERATE(values<Row>({
        {"empty", ""},
        {"only comments", "# nothing here\n\n"},
        {"another word", "bkxsms-keys 1 " + digits_f + "\n"},
        {"no epoch", "bkxsms-key " + digits_f + "\n"},
        {"epoch 0", "bkxsms-key 0 " + digits_f + "\n"},
        {"epoch -1", "bkxsms-key -1 " + digits_f + "\n"},
        {"epoch 2^32", "bkxsms-key 4294967296 " + digits_f + "\n"},
        {"epoch one", "bkxsms-key one " + digits_f + "\n"},
        {"63 digits", "bkxsms-key 1 " + digits_f.substr(1) + "\n"},
        {"65 digits", "bkxsms-key 1 " + digits_f + "f\n"},
        {"66 digits", "bkxsms-key 1 " + digits_f + "ff\n"},
        {"no digit", "bkxsms-key 1 " + digits_f.substr(1) + "g\n"},
        {"colons", "bkxsms-key 1 ff:" + digits_f.substr(3) + "\n"},
        {"two blanks", "bkxsms-key  1 " + digits_f + "\n"},
        {"a tab", "bkxsms-key\t1\t" + digits_f + "\n"},
        {"a leading blank", " bkxsms-key 1 " + digits_f + "\n"},
        {"a trailing blank", "bkxsms-key 1 " + digits_f + " \n"},
        {"CRLF", "bkxsms-key 1 " + digits_f + "\r\n"},
        {"the same epoch twice", line_1 + "bkxsms-key 01 " + digits_f + "\n"},
        {"a NUL", std::string("bkxsms-key 1 ") + '\0' + digits_f.substr(1) + "\n"},
        {"a good line and a bad one", line_1 + "bkxsms-key 2 " + digits_f.substr(1) + "\n"},
    }));
    test::TempFolder folder;
    const auto path = folder.write("keyring", row.content);
    INFO(row.name);
    try {
        Keyring::load(path);
        FAIL("it was taken");
    } catch (const Error& error) {
        CHECK(error.fault() == Fault::config);
        const auto said = error.what() + error.hint();
        CHECK(said.find("keyring '" + path.string()) != std::string::npos);
        CHECK(said.find("fff") == std::string::npos);
        CHECK(said.find("111") == std::string::npos);
    }
}

TEST_CASE("keyring: only a file that others cannot read is trusted", "[security][keyring]") {
    struct Row {
        unsigned mode;
        std::optional<Fault> fault;
    };
    const auto row = GENERATE(values<Row>({
        {0400, std::nullopt},
        {0600, std::nullopt},
        {0604, Fault::no_permission},
        {0644, Fault::no_permission},
        {0620, Fault::no_permission},
        {0666, Fault::no_permission},
    }));
    test::TempFolder folder;
    const auto path = folder.write("keyring", line_1);
    REQUIRE(::chmod(path.c_str(), row.mode) == 0);
    INFO(std::oct << row.mode);
    CHECK(fault_of([&] { Keyring::load(path); }) == row.fault);
}

TEST_CASE("keyring: a missing file, a link and a huge file are refused",
          "[security][keyring]") {
    test::TempFolder folder;
    const auto good = folder.write("good", line_1);
    fs::create_symlink(good, folder.path() / "link");
    const auto load = [&](const char* name) {
        return fault_of([&] { Keyring::load(folder.path() / name); });
    };
    CHECK(load("good") == std::nullopt);
    CHECK(load("missing") == Fault::no_input);
    CHECK(load("link") == Fault::no_input);
    folder.write("huge", std::string(100'000, '#'));
    CHECK(load("huge") == Fault::data);
}

TEST_CASE("keyring: the highest epoch writes, in whatever order they stand",
          "[security][keyring]") {
    test::TempFolder folder;
    const auto path = folder.write("keyring", "# a copy of ours\n\nbkxsms-key 7 " + digits_f +
                                                  "\n" + line_1 + "bkxsms-key 4294967295 " +
                                                  std::string(64, 'A')); // no line break
    const auto keyring = Keyring::load(path);
    CHECK(keyring.current_epoch() == 4294967295U);
    CHECK(keyring.epochs() == std::vector<std::uint32_t>{1, 7, 4294967295U});
    CHECK(keyring.has(7));
    CHECK_FALSE(keyring.has(2));
    CHECK(hex(keyring.subkey(1, Purpose::audit)) != hex(keyring.subkey(7, Purpose::audit)));
    CHECK(fault_of([&] { keyring.subkey(2, Purpose::audit); }) == Fault::config);
}

TEST_CASE("keyring: the subkeys are those that stored data was made with",
          "[security][keyring]") {
    // BLAKE2b(key = master, salt = number, person = context), computed with Python's hashlib.
    const auto keyring = Keyring::for_testing(7);
    CHECK(hex(keyring.subkey(1, Purpose::personal_data)) ==
          "00596b1f2f4a90039f8061c0d80885bf7048607853b24085a0c2654a76a4bded");
    CHECK(hex(keyring.subkey(1, Purpose::blind_index)) ==
          "7a13ebcbef80a3ef61930120029f4a49766ca3c857454b2498bc4b131447cd4d");
    CHECK(hex(keyring.subkey(1, Purpose::audit)) ==
          "7807612af0ac3253b78039211b5b769c6035bcd827b661632d1e046d87227deb");
    CHECK(hex(keyring.subkey(1, Purpose::audit, 2)) != hex(keyring.subkey(1, Purpose::audit)));
    CHECK(hex(Keyring::for_testing(8).subkey(1, Purpose::audit)) !=
          hex(keyring.subkey(1, Purpose::audit)));
}

TEST_CASE("keyring: keys in one block do not overlap, copies share", "[security][keyring]") {
    auto keys = Key::several(3);
    std::ranges::fill(keys[1].bytes(), std::uint8_t{0xEE});
    CHECK(hex(keys[0]) == std::string(64, '0'));
    CHECK(hex(keys[1]) == std::string(64, 'e'));
    CHECK(hex(keys[2]) == std::string(64, '0'));

    auto copy = keys[2];
    keys.clear(); // the block lives on with the copy
    copy.bytes()[0] = 0x12;
    CHECK(hex(copy) == "12" + std::string(62, '0'));
    CHECK(hex(Key()) == std::string(64, '0'));
}

TEST_CASE("keyring: a system that locks no memory still has keys", "[security][keyring]") {
    // In a child, as nobody: root may lock whatever the limit says.
    const auto child = ::fork();
    REQUIRE(child >= 0);
    if (child == 0) {
        const rlimit none{0, 0};
        const bool ready = ::setrlimit(RLIMIT_MEMLOCK, &none) == 0 &&
                           (::geteuid() != 0 || ::setuid(65534) == 0);
        const bool fine = ready && hex(Key()) == std::string(64, '0');
        ::_exit(fine ? 0 : 1);
    }
    int status = 0;
    REQUIRE(::waitpid(child, &status, 0) == child);
    CHECK(WIFEXITED(status));
    CHECK(WEXITSTATUS(status) == 0);
}
