#pragma once

#include <stdexcept>
#include <string>
#include <string_view>

/// \file
/// The one exception type. It says why a command could not do its work; what a provider, a
/// recipient or a policy decides is a value instead (provider::Outcome), never an Error.

namespace bkxsms {

/// Why the work stopped. The value is the exit status, from sysexits(3), so that cron wrappers,
/// systemd and mail systems already know it.
enum class Fault : int {
    usage = 64,         ///< the command line is wrong
    data = 65,          ///< the input is wrong: number, text, template, CSV, webhook
    no_input = 66,      ///< an input file is missing or unreadable
    unavailable = 69,   ///< a provider is not there
    software = 70,      ///< a bug in bkxsms
    os = 71,            ///< the system refused something it should not: memory, descriptors
    cannot_create = 73, ///< an output file cannot be made
    io = 74,            ///< disk full, read or write error
    temporary = 75,     ///< try again later: database busy, rate limit, clock jumped
    no_permission = 77, ///< file modes, role
    config = 78,        ///< bkxsms.toml, the keys or the database version is wrong
};

/// The word for `fault` in JSON errors: "usage", "data", "no_input", ...
std::string_view category(Fault fault) noexcept;

/// `what()` says what failed and on what; `hint()`, if not empty, what to do. Both in lower
/// case, no full stop, values in single quotes; never a secret, never a whole phone number.
class Error : public std::runtime_error {
public:
    Error(Fault fault, const std::string& what, std::string hint = {})
        : std::runtime_error(what), fault_(fault), hint_(std::move(hint)) {}

    Fault fault() const noexcept { return fault_; }
    const std::string& hint() const noexcept { return hint_; }

private:
    Fault fault_;
    std::string hint_;
};

/// "No such file or directory" for ENOENT; thread-safe.
std::string errno_text(int number);

} // namespace bkxsms
