#include "provider/wire_rig.hpp"

#include "core/base/log.hpp"
#include "core/provider/plivo.hpp"
#include "core/provider/sns.hpp"
#include "core/provider/twilio.hpp"
#include "core/provider/vonage.hpp"
#include "core/sandbox/demonstration_key.hpp"

#include <algorithm>
#include <stdexcept>

namespace bkxsms::test {
namespace {

using provider::Provider;
using security::Secret;

Secret secret(const Secret& right, bool wrong) {
    auto text = std::string(right.reveal());
    if (wrong) text.back() = text.back() == '0' ? '1' : '0';
    return Secret(std::move(text));
}

std::unique_ptr<Provider> make_twilio(const std::string& url, bool wrong) {
    provider::TwilioAccount account;
    account.account_sid = account.user = Rig::account;
    account.auth_token = account.password = secret(Secret(Rig::token), wrong);
    account.base_url = url;
    return provider::make_twilio(std::move(account));
}

provider::VonageAccount vonage_account(const std::string& url, bool wrong) {
    const auto its = sandbox::demonstration_vonage_account();
    provider::VonageAccount account;
    account.api_key = its.api_key;
    account.api_secret = secret(its.secrets.front(), wrong);
    account.signature_secret = secret(its.signature_secret, wrong);
    account.reports = true;
    account.rest_url = account.api_url = url;
    return account;
}

std::unique_ptr<Provider> make_vonage_sms(const std::string& url, bool wrong) {
    return provider::make_vonage(vonage_account(url, wrong));
}

std::unique_ptr<Provider> make_vonage_signed(const std::string& url, bool wrong) {
    auto account = vonage_account(url, wrong);
    account.sign_sends = true;
    return provider::make_vonage(std::move(account));
}

std::unique_ptr<Provider> make_vonage_messages(const std::string& url, bool wrong) {
    return provider::make_vonage_messages(vonage_account(url, wrong));
}

/// As an application: if it is wrong, as one that is not there.
std::unique_ptr<Provider> make_vonage_jwt(const std::string& url, bool wrong) {
    auto account = vonage_account(url, false);
    account.application_id = sandbox::demonstration_vonage_account().application_id;
    if (wrong) account.application_id.back() = '1';
    account.private_key = Secret(sandbox::demonstration_key_pem);
    account.reports = false;
    return provider::make_vonage_messages(std::move(account));
}

std::unique_ptr<Provider> make_plivo(const std::string& url, bool wrong) {
    const auto its = sandbox::demonstration_plivo_account();
    provider::PlivoAccount account;
    account.auth_id = its.auth_id;
    account.auth_token = secret(its.tokens.front(), wrong);
    account.base_url = url;
    return provider::make_plivo(std::move(account));
}

std::unique_ptr<Provider> make_aws(const std::string& url, bool wrong) {
    const auto its = sandbox::demonstration_aws_account();
    provider::SnsAccount account;
    account.access_key_id = its.access_key;
    account.secret_access_key = secret(its.secret_key, wrong);
    account.base_url = url;
    return provider::make_sns(std::move(account));
}

} // namespace

const std::vector<Adapter>& adapters() {
    static const std::vector<Adapter> all{
        {"twilio", make_twilio, 201, true},
        {"vonage sms", make_vonage_sms, 200, true},
        {"vonage sms, signed", make_vonage_signed, 200, true},
        {"vonage messages", make_vonage_messages, 202, true},
        {"vonage messages, jwt", make_vonage_jwt, 202, false},
        {"plivo", make_plivo, 202, true},
        {"aws", make_aws, 200, false},
    };
    return all;
}

const Adapter& adapter(const std::string& name) {
    const auto found = std::ranges::find(adapters(), name, &Adapter::name);
    if (found == adapters().end()) throw std::out_of_range(name);
    return *found;
}

WireRig::WireRig(const Adapter& adapter, const Rig& its)
    : sandbox(its), adapter_(adapter), requests_before_(all_requests()) {
    if (sandbox.control("DELETE", "ledger").status != 204 ||
        sandbox.control("PUT", "scenario").status != 204)
        throw std::runtime_error("the sandbox does not forget");
    log::open(log::Level::off, "");                   // alarms are what the tests are about
    clock.advance(SystemClock().now() - clock.now()); // signatures carry the time
}

queue::RunTotals WireRig::run(bool wrong_secret) {
    std::vector<queue::Gateway> gateways;
    auto& gateway = gateways.emplace_back();
    gateway.provider = adapter_.make(sandbox.house->url(), wrong_secret);
    gateway.sender = "+447700900123";
    gateway.callback_url = "https://sms.example/hook/status";
    transport::CurlTransport transport({.total_timeout = patience});
    queue::Rules rules;
    rules.retry_delay = std::chrono::seconds(1);
    return queue::Runner(store, clock, transport, std::move(gateways), rules,
                         run_folder_.path() / "run", "test")
        .run({});
}

void WireRig::play(const std::string& action) const {
    const auto reply =
        sandbox.control("PUT", "scenario", R"({"rules":[{"do":)" + action + "}]}");
    if (reply.status != 204) throw std::runtime_error(reply.body);
}

std::int64_t WireRig::all_requests() const {
    return sandbox.stats()["requests"].integer().value_or(-1);
}

std::int64_t WireRig::requests() const {
    return all_requests() - requests_before_;
}

std::int64_t WireRig::sends() const {
    return sandbox.stats()["rules"].at(0)["seen"].integer().value_or(-1);
}

} // namespace bkxsms::test
