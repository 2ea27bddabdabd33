#include "core/base/encode.hpp"
#include "core/provider/form.hpp"
#include "support/catch.hpp"
#include "twilio_rig.hpp"

#include <algorithm>
#include <set>

// The requests that Twilio's own SDK puts on the wire, built again from what they say. A vector
// applies if it is one of the things that we do, with no parameter that we do not give.

using namespace bkxsms;
using namespace bkxsms::provider;

namespace {

using test::Recorded;
using test::Sorted;

/// "AC…" from "/2010-04-01/Accounts/AC…/…"; "" for another API.
std::string account_in(const Recorded& recorded) {
    constexpr std::string_view root = "/2010-04-01/Accounts/";
    return recorded.path.starts_with(root) ? recorded.path.substr(root.size(), 34) : "";
}

/// The account whose credentials the request shows.
TwilioAccount account_of(const Recorded& recorded) {
    auto account = test::twilio_account();
    const auto basic = from_base64(recorded.authorization.substr(6)).value();
    account.user = basic.substr(0, basic.find(':'));
    account.password = security::Secret(basic.substr(basic.find(':') + 1));
    if (account_in(recorded).empty()) return account;
    account.account_sid = account_in(recorded);
    account.base_url = recorded.origin;
    if (recorded.method == "POST") {
        const auto form = decode_form(recorded.body).value();
        account.messaging_service_sid = only(form, "MessagingServiceSid").value_or("");
    }
    return account;
}

/// The message that leads to a recorded form: our reference is taken out of the callback again.
Outgoing outgoing_of(const Recorded& recorded) {
    const auto form = decode_form(recorded.body).value();
    Outgoing message;
    message.to = only(form, "To").value();
    message.from = only(form, "From").value_or("");
    message.text = only(form, "Body").value();
    if (const auto callback = only(form, "StatusCallback")) {
        const auto parts = cut_url(*callback);
        auto query = std::string(parts.query);
        REQUIRE(query.starts_with("?ref="));
        message.reference = query.substr(5, query.find('&') - 5);
        query = "?" + query.substr(6 + message.reference.size());
        message.callback_url = std::string(callback->substr(0, callback->find('?'))) + query;
    }
    return message;
}

enum class Kind {
    send,
    fetch,
    list,
    next_page,
    balance,
    prices,
    number,
    own_numbers,
    offered_numbers,
    buy_number
};

std::string last_part(const Recorded& recorded) {
    return recorded.path.substr(recorded.path.rfind('/') + 1);
}

/// The questions about numbers and prices: not recorded with more than we ask.
std::optional<Kind> applies_to_numbers(const Recorded& recorded) {
    const auto query = test::names(recorded.query);
    if (recorded.method == "POST" && last_part(recorded) == "IncomingPhoneNumbers.json")
        return Kind::buy_number;
    if (recorded.method != "GET") return std::nullopt;
    if (recorded.path == "/v1/Messaging/Countries/US") return Kind::prices;
    if (recorded.query == "Fields=line_type_intelligence") return Kind::number;
    if (query == std::set<std::string>{"PageSize"} &&
        last_part(recorded) == "IncomingPhoneNumbers.json")
        return Kind::own_numbers;
    if (query == std::set<std::string>{"PageSize", "SmsEnabled"}) return Kind::offered_numbers;
    return std::nullopt;
}

std::optional<Kind> applies(const Recorded& recorded) {
    if (const auto kind = applies_to_numbers(recorded)) return kind;
    const auto account = account_in(recorded);
    if (account.empty()) return std::nullopt;
    const auto rest = recorded.path.substr(recorded.path.find(account) + account.size());
    const auto query = test::names(recorded.query);
    const auto form = test::names(recorded.body);

    if (recorded.method == "POST" && rest == "/Messages.json") {
        const std::set<std::string> ours = {"To",   "From",           "MessagingServiceSid",
                                            "Body", "StatusCallback", "ValidityPeriod"};
        if (form.contains("Body") && std::ranges::includes(ours, form)) return Kind::send;
        return std::nullopt;
    }
    if (recorded.method != "GET") return std::nullopt;
    if (rest == "/Messages.json") {
        if (query.contains("PageToken")) return Kind::next_page;
        if (query == std::set<std::string>{"PageSize", "To"}) return Kind::list;
    }
    if (rest == "/Balance.json") return Kind::balance;
    if (rest.starts_with("/Messages/") && std::ranges::count(rest, '/') == 2)
        return Kind::fetch;
    return std::nullopt;
}

transport::Request built(const Recorded& recorded, Kind kind) {
    const auto twilio = make_twilio(account_of(recorded));
    switch (kind) {
    case Kind::send:
        return twilio->send_request(outgoing_of(recorded), TimePoint{});
    case Kind::fetch: {
        const auto sid = recorded.path.substr(recorded.path.rfind('/') + 1, 34);
        return twilio->status(sid, TimePoint{}).value().request;
    }
    case Kind::list: {
        const auto query = decode_form(recorded.query).value();
        const Lost lost{std::string(only(query, "To").value()), "", TimePoint{}, TimePoint{}};
        return twilio->look_up(lost, "", TimePoint{}).value().request;
    }
    case Kind::next_page:
        return twilio->look_up({}, recorded.path + '?' + recorded.query, TimePoint{})
            .value()
            .request;
    case Kind::balance:
        return twilio->balance(TimePoint{}).value().request;
    case Kind::prices:
        return twilio->prices(last_part(recorded), TimePoint{}).value().request;
    case Kind::number:
        return twilio->number(last_part(recorded), TimePoint{}).value().request;
    case Kind::own_numbers:
        return twilio->own_numbers(TimePoint{}).value().request;
    case Kind::offered_numbers: {
        const auto country = recorded.path.substr(recorded.path.rfind('/') - 2, 2);
        return twilio->offered_numbers(country, TimePoint{}).value().request;
    }
    case Kind::buy_number: {
        const auto form = decode_form(recorded.body).value();
        return twilio->buy_number("US", only(form, "PhoneNumber").value(), TimePoint{})
            .value()
            .request;
    }
    }
    return {};
}

/// The size of a page is ours to choose (see list_page_size), its presence is not.
Sorted without_page_size(Sorted query) {
    const auto size = std::ranges::find(query, "PageSize", &Sorted::value_type::first);
    if (size != query.end()) query.erase(size);
    return query;
}

/// What a bought number is called and where it reports is left to the account's settings.
Sorted without_settings(Sorted form) {
    std::erase_if(form, [](const auto& pair) {
        return pair.first == "FriendlyName" || pair.first.starts_with("Sms");
    });
    return form;
}

} // namespace

