#include "core/sandbox/message.hpp"

#include "core/base/error.hpp"
#include "core/base/json.hpp"
#include "core/base/random.hpp"
#include "core/base/utf8.hpp"
#include "core/text/segment.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace bkxsms::sandbox {

Stage stage_at(const Message& message, TimePoint now) noexcept {
    const auto& plan = *message.delivery;
    const auto age = now - message.accepted_at;
    if (plan.fate != Fate::sent && age >= plan.done) return Stage::done;
    if (plan.fate != Fate::failed && age >= plan.sent) return Stage::sent;
    if (message.service.empty() || age >= plan.queued) return Stage::queued;
    return Stage::accepted;
}

bool is_priced(const Message& message, TimePoint now) noexcept {
    const auto& plan = *message.delivery;
    return plan.fate != Fate::failed && now - message.accepted_at >= plan.priced &&
           stage_at(message, now) >= Stage::sent;
}

bool is_listed(const Message& message, TimePoint now) noexcept {
    return now - message.accepted_at >= message.delivery->listed;
}

// Only text from outside goes through json::quoted: at 30,000 messages a second it would
// otherwise spend most of the time looking for characters that our own ids cannot have.
std::string ledger_line(const Message& message) {
    return fmt::format(R"({{"time":"{}","provider":"{}","account":"{}","sid":"{}","to":{},)"
                       R"("from":{},"service":"{}","body":{},"ref":{}}})"
                       "\n",
                       format_rfc3339(message.accepted_at), message.provider, message.account,
                       message.id, json::quoted(message.to), json::quoted(message.from),
                       message.service, json::quoted(message.body),
                       json::quoted(message.reference));
}

Message read_ledger_line(std::string_view line) {
    const auto value = json::parse(line);
    Message message;
    message.provider = value.text("provider");
    message.account = value.text("account");
    message.id = value.text("sid");
    message.to = value.text("to");
    message.from = value.text("from");
    message.service = value.text("service");
    message.body = value.text("body");
    message.reference = value.text("ref");
    const auto time = parse_rfc3339(value.text("time"));
    if (!time || message.id.empty()) throw Error(Fault::data, "no ledger line");
    message.accepted_at = *time;
    message.segments = text::count_segments(message.body).parts;
    message.delivery = std::make_shared<const Delivery>();
    return message;
}

std::string escape_non_ascii(std::string json) {
    const auto beyond = [](char c) { return static_cast<unsigned char>(c) >= 0x80; };
    if (std::ranges::none_of(json, beyond)) return json;
    std::string out;
    for (std::size_t pos = 0; pos < json.size();) {
        if (!beyond(json[pos])) {
            out += json[pos++];
            continue;
        }
        auto point = static_cast<std::uint32_t>(next_code_point(json, &pos));
        if (point > 0xFFFF) {
            point -= 0x10000;
            out += fmt::format("\\u{:04x}\\u{:04x}", 0xD800 + (point >> 10),
                               0xDC00 + (point & 0x3FF));
        } else {
            out += fmt::format("\\u{:04x}", point);
        }
    }
    return out;
}

std::string random_sid(std::string_view prefix) {
    return std::string(prefix) + to_hex(random_bytes(16));
}

} // namespace bkxsms::sandbox
