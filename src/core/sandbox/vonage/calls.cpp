#include "core/sandbox/vonage/calls.hpp"

#include "core/base/json.hpp"
#include "core/base/money.hpp"
#include "core/sandbox/figures.hpp"
#include "core/sandbox/form.hpp"
#include "core/sandbox/vonage/error.hpp"
#include "core/sandbox/vonage/numbers.hpp"
#include "core/sandbox/vonage/sms.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <iterator>

namespace bkxsms::sandbox {
namespace {

constexpr const char* offered_number = "447700900010";

Answer balance(const VonageAsked& asked) {
    // A number here, though every other amount is a string.
    return {.body = fmt::format(R"({{"value":{},"autoReload":false}})",
                                format_nano(asked.account.balance_nano))};
}

Answer price(const VonageAsked& asked) {
    const auto country = first(asked.fields, "country");
    if (country.empty()) return vonage_http_error(400, "missing country");
    const auto amount = vonage_amount(asked.usual.price_nano);
    json::Writer w;
    w.begin_object();
    w.key("dialingPrefix").string("0");
    w.key("defaultPrice").string(amount);
    w.key("currency").string("EUR");
    w.key("countryDisplayName").string("Sandbox");
    w.key("countryCode").string(country);
    w.key("countryName").string("Sandbox");
    w.key("networks").begin_array().begin_object();
    w.key("type").string("mobile");
    w.key("price").string(amount);
    w.key("currency").string("EUR");
    w.key("mcc").string("262");
    w.key("mnc").string("01");
    w.key("networkCode").string("26201");
    w.key("networkName").string("Sandbox Mobile");
    w.end_object().end_array().end_object();
    return {.body = w.str()};
}

Answer settings(const VonageAsked& asked) {
    using Method = std::pair<std::string_view, VonagePush>;
    static constexpr Method methods[] = {{"GET_QUERY_PARAMS", VonagePush::get},
                                         {"POST_QUERY_PARAMS", VonagePush::form},
                                         {"POST_JSON", VonagePush::json}};
    for (const auto& [name, value] : asked.fields) {
        if (name == "moCallBackUrl") asked.settings.set_inbound_url(value);
        if (name == "drCallBackUrl") asked.settings.set_receipt_url(value);
        if (name != "httpForwardMethod") continue;
        const auto* const method = std::ranges::find(methods, value, &Method::first);
        if (method == std::end(methods))
            return vonage_http_error(400, "unknown httpForwardMethod");
        asked.settings.set_push(method->second);
    }
    json::Writer w;
    w.begin_object();
    w.key("mo-callback-url").string(asked.settings.inbound_url());
    w.key("dr-callback-url").string(asked.settings.receipt_url());
    w.key("max-outbound-request").integer(30);
    w.key("max-inbound-request").integer(30);
    w.key("max-calls-per-second").integer(30);
    w.end_object();
    return {.body = w.str()};
}

Answer own_numbers(const VonageAsked& asked) {
    const auto numbers = asked.settings.numbers();
    json::Writer w;
    w.begin_object();
    w.key("count").integer(static_cast<std::int64_t>(numbers.size()));
    w.key("numbers").begin_array();
    for (const auto& [number, url] : numbers) {
        w.begin_object();
        w.key("country").string("GB");
        w.key("msisdn").string(number);
        if (!url.empty()) w.key("moHttpUrl").string(url);
        w.key("type").string("mobile-lvn");
        w.key("features").begin_array().string("SMS").end_array();
        w.end_object();
    }
    w.end_array().end_object();
    return {.body = w.str()};
}

Answer search(const VonageAsked&) {
    json::Writer w;
    w.begin_object();
    w.key("count").integer(1);
    w.key("numbers").begin_array().begin_object();
    w.key("country").string("GB");
    w.key("msisdn").string(offered_number);
    w.key("type").string("mobile-lvn");
    w.key("cost").string("1.25");
    w.key("features").begin_array().string("VOICE").string("SMS").end_array();
    w.end_object().end_array().end_object();
    return {.body = w.str()};
}

Answer change_number(const VonageAsked& asked) {
    const auto number = std::string(first(asked.fields, "msisdn"));
    if (first(asked.fields, "country").empty() || !is_vonage_number(number))
        return vonage_http_error(420, "method failed");
    bool done = true;
    if (asked.call == VonageCall::buy) {
        done = number == offered_number;
        if (done) asked.settings.add_number(number);
    } else if (asked.call == VonageCall::cancel) {
        done = asked.settings.remove_number(number);
    } else {
        done = asked.settings.set_number_url(number,
                                             std::string(first(asked.fields, "moHttpUrl")));
    }
    return done ? vonage_success() : vonage_http_error(420, "method failed");
}

Answer redact(const VonageAsked& asked) {
    const auto id = first(asked.fields, "id");
    auto message = asked.ledger.find(id);
    if (!message) message = asked.ledger.find(vonage_message_id(id));
    if (!message || message->provider != "vonage") return vonage_http_error(404);
    if (stage_at(*message, asked.now) != Stage::done)
        return vonage_http_error(403, "too early");
    return {.status = 204, .content_type = ""};
}

Answer insight(const VonageAsked& asked) {
    const auto number = first(asked.fields, "number");
    json::Writer w;
    w.begin_object();
    if (!is_vonage_number(number)) {
        w.key("status").integer(3);
        w.key("status_message")
            .string(fmt::format("Invalid request :: Not valid number format detected [ {} ]",
                                number));
        w.end_object();
        return {.body = w.str()};
    }
    w.key("status").integer(0);
    w.key("status_message").string("Success");
    w.key("request_id").string(random_uuid());
    w.key("international_format_number").string(number);
    w.key("national_format_number").string(number);
    w.key("country_code").string("ZZ");
    w.key("country_code_iso3").string("ZZZ");
    w.key("country_name").string("Sandbox");
    w.key("country_prefix").string("0");
    if (!asked.request.path.starts_with("/ni/basic")) {
        w.key("request_price").string("0.00500000");
        w.key("remaining_balance").string(vonage_amount(asked.account.balance_nano));
        w.key("current_carrier").begin_object();
        w.key("network_code").string("26201");
        w.key("name").string("Sandbox Mobile");
        w.key("country").string("ZZ");
        w.key("network_type").string("mobile");
        w.end_object();
        w.key("ported").string("not_ported");
    }
    if (asked.request.path.starts_with("/ni/advanced")) {
        w.key("lookup_outcome").integer(0);
        w.key("lookup_outcome_message").string("Success");
        w.key("valid_number").string("valid");
        w.key("reachable").string("reachable");
    }
    w.end_object();
    return {.body = w.str()};
}

void identity_status(json::Writer* w, bool known) {
    w->key("status").begin_object();
    w->key("code").string(known ? "OK" : "INVALID_NUMBER");
    w->key("message").string(known ? "Success" : "The number is not valid");
    w->end_object();
}

Answer identity(const VonageAsked& asked) {
    const auto number = first(asked.fields, "phone_number");
    const auto wanted = json::try_parse(asked.request.body).value_or(json::Value())["insights"];
    const bool valid = is_vonage_number(number);
    json::Writer w;
    w.begin_object();
    w.key("request_id").string(random_uuid());
    w.key("insights").begin_object();
    if (wanted["format"].present()) {
        w.key("format").begin_object();
        w.key("is_format_valid").boolean(valid);
        if (valid) w.key("number_international").string(fmt::format("+{}", number));
        identity_status(&w, valid);
        w.end_object();
    }
    for (const auto* carrier : {"current_carrier", "original_carrier"}) {
        if (!wanted[carrier].present()) continue;
        w.key(carrier).begin_object();
        if (valid) {
            w.key("name").string("Sandbox Mobile");
            w.key("network_type").string("MOBILE");
            w.key("country_code").string("ZZ");
            w.key("network_code").string("26201");
        }
        identity_status(&w, valid);
        w.end_object();
    }
    w.end_object().end_object();
    return {.body = w.str()};
}

} // namespace

Answer vonage_side_call(const VonageAsked& asked) {
    switch (asked.call) {
    case VonageCall::balance:
        return balance(asked);
    case VonageCall::price:
        return price(asked);
    case VonageCall::prices:
        return {.body = R"({"count":0,"countries":[]})"};
    case VonageCall::settings:
        return settings(asked);
    case VonageCall::top_up:
        return vonage_success();
    case VonageCall::numbers:
        return own_numbers(asked);
    case VonageCall::search:
        return search(asked);
    case VonageCall::buy:
    case VonageCall::cancel:
    case VonageCall::update:
        return change_number(asked);
    case VonageCall::redact:
        return redact(asked);
    case VonageCall::insight:
        return insight(asked);
    case VonageCall::identity:
        return identity(asked);
    default:
        break;
    }
    return vonage_http_error(404);
}

} // namespace bkxsms::sandbox
