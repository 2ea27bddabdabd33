#include "core/security/secret.hpp"

#include "core/base/file.hpp"
#include "core/security/keyring.hpp"
#include "support/catch.hpp"
#include "support/fault_of.hpp"
#include "support/temp_folder.hpp"

#include <fmt/format.h>

#include <cstdlib>
#include <malloc.h>
#include <new>
#include <ostream>
#include <string.h>
#include <sys/stat.h>
#include <type_traits>

using namespace bkxsms;
using security::load_secret, security::Secret, test::fault_of;

namespace {

/// Counts the blocks that are given back to the heap while they hold the hunted bytes.
std::string_view hunted;
int found = 0;

void give_back(void* block) noexcept {
    if (block != nullptr && !hunted.empty() &&
        memmem(block, malloc_usable_size(block), hunted.data(), hunted.size()) != nullptr)
        ++found;
    std::free(block);
}

/// How many freed blocks held `bytes` while `act` ran.
template <class Act>
int leaks_of(std::string_view bytes, Act&& act) {
    found = 0;
    hunted = bytes;
    act();
    hunted = {};
    return found;
}

constexpr std::string_view long_token = "a-token-that-is-longer-than-a-short-string-0123456789";
constexpr std::string_view short_token = "tiny-token";

std::string_view memory_of(const Secret& secret) {
    return {reinterpret_cast<const char*>(&secret), sizeof secret};
}

bool holds(std::string_view memory, std::string_view bytes) {
    return memory.find(bytes) != std::string_view::npos;
}

template <class T>
concept Streamable = requires(std::ostream& out, const T& value) {
    out << value;
};

/// $CREDENTIALS_DIRECTORY for one test.
class Credentials {
public:
    explicit Credentials(const std::string& folder) {
        ::setenv("CREDENTIALS_DIRECTORY", folder.c_str(), 1);
    }
    ~Credentials() { ::unsetenv("CREDENTIALS_DIRECTORY"); }
    Credentials(const Credentials&) = delete;
    Credentials& operator=(const Credentials&) = delete;
};

} // namespace

void* operator new(std::size_t size) {
    if (void* block = std::malloc(size)) return block;
    throw std::bad_alloc();
}
void* operator new(std::size_t size, const std::nothrow_t&) noexcept {
    return std::malloc(size); // Catch2 uses it, and sanitizers watch that new and delete pair
}
void operator delete(void* block) noexcept {
    give_back(block);
}
void operator delete(void* block, std::size_t) noexcept {
    give_back(block);
}

TEST_CASE("secret: it cannot be printed, formatted or taken for a string",
          "[security][secret]") {
    STATIC_REQUIRE_FALSE(Streamable<Secret>);
    STATIC_REQUIRE_FALSE(fmt::is_formattable<Secret>::value);
    STATIC_REQUIRE_FALSE(std::is_convertible_v<Secret, std::string_view>);
    STATIC_REQUIRE_FALSE(std::is_convertible_v<Secret, std::string>);
    STATIC_REQUIRE_FALSE(std::is_convertible_v<std::string, Secret>);
}

TEST_CASE("secret: copies keep the value, a moved-from one is empty", "[security][secret]") {
    const auto token =
        GENERATE(values<std::string>({std::string(short_token), std::string(long_token), ""}));
    Secret first{std::string(token)};
    Secret copy(first);
    CHECK(copy.reveal() == token);
    CHECK(first.reveal() == token);

    Secret moved(std::move(first));
    CHECK(moved.reveal() == token);
    CHECK(first.empty());

    Secret assigned{std::string("before")};
    assigned = copy;
    CHECK(assigned.reveal() == token);
    assigned = std::move(moved);
    CHECK(assigned.reveal() == token);
    CHECK(moved.empty());

    auto& itself = assigned;
    assigned = itself;
    CHECK(assigned.reveal() == token);
    assigned = std::move(itself);
    CHECK(assigned.reveal() == token);
}

TEST_CASE("secret: no block it frees still has the bytes", "[security][secret]") {
    const Secret source{std::string(long_token)};
    const auto dies = [&] { Secret copy(source); };
    const auto is_overwritten = [&] {
        Secret copy(source);
        copy = Secret(std::string(200, 'x'));
    };
    const auto is_copied_over = [&] {
        Secret copy(source);
        const Secret larger{std::string(200, 'x')};
        copy = larger;
    };
    const auto is_moved = [&] {
        Secret copy(source);
        Secret other(std::move(copy));
        copy = std::move(other);
    };
    CHECK(leaks_of(long_token, dies) == 0);
    CHECK(leaks_of(long_token, is_overwritten) == 0);
    CHECK(leaks_of(long_token, is_copied_over) == 0);
    CHECK(leaks_of(long_token, is_moved) == 0);
    CHECK(leaks_of(long_token, [] { std::string plain(long_token); }) == 1); // the trap works
}

