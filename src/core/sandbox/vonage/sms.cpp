#include "core/sandbox/vonage/sms.hpp"

#include "core/base/encode.hpp"
#include "core/base/json.hpp"
#include "core/base/parse.hpp"
#include "core/base/random.hpp"
#include "core/base/utf8.hpp"
#include "core/sandbox/vonage/numbers.hpp"
#include "core/text/gsm7.hpp"
#include "core/text/segment.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <optional>

namespace bkxsms::sandbox {
namespace {

constexpr std::size_t max_text = 3200;
constexpr std::size_t max_callback_url = 100;
constexpr std::size_t max_reference = 100;
constexpr std::int64_t shortest_ttl_ms = 20'000;
constexpr std::int64_t longest_ttl_ms = 604'800'000;

using Refusal = std::optional<VonageStatus>;

Refusal missing(std::string_view name) {
    return VonageStatus{"2", fmt::format("Missing {} param", name)};
}

Refusal invalid(std::string_view name) {
    return VonageStatus{"3", fmt::format("Invalid {} param", name)};
}

bool in_range(std::string_view text, std::int64_t low, std::int64_t high) noexcept {
    const auto number = parse_integer(text);
    return number && *number >= low && *number <= high;
}

/// Sets the text as it will be sent, and counts its parts.
void take_text(std::string_view text, bool unicode, Message* draft) {
    if (unicode) {
        draft->body = text;
        draft->segments = ucs2_parts(text);
        return;
    }
    for (std::size_t pos = 0; pos < text.size();) {
        const auto point = next_code_point(text, &pos);
        append_utf8(&draft->body, text::gsm7_septets(point) > 0 ? point : U'?');
    }
    draft->segments = std::max(text::count_segments(draft->body).parts, 1);
}

Refusal check_text(const Fields& fields, Message* draft) {
    const auto text = first(fields, "text");
    if (text.empty()) return missing("text");
    if (!is_utf8(text)) return invalid("text");
    std::size_t characters = 0;
    for (std::size_t pos = 0; pos < text.size(); ++characters) next_code_point(text, &pos);
    if (characters > max_text) return VonageStatus{"12"};
    take_text(text, draft->type == "unicode", draft);
    return std::nullopt;
}

Refusal check_binary(const Fields& fields, Message* draft) {
    const auto body = first(fields, "body");
    const auto udh = first(fields, "udh");
    if (body.empty()) return missing("body");
    if (udh.empty()) return missing("udh");
    if (!from_hex(body)) return invalid("body");
    if (!from_hex(udh)) return invalid("udh");
    draft->body = body;
    draft->segments = 1;
    return std::nullopt;
}

Refusal check_options(const Fields& fields) {
    const auto given = [&](std::string_view name) { return !first(fields, name).empty(); };
    if (given("ttl") && !in_range(first(fields, "ttl"), shortest_ttl_ms, longest_ttl_ms))
        return invalid("ttl");
    if (given("message-class") && !in_range(first(fields, "message-class"), 0, 3))
        return invalid("message-class");
    if (given("protocol-id") && !in_range(first(fields, "protocol-id"), 0, 255))
        return invalid("protocol-id");
    if (first(fields, "client-ref").size() > max_reference) return invalid("client-ref");
    const auto callback = first(fields, "callback");
    if (callback.size() > max_callback_url || (!callback.empty() && !parse_url(callback)))
        return VonageStatus{"23"};
    return std::nullopt;
}

bool wants_receipt(const Fields& fields) {
    const auto asked = first(fields, "status-report-req");
    return asked != "false" && asked != "0";
}

} // namespace

std::variant<Message, VonageStatus> check_vonage_sms(const Fields& fields,
                                                     const VonageAccount& account,
                                                     const std::string& receipt_url) {
    Message draft;
    const auto to = first(fields, "to");
    const auto from = first(fields, "from");
    draft.type = first(fields, "type");
    if (draft.type.empty()) draft.type = "text";

    if (to.empty()) return *missing("to");
    if (from.empty()) return *missing("from");
    if (!is_vonage_number(to)) return *invalid("to");
    if (draft.type != "text" && draft.type != "unicode" && draft.type != "binary")
        return *invalid("type");
    if (auto no =
            draft.type == "binary" ? check_binary(fields, &draft) : check_text(fields, &draft))
        return *no;
    if (auto no = check_options(fields)) return *no;
    if (!may_send_as(from, to, account)) return VonageStatus{"15"};
    if (!may_send_to(to, account)) return VonageStatus{"29"};
    if (account.balance_nano <= 0) return VonageStatus{"9"};

    draft.provider = "vonage";
    draft.account = account.api_key;
    draft.to = '+' + std::string(to);
    draft.from = from;
    draft.reference = first(fields, "client-ref");
    if (wants_receipt(fields)) {
        const auto callback = first(fields, "callback");
        draft.callback_url = callback.empty() ? receipt_url : std::string(callback);
    }
    return draft;
}

std::string random_vonage_id() {
    constexpr const char* first_part = "01";
    std::string id = "0A" + to_hex(random_bytes(6)) + first_part;
    for (char& c : id)
        if (c >= 'a') c = static_cast<char>(c - 'a' + 'A');
    return id;
}

std::string vonage_part_id(std::string_view id, int part) {
    return fmt::format("{}{:02X}", id.substr(0, id.size() - 2), part);
}

std::string vonage_message_id(std::string_view part_id) {
    return part_id.size() < 2 ? std::string(part_id) : vonage_part_id(part_id, 1);
}

std::string vonage_amount(std::int64_t nano) {
    return fmt::format("{}.{:08}", nano / 1'000'000'000, nano % 1'000'000'000 / 10);
}

Answer vonage_accepted(const Message& message, const VonageAccount& account,
                       const VonageStatus& rest) {
    const auto to = json::quoted(std::string_view(message.to).substr(1));
    const auto balance = vonage_amount(account.balance_nano);
    const auto price = vonage_amount(message.delivery->price_nano);
    const auto reference = message.reference.empty()
                               ? std::string()
                               : ",\"client-ref\":" + json::quoted(message.reference);
    std::string parts;
    std::vector<std::string> ids;
    for (int part = 1; part <= message.segments; ++part) {
        if (part > 1) parts += ',';
        if (part > 1 && !rest.status.empty()) {
            parts += fmt::format(R"({{"to":{},"status":"{}","error-text":{}}})", to,
                                 rest.status, json::quoted(vonage_words(rest)));
        } else {
            ids.push_back(vonage_part_id(message.id, part));
            parts += fmt::format(R"({{"to":{},"message-id":"{}","status":"0",)"
                                 R"("remaining-balance":"{}","message-price":"{}",)"
                                 R"("network":"26201"{}}})",
                                 to, ids.back(), balance, price, reference);
        }
    }
    return {.body = fmt::format(R"({{"message-count":"{}","messages":[{}]}})", message.segments,
                                parts),
            .ids = std::move(ids)};
}

Answer vonage_refused(const VonageStatus& status) {
    return {.body = fmt::format(
                R"({{"message-count":"1","messages":[{{"status":{},"error-text":{}}}]}})",
                json::quoted(status.status), json::quoted(vonage_words(status)))};
}

} // namespace bkxsms::sandbox
