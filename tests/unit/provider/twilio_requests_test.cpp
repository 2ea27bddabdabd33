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

using Sorted = std::multiset<std::pair<std::string, std::string>>;

Sorted sorted(std::string_view encoded) {
    const auto pairs = decode_form(encoded);
    REQUIRE(pairs);
    return {pairs->begin(), pairs->end()};
}

std::set<std::string> names(std::string_view encoded) {
    std::set<std::string> out;
    for (const auto& [name, value] : sorted(encoded)) out.insert(name);
    return out;
}

struct Recorded {
    explicit Recorded(const json::Value& vector)
        : name(vector.text("name")), method(vector.text("method")), body(vector.text("body")),
          authorization(vector["headers"].text("Authorization")),
          content_type(vector["headers"].text("Content-Type")),
          origin(vector.text("scheme") + "://" + vector.text("host")) {
        const auto target = vector.text("path");
        const auto mark = std::min(target.find('?'), target.size());
        path = target.substr(0, mark);
        query = target.substr(std::min(mark + 1, target.size()));
    }

    std::string name, method, body, authorization, content_type, origin, path, query;
};

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

enum class Kind { send, fetch, list, next_page, balance };

std::optional<Kind> applies(const Recorded& recorded) {
    const auto account = account_in(recorded);
    if (account.empty()) return std::nullopt;
    const auto rest = recorded.path.substr(recorded.path.find(account) + account.size());
    const auto query = names(recorded.query);
    const auto form = names(recorded.body);

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
    }
    return {};
}

std::string_view header(const transport::Request& request, std::string_view name) {
    return only(request.headers, name).value_or("");
}

/// The size of a page is ours to choose (see list_page_size), its presence is not.
Sorted without_page_size(Sorted query) {
    const auto size = std::ranges::find(query, "PageSize", &Sorted::value_type::first);
    REQUIRE(size != query.end());
    query.erase(size);
    return query;
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
        CHECK(std::string(parts.scheme) + std::string(parts.host) + std::string(parts.port) ==
              recorded.origin);
        CHECK(parts.path == recorded.path);
        const auto query = parts.query.empty() ? "" : parts.query.substr(1);
        if (*kind == Kind::list) {
            CHECK(without_page_size(sorted(query)) ==
                  without_page_size(sorted(recorded.query)));
        } else {
            CHECK(sorted(query) == sorted(recorded.query));
        }
        CHECK(sorted(request.body) == sorted(recorded.body));
        REQUIRE(request.authorization);
        CHECK(request.authorization->reveal() == recorded.authorization);
        CHECK(header(request, "Content-Type") == recorded.content_type);
        CHECK(header(request, "Accept") == "application/json");
    }
    CHECK(covered.count(Kind::send) >= 10);
    for (const auto kind : {Kind::fetch, Kind::list, Kind::next_page, Kind::balance})
        CHECK(covered.count(kind) == 1);
    for (const auto* name : {"send-unicode", "send-emoji", "send-metacharacters",
                             "send-messaging-service-with-from", "send-status-callback",
                             "send-simple-with-api-key", "send-simple-on-behalf-of-subaccount",
                             "send-simple-region-ie1-edge-dublin", "fetch-status", "list-by-to",
                             "list-second-page", "balance"}) {
        INFO(name);
        CHECK(reproduced.contains(name));
    }
}
