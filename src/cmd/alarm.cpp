#include "cmd/alarm.hpp"

#include "core/base/child.hpp"
#include "core/base/json.hpp"
#include "core/base/log.hpp"

namespace bkxsms::cmd {

namespace {

constexpr std::chrono::seconds patience{10};

} // namespace

void raise_alarm(const config::Config& config, const Alarm& alarm, TimePoint now) {
    // That an account is refused is an error of its own.
    const bool is_news = alarm.event == "provider_paused" || alarm.event == "low_balance";
    log::event(is_news ? log::Level::warn : log::Level::info, "alarm",
               {{"event", alarm.event}, {"provider", alarm.provider}, {"why", alarm.why}});
    if (config.alarm_command.empty()) return;
    json::Writer json;
    json.begin_object().key("event").string(alarm.event);
    json.key("provider").string(alarm.provider).key("why").string(alarm.why);
    json.key("at").string(format_rfc3339(now)).end_object();
    const auto failure = run_program(config.alarm_command, json.str() + '\n', patience);
    if (!failure.empty())
        log::error("alarm-command",
                   {{"command", config.alarm_command.front()}, {"why", failure}});
}

} // namespace bkxsms::cmd
