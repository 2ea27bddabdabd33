#include "core/sandbox/twilio/twilio.hpp"

#include "core/base/error.hpp"
#include "core/base/parse.hpp"
#include "core/sandbox/basic_auth.hpp"
#include "core/sandbox/faults.hpp"
#include "core/sandbox/twilio/callback.hpp"
#include "core/sandbox/twilio/message.hpp"
#include "core/sandbox/twilio/route.hpp"
#include "core/sandbox/twilio/send.hpp"

#include <algorithm>

namespace bkxsms::sandbox {
namespace {

bool is_form(std::string_view content_type) {
    return ascii_lower(content_type).starts_with("application/x-www-form-urlencoded");
}

} // namespace

Twilio::Twilio(std::vector<TwilioAccount> accounts, std::string callback_secret, World& world)
    : accounts_(std::move(accounts)), callback_secret_(std::move(callback_secret)),
      world_(world) {
    for (const auto& account : accounts_) {
        logins_.emplace(basic_credentials(account.sid, account.token), &account);
        for (const auto& [sid, secret] : account.keys)
            logins_.emplace(basic_credentials(sid, secret), &account);
    }
}

const TwilioAccount* Twilio::authenticate(std::string_view authorization) const {
    const auto at = logins_.find(std::string(basic_of(authorization)));
    return at == logins_.end() ? nullptr : at->second;
}

const TwilioAccount* Twilio::find_account(std::string_view sid) const {
    for (const auto& account : accounts_)
        if (account.sid == sid) return &account;
    return nullptr;
}

std::string Twilio::token_of(const TwilioAccount& account) const {
    return callback_secret_.empty() ? std::string(account.token.reveal()) : callback_secret_;
}

Answer Twilio::refuse(const TwilioError& error) {
    world_.count_refusal(std::to_string(error.code));
    return answer_of(error);
}

bool Twilio::answers(const Request& head) const noexcept {
    return head.path.starts_with("/2010-04-01/");
}

std::optional<Operation> Twilio::operation(const Request& head) const noexcept {
    const auto route = find_twilio_route(head.path);
    return route ? operation_of(head.method, *route) : std::nullopt;
}

Answer Twilio::handle(const Request& request) {
    const auto route = find_twilio_route(request.path);
    if (!route) return refuse({20404});
    if (!route->json) {
        world_.count_refusal("20404");
        return xml_not_found();
    }
    const auto* login = authenticate(request.header("Authorization"));
    if (login == nullptr) return refuse({20003});
    const auto* account = find_account(route->account);
    if (account == nullptr) return refuse({20404});
    if (account != login && account->parent != login->sid) return refuse({20003});

    auto answer = serve(request, *route, *account);
    answer.headers.emplace_back("Twilio-Request-Id", random_sid("RQ"));
    answer.headers.emplace_back("Twilio-Concurrent-Requests",
                                std::to_string(request.concurrent));
    return answer;
}

Answer Twilio::serve(const Request& request, const TwilioRoute& route,
                     const TwilioAccount& account) {
    const auto operation = operation_of(request.method, route);
    if (!operation) return refuse({20004});
    if (account.test && operation != Operation::send) return refuse({20008});

    // A body of another type has no parameters at all.
    auto form = operation == Operation::send && is_form(request.header("Content-Type"))
                    ? parse_form(request.body)
                    : Fields{};
    if (!form) return refuse({21604, "the form cannot be decoded"});
    const auto to = operation == Operation::send ? first(*form, "To") : route.message;

    const auto play = world_.play();
    return play_out(
        *play, {name(), *operation, to}, request.concurrent,
        [&](const Action& action) {
            return work(request, route, account, *form, play->scenario(), action);
        },
        [&](int status, const std::string& word) {
            const auto code = static_cast<int>(parse_integer(word).value_or(0));
            return refuse(
                {code != 0 ? code : usual_twilio_code(status), "the scenario says so", status});
        });
}

Answer Twilio::work(const Request& request, const TwilioRoute& route,
                    const TwilioAccount& account, const Fields& form, const Scenario& scenario,
                    const Action& action) {
    switch (route.resource) {
    case TwilioResource::messages:
        return request.method == "POST" ? send(form, account, scenario, action)
                                        : list(request, account);
    case TwilioResource::message:
        return fetch(route.message, account);
    case TwilioResource::balance:
        return show_balance(account);
    case TwilioResource::account:
        break;
    }
    return show_account(account);
}

Answer Twilio::send(const Fields& form, const TwilioAccount& account, const Scenario& scenario,
                    const Action& action) {
    auto checked = check_twilio_message(form, account);
    if (const auto* error = std::get_if<TwilioError>(&checked)) return refuse(*error);

    auto& draft = std::get<Message>(checked);
    draft.id = random_sid(draft.media > 0 ? "MM" : "SM");
    const auto accepted = std::chrono::steady_clock::now();
    const auto message = world_.accept(std::move(draft), scenario, action);
    world_.callbacks.schedule(twilio_status_chain(
        message, account, action.callbacks ? *action.callbacks : scenario.callbacks,
        token_of(account), accepted));

    Answer answer;
    answer.status = 201;
    answer.body = twilio_json(*message, account, message->accepted_at);
    answer.ids = {message->id};
    return answer;
}

std::string Twilio::receive(const Inbound& inbound) {
    if (accounts_.empty()) throw Error(Fault::data, "the sandbox has no Twilio account");
    const auto* owner = &accounts_.front();
    for (const auto& account : accounts_)
        if (std::ranges::find(account.numbers, inbound.to) != account.numbers.end())
            owner = &account;

    Message message;
    message.provider = name();
    message.id = random_sid("SM");
    message.account = owner->sid;
    const auto kept = world_.receive(std::move(message), inbound);
    world_.callbacks.schedule(
        twilio_inbound_chain(kept, token_of(*owner), std::chrono::steady_clock::now()));
    return kept->id;
}

} // namespace bkxsms::sandbox
