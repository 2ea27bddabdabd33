#include "core/sandbox/plivo/catalogue.hpp"

#include "core/base/encode.hpp"
#include "core/base/json.hpp"
#include "core/sandbox/figures.hpp"
#include "core/sandbox/form.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace bkxsms::sandbox {
namespace {

constexpr const char* offered_number = "15005550010";

/// Begins {"api_id":"…"; the caller goes on inside the object.
void begin(json::Writer* w) {
    w->begin_object();
    w->key("api_id").string(random_uuid());
}

Answer finish(json::Writer* w, int status = 200) {
    w->end_object();
    return {.status = status, .body = w->str()};
}

void begin_list(json::Writer* w, std::size_t count) {
    begin(w);
    w->key("meta").begin_object();
    w->key("limit").integer(20);
    w->key("next").null();
    w->key("offset").integer(0);
    w->key("previous").null();
    w->key("total_count").integer(static_cast<std::int64_t>(count));
    w->end_object();
    w->key("objects").begin_array();
}

void rate(json::Writer* w, std::string_view name, std::string_view amount) {
    w->key(name).begin_object();
    w->key("rate").string(amount);
    w->end_object();
}

Answer prices(const Request& request, const Scenario& scenario) {
    const auto query = parse_form(request.query).value_or(Fields{});
    const auto country = first(query, "country_iso");
    const auto price = format_amount(scenario.delivery->price_nano);
    json::Writer w;
    begin(&w);
    w.key("country").string(country);
    w.key("country_iso").string(country);
    for (const auto* kind : {"message", "mms"}) {
        w.key(kind).begin_object();
        rate(&w, "inbound", "0.00000");
        rate(&w, "outbound", price);
        w.key("outbound_networks_list").begin_array().begin_object();
        w.key("group_name").string("Sandbox");
        w.key("rate").string(price);
        w.end_object().end_array().end_object();
    }
    w.key("phone_numbers").begin_object();
    rate(&w, "local", "0.80000");
    rate(&w, "tollfree", "1.00000");
    w.end_object();
    return finish(&w);
}

void own_number(json::Writer* w, const std::string& number) {
    w->begin_object();
    w->key("number").string(number);
    w->key("number_type").string("local");
    w->key("active").boolean(true);
    w->key("sms_enabled").boolean(true);
    w->key("voice_enabled").boolean(false);
    w->key("monthly_rental_rate").string("0.80000");
    w->key("sms_rate").string("0.00000");
    w->end_object();
}

Answer own_numbers(const PlivoAccount& account) {
    json::Writer w;
    begin_list(&w, account.numbers.size());
    for (const auto& number : account.numbers) own_number(&w, number);
    w.end_array();
    return finish(&w);
}

std::optional<Answer> one_number(std::string_view number, const PlivoAccount& account) {
    const auto at = std::ranges::find(account.numbers, number);
    if (!account.numbers.empty() && at == account.numbers.end()) return std::nullopt;
    json::Writer w;
    own_number(&w, std::string(number));
    auto body = w.str();
    return Answer{.body = "{\"api_id\":\"" + random_uuid() + "\"," + body.substr(1)};
}

Answer offers() {
    json::Writer w;
    begin_list(&w, 1);
    w.begin_object();
    w.key("number").string(offered_number);
    w.key("type").string("local");
    w.key("sms_enabled").boolean(true);
    w.key("sms_rate").string("0.00000");
    w.key("monthly_rental_rate").string("0.80000");
    w.key("setup_rate").string("0.00000");
    w.key("restriction").null();
    w.end_object().end_array();
    return finish(&w);
}

std::optional<Answer> buy(std::string_view number) {
    if (number != offered_number && !number.starts_with("1500555")) return std::nullopt;
    json::Writer w;
    begin(&w);
    w.key("message").string("created");
    w.key("numbers").begin_array().begin_object();
    w.key("number").string(number);
    w.key("status").string("Success");
    w.end_object().end_array();
    w.key("status").string("fulfilled");
    return finish(&w, 201);
}

std::optional<Answer> look_up(std::string_view written) {
    const auto decoded = percent_decode(written, false);
    const auto digits = decoded ? bare_digits(*decoded) : std::nullopt;
    if (!digits || digits->empty()) return std::nullopt;
    const auto& number = *digits;
    json::Writer w;
    begin(&w);
    w.key("phone_number").string('+' + number);
    w.key("country").begin_object();
    w.key("name").string("Sandbox");
    w.key("iso2").string("ZZ");
    w.key("iso3").string("ZZZ");
    w.end_object();
    w.key("format").begin_object();
    w.key("e164").string('+' + number);
    w.key("national").string(number);
    w.key("international").string('+' + number);
    w.key("rfc3966").string("tel:+" + number);
    w.end_object();
    w.key("carrier").begin_object();
    w.key("mobile_country_code").string("262");
    w.key("mobile_network_code").string("01");
    w.key("name").string("Sandbox Mobile");
    w.key("type").string("mobile");
    w.key("ported").string("no");
    w.end_object();
    w.key("resource_uri").string("/v1/Number/+" + number + "?type=carrier");
    return finish(&w);
}

} // namespace

Answer plivo_account(const PlivoAccount& account) {
    json::Writer w;
    begin(&w);
    w.key("account_type").string("standard");
    w.key("auth_id").string(account.auth_id);
    w.key("auto_recharge").boolean(false);
    w.key("billing_mode").string("prepaid");
    w.key("cash_credits").string(format_amount(account.credits_nano));
    w.key("name").string("bkxsms sandbox");
    w.key("resource_uri").string(fmt::format("/v1/Account/{}/", account.auth_id));
    w.key("state").null();
    w.key("timezone").string(account.utc_offset_min == 330 ? "Asia/Kolkata" : "UTC");
    return finish(&w);
}

std::optional<Answer> plivo_catalogue(const Request& request, const PlivoRoute& route,
                                      const PlivoAccount& account, const Scenario& scenario) {
    switch (route.resource) {
    case PlivoResource::pricing:
        return prices(request, scenario);
    case PlivoResource::numbers:
        return own_numbers(account);
    case PlivoResource::number:
        return one_number(route.item, account);
    case PlivoResource::offers:
        return offers();
    case PlivoResource::offer:
        return buy(route.item);
    case PlivoResource::look_up:
        return look_up(route.item);
    default:
        break;
    }
    json::Writer w;
    begin_list(&w, 0);
    w.end_array();
    return finish(&w);
}

} // namespace bkxsms::sandbox
