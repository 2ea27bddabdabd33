#pragma once

#include "core/base/clock.hpp"
#include "core/config/config.hpp"

#include <string>
#include <string_view>

namespace bkxsms::cmd {

/// Something that a person should know of now, beside what the command itself says.
struct Alarm {
    std::string_view event; ///< "account_refused", "provider_paused", "provider_recovered",
                            ///< "low_balance"
    std::string provider;
    std::string why;
};

/// Into the log, and to alarms.command as one JSON object on its standard input. That the
/// command fails is a line in the log and no error: the texts come first.
void raise_alarm(const config::Config& config, const Alarm& alarm, TimePoint now);

} // namespace bkxsms::cmd
