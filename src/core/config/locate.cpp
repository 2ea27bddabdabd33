#include "core/config/config.hpp"

#include <cstdlib>
#include <string>
#include <unistd.h>

namespace bkxsms::config {
namespace {

namespace fs = std::filesystem;

const fs::path system_folder = "/etc/bkxsms";
const fs::path system_state = "/var/lib/bkxsms";

std::string variable(const char* name) {
    const char* value = std::getenv(name);
    return value == nullptr ? std::string() : value;
}

/// The XDG Base Directory Specification tells readers to ignore relative paths.
fs::path personal_folder() {
    if (const fs::path xdg = variable("XDG_CONFIG_HOME"); xdg.is_absolute())
        return xdg / "bkxsms";
    if (const fs::path home = variable("HOME"); home.is_absolute())
        return home / ".config" / "bkxsms";
    return {};
}

} // namespace

fs::path find_config(const std::string& flag) {
    if (!flag.empty()) return flag;
    if (const auto named = variable("BKXSMS_CONFIG"); !named.empty()) return named;

    const auto folder = personal_folder();
    const auto system = system_folder / "bkxsms.toml";
    if (folder.empty()) return system;
    const auto personal = folder / "bkxsms.toml";
    std::error_code unreadable;
    if (fs::exists(personal, unreadable)) return personal;
    if (fs::exists(system, unreadable)) return system;
    return geteuid() == 0 ? system : personal;
}

fs::path state_folder(const fs::path& config_folder) {
    return config_folder == system_folder ? system_state : config_folder;
}

} // namespace bkxsms::config