TEST_CASE("secret: a short one leaves nothing in the object", "[security][secret]") {
    Secret first{std::string(short_token)};
    REQUIRE(holds(memory_of(first), short_token));
    Secret second(std::move(first));
    CHECK_FALSE(holds(memory_of(first), short_token.substr(1)));

    second = Secret(std::string("x"));
    CHECK_FALSE(holds(memory_of(second), short_token.substr(2)));

    alignas(Secret) static unsigned char room[sizeof(Secret)];
    auto* dying = new (room) Secret(std::string(short_token));
    dying->~Secret();
    CHECK_FALSE(
        holds({reinterpret_cast<const char*>(room), sizeof room}, short_token.substr(1)));
}

TEST_CASE("secret: a file's text is taken less one line break", "[security][secret]") {
    struct Row {
        const char* name;
        std::string content;
        std::string value;
    };
    const auto row = GENERATE(values<Row>({
        {"no line break", "token", "token"},
        {"LF", "token\n", "token"},
        {"CRLF", "token\r\n", "token"},
        {"only one is cut", "token\n\n", "token\n"},
        {"blanks stay", " to ken \n", " to ken "},
        {"a private key", "-----BEGIN\nabc\n-----END\n", "-----BEGIN\nabc\n-----END"},
    }));
    test::TempFolder folder;
    folder.write("token", row.content);
    INFO(row.name);
    const auto base = folder.path().string();
    CHECK(load_secret("file:token", base).reveal() == row.value);
    CHECK(load_secret("file:" + base + "/token", "/nowhere").reveal() == row.value);
}

TEST_CASE("secret: reading one adds no copy to those the file reader leaves",
          "[security][secret]") {
    test::TempFolder folder;
    const auto base = folder.path().string();
    const auto reader_leaves = [](std::string_view bytes, const std::filesystem::path& path) {
        return leaks_of(bytes,
                        [&] { Secret read(read_trusted_file(path, 4096, Trust::secret)); });
    };

    const auto token = folder.write("token", long_token);
    CHECK(leaks_of(long_token, [&] { load_secret("file:token", base); }) ==
          reader_leaves(long_token, token));

    const std::string digits(64, '7');
    const auto keyring = folder.write("keyring", "bkxsms-key 1 " + digits + "\n");
    CHECK(leaks_of(digits, [&] { security::Keyring::load(keyring); }) ==
          reader_leaves(digits, keyring));
}

TEST_CASE("secret: a file that others may read, or an empty one, is refused",
          "[security][secret]") {
    test::TempFolder folder;
    const auto base = folder.path().string();
    const auto path = folder.write("token", "hush\n");
    const auto load = [&] { return fault_of([&] { load_secret("file:token", base); }); };

    CHECK(load() == std::nullopt);
    ::chmod(path.c_str(), 0640);
    CHECK(load() == std::nullopt);
    ::chmod(path.c_str(), 0644);
    CHECK(load() == Fault::no_permission);

    const auto empty = GENERATE(values<std::string>({"", "\n", "\r\n"}));
    folder.write("empty", empty);
    CHECK(fault_of([&] { load_secret("file:empty", base); }) == Fault::config);
    CHECK(fault_of([&] { load_secret("file:missing", base); }) == Fault::no_input);
    folder.write("huge", std::string(security::max_secret_bytes + 1, 'x'));
    CHECK(fault_of([&] { load_secret("file:huge", base); }) == Fault::data);
}

TEST_CASE("secret: a token typed in place of a reference is refused and not repeated",
          "[security][secret]") {
    const auto reference = GENERATE(values<std::string>({
        "5Kq8-live-token",
        "FILE:5Kq8-live-token",
        "env:5Kq8-live-token",
        "file",
        "file:",
        "",
        " file:5Kq8-live-token",
        "credential:",
        "credential:..",
        "credential:../5Kq8-live-token",
        "credential:/5Kq8-live-token",
        "credential:5Kq8 live token",
        "credential:5Kq8:live",
    }));
    INFO(reference);
    test::TempFolder folder;
    const Credentials credentials(folder.path().string());
    try {
        load_secret(reference, folder.path().string());
        FAIL("it was taken");
    } catch (const Error& error) {
        CHECK(error.fault() == Fault::config);
        CHECK_FALSE(holds(error.what() + error.hint(), "5Kq8"));
        CHECK_FALSE(error.hint().empty());
    }
}

TEST_CASE("secret: systemd's credentials are read from their folder", "[security][secret]") {
    test::TempFolder folder;
    folder.write("twilio-token", "hush\n");
    CHECK(fault_of([] { load_secret("credential:twilio-token", "/"); }) == Fault::config);

    const Credentials credentials(folder.path().string());
    CHECK(load_secret("credential:twilio-token", "/nowhere").reveal() == "hush");
    CHECK(fault_of([] { load_secret("credential:other", "/"); }) == Fault::no_input);
}
