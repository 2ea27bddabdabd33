#include "cmd/account_check.hpp"
#include "core/provider/sns.hpp"
#include "core/provider/twilio.hpp"
#include "support/catch.hpp"
#include "support/fake_clock.hpp"
#include "support/fake_transport.hpp"

using namespace bkxsms;
using transport::Exchange;
using transport::NoReply;
using transport::Reply;

namespace {

std::unique_ptr<provider::Provider> twilio() {
    provider::TwilioAccount account;
    account.account_sid = account.user = "AC1";
    account.auth_token = account.password = security::Secret(std::string("hush"));
    return provider::make_twilio(std::move(account));
}

std::unique_ptr<provider::Provider> sns() {
    provider::SnsAccount account;
    account.access_key_id = "AKIA1";
    account.secret_access_key = security::Secret(std::string("hush"));
    return provider::make_sns(std::move(account));
}

/// What came of it in short, and how many requests it took.
std::string check(const provider::Provider& provider, const Exchange& to_balance,
                  const Exchange& to_numbers) {
    test::FakeClock clock;
    test::FakeTransport wire([&](const transport::Request& request) {
        return request.url.find("Balance") == std::string::npos ? to_numbers : to_balance;
    });
    const auto checked = cmd::check_account(provider, wire, clock);
    auto result = checked.failure ? cmd::in_words(*checked.failure) : std::string("good");
    if (checked.balance) result += " with " + format_nano(checked.balance->nano);
    return result + " after " + std::to_string(wire.asked.size());
}

Reply error(int status, const std::string& code) {
    return {status, {}, R"({"code":)" + code + R"(,"message":"so it is"})"};
}

Reply sns_error(int status, const std::string& code) {
    return {status,
            {},
            "<ErrorResponse><Error><Code>" + code +
                "</Code><Message>so it is</Message></Error></ErrorResponse>"};
}

const Reply money = {200, {}, R"({"account_sid":"AC1","balance":"3.5","currency":"USD"})"};
const Reply no_numbers = {200, {}, R"({"incoming_phone_numbers":[],"next_page_uri":null})"};

} // namespace

TEST_CASE("check: credentials are good or the reason is told", "[cmd]") {
    struct Row {
        const char* name;
        Exchange balance, numbers;
        const char* result;
    };
    const auto row = GENERATE_REF(values<Row>({
        {"a balance", money, no_numbers, "good with 3.5 after 1"},
        {"a subaccount without a balance", error(404, "20404"), no_numbers, "good after 2"},
        {"no such account", error(404, "20404"), error(404, "20404"),
         "the provider does not answer to it (20404 so it is) after 2"},
        {"wrong token", error(401, "20003"), no_numbers,
         "the credentials are refused (20003 so it is) after 1"},
        {"suspended", error(403, "20005"), no_numbers,
         "the account is refused (20005 so it is) after 1"},
        {"nobody there", NoReply{NoReply::Why::connect, false, "refused"}, no_numbers,
         "the provider is not reached (connect refused) after 1"},
        {"trouble", error(500, "20500"), no_numbers,
         "the provider has trouble of its own (20500 so it is) after 1"},
    }));
    INFO(row.name);
    CHECK(check(*twilio(), row.balance, row.numbers) == row.result);
}

TEST_CASE("check: a key that may do nothing but send is a good one", "[cmd]") {
    const NoReply nobody{NoReply::Why::connect, false, "refused"};
    CHECK(check(*sns(), nobody, sns_error(403, "AuthorizationError")) == "good after 1");
    CHECK(check(*sns(), nobody, sns_error(403, "AccessDenied")) == "good after 1");
    CHECK(check(*sns(), nobody, sns_error(403, "InvalidClientTokenId")) ==
          "the credentials are refused (InvalidClientTokenId so it is) after 1");
    CHECK(check(*sns(), nobody, sns_error(403, "SignatureDoesNotMatch")) ==
          "the credentials are refused (SignatureDoesNotMatch so it is) after 1");
}
