#pragma once

#include "cmd/command.hpp"
#include "cmd/output.hpp"
#include "core/base/clock.hpp"
#include "core/config/config.hpp"
#include "core/store/store.hpp"
#include "core/text/catalogue.hpp"

#include <algorithm>
#include <memory>
#include <optional>
#include <string>

namespace bkxsms::cmd {

/// Options that every command has.
struct GlobalOptions {
    std::string config_file;
    std::string format; ///< table, json, jsonl, csv, tsv; "" for the command's default
    bool json = false;  ///< the same as format json; errors are JSON too
    bool quiet = false;
    bool verbose = false;

    bool json_errors() const noexcept { return json || format == "json" || format == "jsonl"; }
};

/// One run of the program: opens what the command asks for, at most what it declared it needs.
class Session {
public:
    Session(Needs needs, GlobalOptions options);
    ~Session();

    const GlobalOptions& options() const noexcept { return options_; }
    Output& out() noexcept { return out_; }
    Clock& clock(); ///< the system's, or BKXSMS_NOW's where environment = "test"
    TimePoint now() { return clock().now(); }

    std::filesystem::path config_path() const;
    /// \throws Error{config|no_input|no_permission}
    const config::Config& config();
    /// The configuration if there is one, else the built-in defaults.
    const config::Config& config_or_defaults();

    const text::Catalogue& catalogue(); ///< of config_or_defaults()
    /// \throws Error; refuses a database of another user.
    store::Store& store();
    /// Commands that need only a configuration use the database where there is one. What is
    /// there and cannot be read is an error when it is opened.
    bool has_store();
    /// For a subcommand that writes where its command reads. REQUIRES: before store().
    void will_write() noexcept { needs_ = std::max(needs_, Needs::write); }
    /// Whose act it is, for the audit: "uid:1000".
    static std::string actor();

private:
    void use_config(config::Config config);

    Needs needs_;
    GlobalOptions options_;
    Output out_;
    std::unique_ptr<Clock> clock_;
    std::optional<config::Config> config_;
    std::optional<text::Catalogue> catalogue_;
    std::optional<store::Store> store_;
};

/// Where the shipped templates and data are: $BKXSMS_SHARE for a build that is not installed,
/// else beside the installed program (../share/bkxsms).
std::filesystem::path share_folder();

} // namespace bkxsms::cmd