TEST_CASE("twilio: requests are those of Twilio's own SDK, field by field",
          "[provider][twilio][requests]") {
    const auto vectors = test::fixture("requests-twilio.json");
    std::multiset<Kind> covered;
    std::set<std::string> reproduced;
    for (std::size_t i = 0; i < vectors.size(); ++i) {
        const Recorded recorded(vectors.at(i));
        const auto kind = applies(recorded);
        if (!kind) continue;
        INFO(recorded.name);
        covered.insert(*kind);
        reproduced.insert(recorded.name);

        const auto request = built(recorded, *kind);
        const auto parts = cut_url(request.url);
        CHECK(request.method == recorded.method);
        CHECK(test::origin_of(request) == recorded.origin);
        CHECK(parts.path == recorded.path);
        const auto query = parts.query.empty() ? "" : parts.query.substr(1);
        CHECK(test::names(query) == test::names(recorded.query));
        if (*kind == Kind::next_page) CHECK(query == recorded.query);
        CHECK(without_page_size(test::sorted(query)) ==
              without_page_size(test::sorted(recorded.query)));
        if (*kind == Kind::buy_number) {
            CHECK(test::sorted(request.body) == without_settings(test::sorted(recorded.body)));
        } else {
            CHECK(test::sorted(request.body) == test::sorted(recorded.body));
        }
        REQUIRE(request.authorization);
        CHECK(request.authorization->reveal() == recorded.authorization);
        CHECK(test::header(request, "Content-Type") == recorded.content_type);
        CHECK(test::header(request, "Accept") == "application/json");
    }
    CHECK(covered.count(Kind::send) >= 10);
    for (const auto kind :
         {Kind::fetch, Kind::list, Kind::next_page, Kind::balance, Kind::prices, Kind::number,
          Kind::own_numbers, Kind::offered_numbers, Kind::buy_number})
        CHECK(covered.count(kind) == 1);
    for (const auto* name :
         {"send-unicode", "send-emoji", "send-metacharacters",
          "send-messaging-service-with-from", "send-status-callback",
          "send-simple-with-api-key", "send-simple-on-behalf-of-subaccount",
          "send-simple-region-ie1-edge-dublin", "fetch-status", "list-by-to",
          "list-second-page", "balance", "pricing-country", "lookup-line-type",
          "numbers-search-mobile-gb", "numbers-buy", "numbers-list"}) {
        INFO(name);
        CHECK(reproduced.contains(name));
    }
}
