#include "cmd/session.hpp"

#include "core/base/error.hpp"
#include "core/base/log.hpp"
#include "core/security/keyring.hpp"
#include "core/store/migrate.hpp"

#include <algorithm>
#include <cstdlib>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

namespace bkxsms::cmd {

namespace fs = std::filesystem;

namespace {

/// The clock of tests and forecasts: stands where BKXSMS_NOW says.
class FixedClock final : public Clock {
public:
    explicit FixedClock(TimePoint now) : now_(now) {}
    [[nodiscard]] TimePoint now() override { return now_; }
    void sleep_until(TimePoint when) override {
        if (when > now_) now_ = when;
    }

private:
    TimePoint now_;
};

/// A run as root would leave files that the owner cannot write.
void require_own_database(const fs::path& path) {
    struct stat info {};
    if (::stat(path.c_str(), &info) != 0) return;
    constexpr mode_t for_strangers = S_IWGRP | S_IRWXO;
    if ((info.st_mode & for_strangers) != 0)
        throw Error(Fault::no_permission,
                    fmt::format("the database '{}' has mode {:04o}, which lets others at it",
                                path.string(), info.st_mode & 07777U),
                    "give it mode 0600: chmod 0600, also for its -wal and -shm");
    if (info.st_uid == ::geteuid()) return;
    throw Error(Fault::no_permission,
                fmt::format("the database '{}' belongs to user {}", path.string(), info.st_uid),
                fmt::format("run it as that user: sudo -u '#{}' bkxsms …", info.st_uid));
}

} // namespace

fs::path share_folder() {
    if (const char* told = std::getenv("BKXSMS_SHARE"); told != nullptr && *told == '/')
        return told;
    std::error_code failure;
    const auto program = fs::read_symlink("/proc/self/exe", failure);
    return failure ? fs::path(BKXSMS_SHARE_FOLDER)
                   : (program.parent_path() / BKXSMS_SHARE_BESIDE).lexically_normal();
}

Session::Session(Needs needs, GlobalOptions options)
    : needs_(needs), options_(std::move(options)), out_(options_.format, options_.quiet) {}

Session::~Session() = default;

fs::path Session::config_path() const {
    const auto found = config::find_config(options_.config_file);
    std::error_code unknown; // where we are may be gone
    const auto whole = fs::absolute(found, unknown);
    return unknown ? found : whole;
}

void Session::use_config(config::Config config) {
    // Cron mails what it sees on standard error: without a log file only what a person must
    // know.
    auto level = config.log_level;
    if (options_.verbose)
        level = std::min(level, log::Level::info);
    else if (config.log_file.empty())
        level = std::max(level, log::Level::warn);
    log::open(level, config.log_file);
    config_ = std::move(config);
}

const config::Config& Session::config() {
    if (!config_) use_config(config::load(config_path()));
    return *config_;
}

const config::Config& Session::config_or_defaults() {
    if (config_) return *config_;
    const auto path = config_path();
    if (!options_.config_file.empty() || fs::exists(path)) return config();
    use_config(config::defaults());
    return *config_;
}

Clock& Session::clock() {
    if (clock_) return *clock_;
    if (const char* told = std::getenv("BKXSMS_NOW"); told != nullptr) {
        const auto now = parse_rfc3339(told);
        if (!now)
            throw Error(Fault::usage, fmt::format("BKXSMS_NOW is '{}', no RFC 3339 time", told),
                        "unset it: it is for tests only");
        if (config_or_defaults().environment != config::Environment::test)
            throw Error(Fault::config, "BKXSMS_NOW is set, but this is no test environment",
                        "unset it, or set environment = \"test\" in bkxsms.toml");
        clock_ = std::make_unique<FixedClock>(*now);
    } else {
        clock_ = std::make_unique<SystemClock>();
    }
    return *clock_;
}

const text::Catalogue& Session::catalogue() {
    if (!catalogue_) {
        const auto& config = config_or_defaults();
        catalogue_.emplace(
            std::vector<fs::path>{config.templates, share_folder() / "templates"},
            config.locale);
    }
    return *catalogue_;
}

store::Store& Session::store() {
    if (store_) return *store_;
    if (needs_ < Needs::read)
        throw Error(Fault::software, "this command did not say that it needs the database");
    const auto& path = config().database;
    require_own_database(path);
    auto db = store::Db::open(path, needs_ == Needs::read ? store::Db::Mode::read
                                                          : store::Db::Mode::write);
    store::require_current(db);
    if (std::error_code unknown; !fs::exists(config().keyring, unknown))
        throw Error(
            Fault::config, fmt::format("there is no keyring '{}'", config().keyring.string()),
            "put it back from its copy: without it the texts in the database cannot be read");
    security::Vault vault(security::Keyring::load(config().keyring));
    store_.emplace(store::Store{std::move(db), std::move(vault)});
    return *store_;
}

bool Session::has_store() {
    std::error_code unknown;
    return fs::exists(config().database, unknown) || unknown;
}

std::string Session::actor() {
    auto text = fmt::format("uid:{}", ::getuid());
    if (const char* sudo = std::getenv("SUDO_UID"); sudo != nullptr)
        if (const std::string_view uid(sudo);
            !uid.empty() && uid.size() < 11 &&
            uid.find_first_not_of("0123456789") == std::string_view::npos)
            text += fmt::format(" by uid:{}", uid);
    return text;
}

} // namespace bkxsms::cmd
