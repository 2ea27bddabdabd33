#include "core/base/error.hpp"
#include "core/base/file.hpp"
#include "core/config/config.hpp"
#include "core/config/edit.hpp"
#include "support/catch.hpp"
#include "support/fault_of.hpp"
#include "support/temp_folder.hpp"

#include <string>
#include <sys/stat.h>
#include <thread>
#include <unistd.h>
#include <vector>

using namespace bkxsms;
using config::save_settings;
using test::fault_of;
namespace fs = std::filesystem;

namespace {

struct stat status_of(const fs::path& path) {
    struct stat status {};
    REQUIRE(::lstat(path.c_str(), &status) == 0);
    return status;
}

std::string text_of(const fs::path& path) {
    return read_file(path, 1 << 20);
}

} // namespace

TEST_CASE("save: the file keeps its mode, owner and group", "[config]") {
    const test::TempFolder folder;
    const auto path = folder.write("bkxsms.toml", "[vonage] # ours\n");
    const gid_t group = ::geteuid() == 0 ? 1234 : ::getegid();
    REQUIRE(::chown(path.c_str(), ::geteuid(), group) == 0);
    REQUIRE(::chmod(path.c_str(), 0640) == 0);
    save_settings(path, {{"vonage.reports", "true"}});
    CHECK(text_of(path) == "[vonage] # ours\nreports = true\n");
    CHECK((status_of(path).st_mode & 07777U) == 0640);
    CHECK(status_of(path).st_uid == ::geteuid());
    CHECK(status_of(path).st_gid == group);
    CHECK(std::distance(fs::directory_iterator(folder.path()), fs::directory_iterator()) == 1);
}

TEST_CASE("save: what changes nothing leaves the very file", "[config]") {
    const test::TempFolder folder;
    const auto path = folder.write("bkxsms.toml", "[vonage]\nreports = true\n");
    const auto before = status_of(path);
    save_settings(path, {{"vonage.reports", "true"}});
    CHECK(status_of(path).st_ino == before.st_ino);
}

TEST_CASE("save: two that change the file at once lose nothing", "[config]") {
    const test::TempFolder folder;
    const auto path = folder.write("bkxsms.toml", "");
    const std::vector<std::string> tables = {"twilio", "vonage", "plivo", "aws"};
    constexpr int rounds = 25;
    std::vector<std::thread> threads;
    for (const auto& table : tables)
        threads.emplace_back([&path, table] {
            for (int n = 1; n <= rounds; ++n)
                save_settings(path, {{table + ".concurrency", std::to_string(n)}});
        });
    for (auto& thread : threads) thread.join();
    const auto config = config::load(path);
    CHECK(config.twilio.concurrency == rounds);
    CHECK(config.vonage.concurrency == rounds);
    CHECK(config.plivo.concurrency == rounds);
    CHECK(config.aws.concurrency == rounds);
}

TEST_CASE("save: a file that is not to be changed stays as it is", "[config]") {
    const test::TempFolder folder;
    const std::vector<config::Setting> wish = {{"vonage.enabled", "true"}};
    const auto path = folder.write("bkxsms.toml", "[vonage]\n");
    const auto fault = [&] { return fault_of([&] { save_settings(path, wish); }); };

    REQUIRE(::chmod(path.c_str(), 0440) == 0);
    CHECK(fault() == Fault::no_permission);
    REQUIRE(::chmod(path.c_str(), 0600) == 0);
    if (::geteuid() == 0) {
        REQUIRE(::chown(path.c_str(), 1234, 1234) == 0);
        CHECK(fault() == Fault::no_permission);
        REQUIRE(::chown(path.c_str(), 0, 0) == 0);
    }
    CHECK(text_of(path) == "[vonage]\n");

    const auto link = folder.path() / "link.toml";
    fs::create_symlink(path, link);
    CHECK(fault_of([&] { save_settings(link, wish); }) == Fault::no_input);
    CHECK(fault_of([&] { save_settings(folder.path() / "none.toml", wish); }) ==
          Fault::no_input);
    CHECK(fault_of([&] {
              save_settings(path, {{"vonage.enabled", "maybe"}});
          }) == Fault::config);
    CHECK(text_of(path) == "[vonage]\n");
    CHECK(std::distance(fs::directory_iterator(folder.path()), fs::directory_iterator()) == 2);
}
