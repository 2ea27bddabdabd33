#include "core/sandbox/twilio.hpp"

#include "core/base/encode.hpp"
#include "core/base/error.hpp"
#include "core/base/parse.hpp"
#include "core/sandbox/faults.hpp"
#include "core/sandbox/twilio_callback.hpp"
#include "core/sandbox/twilio_message.hpp"
#include "core/sandbox/twilio_route.hpp"
#include "core/sandbox/twilio_send.hpp"
#include "core/text/segment.hpp"

#include <algorithm>

namespace bkxsms::sandbox {
namespace {

std::string basic_credentials(std::string_view user, const security::Secret& password) {
    std::string pair(user);
    pair += ':';
    pair += password.reveal();
    return to_base64(as_bytes(pair));
}

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
    constexpr std::string_view scheme = "basic ";
    if (ascii_lower(authorization.substr(0, scheme.size())) != scheme) return nullptr;
    const auto at = logins_.find(std::string(trim(authorization.substr(scheme.size()))));
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
    world_.count_refusal(error.code);
    return answer_of(error);
}

Answer Twilio::handle(const Request& request) {
    ++world_.requests;
    const auto route = find_twilio_route(request.path);
    if (!route) return refuse({20404});
    if (!route->json) {
        world_.count_refusal(20404);
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

    const auto play = world_.play();
    const auto& scenario = play->scenario();
    if (scenario.max_concurrent != 0 && request.concurrent > scenario.max_concurrent)
        return refuse({20429});

    // A body of another type has no parameters at all.
    auto form = operation == Operation::send && is_form(request.header("Content-Type"))
                    ? parse_form(request.body)
                    : Fields{};
    if (!form) return refuse({21604, "the form cannot be decoded"});
    const auto to = operation == Operation::send ? std::string(first(*form, "To"))
                                                 : std::string(route.message);
    const auto* rule = play->decide(*operation, to);
    const auto action = rule ? rule->action : Action{};

    const TwilioError error{action.code != 0 ? action.code : usual_code(action.status),
                            "the scenario says so", action.status};
    Answer answer;
    if (action.accept) answer = work(request, route, account, *form, scenario, action);
    if (!action.accept || action.fault == FaultKind::error) answer = refuse(error);
    if (action.retry_after_s != 0)
        answer.headers.emplace_back("Retry-After", std::to_string(action.retry_after_s));
    return spoil(std::move(answer), action, scenario.latency);
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
    auto checked = check_message(form, account);
    if (const auto* error = std::get_if<TwilioError>(&checked)) return refuse(*error);

    auto& draft = std::get<Message>(checked);
    draft.id = random_sid(draft.media > 0 ? "MM" : "SM");
    draft.accepted_at = world_.clock.now();
    draft.delivery = action.delivery ? action.delivery : scenario.delivery;
    const auto accepted = std::chrono::steady_clock::now();
    const auto message = std::make_shared<const Message>(std::move(draft));
    world_.ledger.add(message);
    world_.callbacks.schedule(twilio_status_chain(
        message, account, action.callbacks ? *action.callbacks : scenario.callbacks,
        token_of(account), accepted));

    Answer answer;
    answer.status = 201;
    answer.body = twilio_json(*message, account, message->accepted_at);
    return answer;
}

std::string Twilio::receive(const std::string& from, const std::string& to,
                            const std::string& body, const std::string& url) {
    if (from.empty() || to.empty())
        throw Error(Fault::data, "an inbound message needs 'from' and 'to'");
    if (!parse_url(url)) throw Error(Fault::data, "'url' is not an absolute URL");
    if (accounts_.empty()) throw Error(Fault::data, "the sandbox has no Twilio account");
    const auto* owner = &accounts_.front();
    for (const auto& account : accounts_)
        if (std::ranges::find(account.numbers, to) != account.numbers.end()) owner = &account;

    Message message;
    message.provider = "twilio";
    message.id = random_sid("SM");
    message.account = owner->sid;
    message.from = from;
    message.to = to;
    message.body = body;
    message.callback_url = url;
    message.segments = text::count_segments(body).parts;
    message.inbound = true;
    message.accepted_at = world_.clock.now();
    message.delivery = std::make_shared<const Delivery>();
    const auto kept = std::make_shared<const Message>(std::move(message));
    world_.ledger.add_inbound(kept);
    world_.callbacks.schedule(
        twilio_inbound_chain(kept, token_of(*owner), std::chrono::steady_clock::now()));
    return kept->id;
}

} // namespace bkxsms::sandbox
