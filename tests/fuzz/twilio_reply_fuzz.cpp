#include "core/provider/reading.hpp"
#include "core/provider/twilio.hpp"
#include "fuzz.hpp"

using namespace bkxsms;
using namespace bkxsms::provider;
using fuzz::require;

namespace {

const Provider& twilio() {
    static const auto provider = [] {
        TwilioAccount account;
        account.account_sid = "AC00000000000000000000000000000a01";
        account.base_url = "https://api.twilio.com";
        return make_twilio(std::move(account));
    }();
    return *provider;
}

void check_failure(const Failure& failure) {
    require(!failure.code.empty() && failure.code.size() <= max_code_bytes, "a code is short");
    require(failure.why.size() <= max_words_bytes, "words are short");
    require(is_utf8(failure.code) && is_utf8(failure.why), "words are UTF-8");
    for (const auto& text : {failure.code, failure.why})
        for (std::size_t pos = 0; pos < text.size();)
            require(!is_invisible_control(next_code_point(text, &pos)), "words are printable");
}

void check_money(const std::optional<Money>& money) {
    require(!money || (money->nano >= 0 && is_currency(money->currency)), "a price is money");
}

/// Only what is certain may be sent again, or given up.
void check_send(const transport::Reply& reply) {
    const auto outcome = twilio().read_send(reply);
    if (const auto* failure = failure_of(outcome)) check_failure(*failure);
    const bool success = reply.status >= 200 && reply.status < 300;
    const bool refused = reply.status >= 400 && reply.status < 500;
    if (const auto* accepted = std::get_if<Accepted>(&outcome)) {
        require(success && accepted->id.size() == 34, "accepted is a success with its SID");
        require(accepted->segments.value_or(1) > 0, "a text has parts");
        check_money(accepted->price);
    } else if (success || reply.status >= 500 || reply.status < 300) {
        require(std::holds_alternative<Unknown>(outcome), "in doubt it is unknown");
    } else if (!std::holds_alternative<Unknown>(outcome) &&
               !std::holds_alternative<Halted>(outcome)) {
        require(refused, "a redirection decides about no message");
    }
    if (const auto* deferred = std::get_if<Deferred>(&outcome))
        require(deferred->wait.count() >= 0 && deferred->wait <= std::chrono::days(1),
                "nobody makes us wait for more than a day");
}

void check_receipt(const Receipt& receipt) {
    require(receipt.provider_message_id.size() == 34, "a report names its message");
    require(is_utf8(receipt.event_key) && is_utf8(receipt.provider_status), "it is UTF-8");
    check_money(receipt.price);
    if (receipt.failure) check_failure(*receipt.failure);
    if (const auto at = receipt.happened_at)
        require(parse_rfc3339(format_rfc3339(*at)) == at, "a time is one that can be written");
}

void check_readings(const transport::Reply& reply) {
    const Lost lost{"+4915112345678", "ref", {}, {}};
    const auto status = twilio().status("SM1", {}).value().read(reply);
    if (const auto* receipt = std::get_if<Receipt>(&status)) check_receipt(*receipt);

    const auto list = twilio().look_up(lost, "", {}).value().read(reply);
    if (const auto* page = std::get_if<Page>(&list)) {
        for (const auto& seen : page->messages) check_receipt(seen.receipt);
        if (!page->next.empty()) {
            const auto next = twilio().look_up(lost, page->next, {}).value().request.url;
            require(next.starts_with("https://api.twilio.com/2010-04-01/Accounts/AC"),
                    "the next page is the same account's");
        }
    } else {
        const auto& failure = std::get<Failure>(list);
        check_failure(failure);
        require(failure.remedy != Remedy::reconcile, "a reading is simply repeated");
    }

    const auto balance = twilio().balance({}).value().read(reply);
    if (const auto* money = std::get_if<Money>(&balance))
        require(is_currency(money->currency), "a balance has its currency");
}

} // namespace

/// Status, Retry-After, Date (a line each); the body.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    fuzz::Input input(data, size);
    transport::Reply reply;
    reply.status = std::atoi(std::string(input.line().substr(0, 4)).c_str());
    reply.headers.emplace_back("retry-after", input.line());
    reply.headers.emplace_back("date", input.line());
    reply.body = input.rest();

    const auto wait = retry_after(reply);
    require(wait.count() >= 0 && wait <= std::chrono::days(1), "a wait is at most a day");
    check_send(reply);
    check_readings(reply);

    const auto why = static_cast<transport::NoReply::Why>(size % 9);
    const transport::NoReply none{why, true, reply.body, {}};
    require(std::holds_alternative<Unknown>(twilio().read_send(none)),
            "what may have arrived is never sent again");
    check_failure(*failure_of(twilio().read_send(none)));
    return 0;
}
