#include "core/config/config.hpp"
#include "support/catch.hpp"
#include "support/temp_folder.hpp"

#include <cstdlib>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <unistd.h>

using namespace bkxsms;
namespace fs = std::filesystem;

namespace {

/// The three variables that decide, set for a test and put back after it.
class Surroundings {
public:
    explicit Surroundings(const std::map<std::string, std::string>& set) {
        for (const auto* name : {"BKXSMS_CONFIG", "XDG_CONFIG_HOME", "HOME"}) {
            const char* before = std::getenv(name);
            before_[name] =
                before == nullptr ? std::nullopt : std::optional<std::string>(before);
            put(name, set.contains(name) ? std::optional(set.at(name)) : std::nullopt);
        }
    }
    ~Surroundings() {
        for (const auto& [name, value] : before_) put(name, value);
    }
    Surroundings(const Surroundings&) = delete;
    Surroundings& operator=(const Surroundings&) = delete;

private:
    static void put(const std::string& name, const std::optional<std::string>& value) {
        value ? setenv(name.c_str(), value->c_str(), 1) : unsetenv(name.c_str());
    }
    std::map<std::string, std::optional<std::string>> before_;
};

} // namespace

TEST_CASE("locate: the flag, then BKXSMS_CONFIG, then XDG, then the home folder", "[config]") {
    const test::TempFolder folder;
    const auto xdg = (folder.path() / "xdg").string();
    const auto home = (folder.path() / "home").string();
    const auto in_xdg = folder.write("xdg/bkxsms/bkxsms.toml", "");
    const auto in_home = folder.write("home/.config/bkxsms/bkxsms.toml", "");

    const Surroundings all({{"BKXSMS_CONFIG", "/x.toml"}, {"XDG_CONFIG_HOME", xdg}});
    CHECK(config::find_config("./here.toml") == "./here.toml");
    CHECK(config::find_config("") == "/x.toml");
    {
        const Surroundings s({{"BKXSMS_CONFIG", ""}, {"XDG_CONFIG_HOME", xdg}, {"HOME", home}});
        CHECK(config::find_config("") == in_xdg);
    }
    {
        const Surroundings s({{"HOME", home}});
        CHECK(config::find_config("") == in_home);
    }
    {
        const Surroundings s({{"XDG_CONFIG_HOME", "relative"}, {"HOME", home}});
        CHECK(config::find_config("") == in_home);
    }
}

TEST_CASE("locate: with no file anywhere, where init would put one", "[config]") {
    if (fs::exists("/etc/bkxsms/bkxsms.toml")) return; // this machine is in use
    const test::TempFolder folder;
    const Surroundings s({{"HOME", folder.path().string()}});
    const auto personal = folder.path() / ".config" / "bkxsms" / "bkxsms.toml";
    CHECK(config::find_config("") ==
          (geteuid() == 0 ? fs::path("/etc/bkxsms/bkxsms.toml") : personal));

    const Surroundings homeless({});
    CHECK(config::find_config("") == "/etc/bkxsms/bkxsms.toml");
}
