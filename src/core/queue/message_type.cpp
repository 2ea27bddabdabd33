#include "core/queue/message_type.hpp"

#include "core/base/error.hpp"
#include "core/base/parse.hpp"

#include <vector>

namespace bkxsms::queue {

namespace {

using config::Config;
using U = Config::OnUncertain;
constexpr MessageType types[] = {
    {"booking_confirmation", &Config::booking_confirmation, "messages.booking_confirmation",
     &U::booking_confirmation},
    {"reminder_24h", &Config::reminder_24h, "messages.reminder_24h", &U::reminder_24h},
    {"reminder_1h", &Config::reminder_1h, "messages.reminder_1h", &U::reminder_1h},
    {"cancellation", &Config::cancellation_notification, "messages.cancellation_notification",
     &U::cancellation},
    {"rescheduling", &Config::rescheduling_notification, "messages.rescheduling_notification",
     &U::rescheduling},
    {"payment_confirmation", &Config::payment_confirmation, "messages.payment_confirmation",
     &U::payment_confirmation},
    {"status_update", nullptr, "", &U::status_update},
    {"promotional", nullptr, "", &U::promotional},
    {"custom", nullptr, "", &U::custom},
};

} // namespace

std::span<const MessageType> message_types() noexcept {
    return types;
}

const MessageType& require_type(std::string_view name, const Config& config) {
    std::vector<std::string_view> names;
    for (const auto& type : types) {
        names.push_back(type.name);
        if (type.name != name) continue;
        if (type.enabled != nullptr && !(config.*type.enabled))
            throw Error(Fault::data,
                        "messages of type '" + std::string(name) + "' are switched off",
                        "set " + std::string(type.key) + " = true in bkxsms.toml to send them");
        return type;
    }
    const auto near = nearest(name, names);
    throw Error(Fault::data, "unknown message type '" + std::string(name) + "'",
                near.empty() ? "bkxsms-send(1) lists the types"
                             : "did you mean '" + near + "'?");
}

} // namespace bkxsms::queue
