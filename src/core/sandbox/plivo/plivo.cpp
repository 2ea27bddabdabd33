#include "core/sandbox/plivo/plivo.hpp"

#include "core/base/error.hpp"
#include "core/base/parse.hpp"
#include "core/sandbox/basic_auth.hpp"
#include "core/sandbox/faults.hpp"
#include "core/sandbox/figures.hpp"
#include "core/sandbox/plivo/catalogue.hpp"
#include "core/sandbox/plivo/message.hpp"
#include "core/sandbox/plivo/send.hpp"

#include <algorithm>

namespace bkxsms::sandbox {

Plivo::Plivo(std::vector<PlivoAccount> accounts, std::string callback_secret, World& world)
    : accounts_(std::move(accounts)), callback_secret_(std::move(callback_secret)),
      world_(world) {
    for (const auto& account : accounts_)
        for (const auto& token : account.tokens)
            logins_.emplace(basic_credentials(account.auth_id, token), &account);
}

const PlivoAccount* Plivo::find_account(std::string_view id) const {
    const auto at = std::ranges::find(accounts_, id, &PlivoAccount::auth_id);
    return at == accounts_.end() ? nullptr : &*at;
}

PlivoSigners Plivo::signers_of(const PlivoAccount& account) const {
    const auto tokens_of = [&](const PlivoAccount& owner) {
        std::vector<std::string> tokens;
        if (!callback_secret_.empty()) return std::vector{callback_secret_};
        for (const auto& token : owner.tokens) tokens.emplace_back(token.reveal());
        return tokens;
    };
    const auto* main = find_account(account.parent);
    return {tokens_of(account), tokens_of(main ? *main : account)};
}

Answer Plivo::refuse(const PlivoError& error) {
    world_.count_refusal(std::to_string(error.status));
    return answer_of(error);
}

bool Plivo::answers(const Request& head) const noexcept {
    return head.path.starts_with("/v1/Account/") || head.path.starts_with("/v1/Number/");
}

std::optional<Operation> Plivo::operation(const Request& head) const noexcept {
    const auto route = find_plivo_route(head.path);
    return route ? operation_of(head.method, *route) : std::nullopt;
}

Answer Plivo::handle(const Request& request) {
    const auto route = find_plivo_route(request.path);
    if (!route) return refuse({404});
    const auto at = logins_.find(std::string(basic_of(request.header("Authorization"))));
    if (at == logins_.end()) return refuse({401});
    const auto& login = *at->second;
    const auto* account =
        route->resource == PlivoResource::look_up ? &login : find_account(route->account);
    if (account == nullptr || (account != &login && account->parent != login.auth_id))
        return refuse({404});
    return serve(request, *route, *account);
}

Answer Plivo::serve(const Request& request, const PlivoRoute& route,
                    const PlivoAccount& account) {
    const auto operation = operation_of(request.method, route);
    if (!operation) return refuse({405});
    json::Value body;
    std::string to(route.item);
    // Plivo's own SDK sends a body with GET, too.
    if (request.method == "POST") {
        if (!ascii_lower(request.header("Content-Type")).starts_with("application/json"))
            return refuse({400, "the body must be JSON"});
        body = json::try_parse(request.body).value_or(json::Value());
    }
    if (*operation == Operation::send) {
        // Of several recipients a rule sees the first.
        const auto dst = body.text("dst");
        const auto digits = bare_digits(std::string_view(dst).substr(0, dst.find('<')));
        if (digits) to = '+' + *digits;
    }

    const auto play = world_.play();
    return play_out(
        *play, {name(), *operation, to}, request.concurrent,
        [&](const Action& action) {
            return work(request, route, account, body, play->scenario(), action);
        },
        [&](int status, const std::string& words) {
            return refuse({status != 0 ? status : 400, words});
        });
}

Answer Plivo::work(const Request& request, const PlivoRoute& route, const PlivoAccount& account,
                   const json::Value& body, const Scenario& scenario, const Action& action) {
    switch (route.resource) {
    case PlivoResource::messages:
        return request.method == "POST" ? send(body, account, scenario, action)
                                        : list(request, account);
    case PlivoResource::message:
    case PlivoResource::media:
        return fetch(route, account);
    case PlivoResource::account:
        return plivo_account(account);
    default:
        break;
    }
    const auto found = plivo_catalogue(request, route, account, scenario);
    return found ? *found : refuse({404});
}

Answer Plivo::send(const json::Value& body, const PlivoAccount& account,
                   const Scenario& scenario, const Action& action) {
    auto checked = check_plivo_batch(body, account);
    if (const auto* error = std::get_if<PlivoError>(&checked)) return refuse(*error);

    const auto& batch = std::get<PlivoBatch>(checked);
    const auto accepted = std::chrono::steady_clock::now();
    Answer answer{.status = 202};
    json::Writer w;
    w.begin_object();
    w.key("api_id").string(random_uuid());
    w.key("message").string("message(s) queued");
    w.key("message_uuid").begin_array();
    for (const auto& to : batch.to) {
        auto draft = batch.draft;
        draft.to = to;
        draft.id = random_uuid();
        const auto message = world_.accept(std::move(draft), scenario, action);
        if (!message->callback_url.empty())
            world_.callbacks.schedule(plivo_status_chain(
                message, account, action.callbacks ? *action.callbacks : scenario.callbacks,
                signers_of(account), accepted));
        w.string(message->id);
        answer.ids.push_back(message->id);
    }
    w.end_array();
    if (!batch.invalid.empty()) {
        w.key("invalid_number").begin_array();
        for (const auto& number : batch.invalid) w.string(number);
        w.end_array();
    }
    w.end_object();
    answer.body = w.str();
    return answer;
}

Answer Plivo::fetch(const PlivoRoute& route, const PlivoAccount& account) {
    const auto message = world_.ledger.find(route.item);
    if (!message || message->provider != name() || message->account != account.auth_id)
        return refuse({404, "not found"});
    const auto api_id = "{\"api_id\":\"" + random_uuid() + "\",";
    if (route.resource == PlivoResource::media)
        return {.body = api_id + R"("meta":{"limit":20,"next":null,"offset":0,"previous":null,)"
                                 R"("total_count":0},"objects":[]})"};
    return {.body = api_id + plivo_record(*message, account, world_.clock.now()).substr(1)};
}

std::string Plivo::receive(const Inbound& inbound) {
    if (accounts_.empty()) throw Error(Fault::data, "the sandbox has no Plivo account");
    const auto* owner = &accounts_.front();
    for (const auto& account : accounts_)
        for (const auto& number : account.numbers)
            if (number == without_plus(inbound.to)) owner = &account;

    Message draft;
    draft.provider = name();
    draft.id = random_uuid();
    draft.account = owner->auth_id;
    const auto message = world_.receive(std::move(draft), inbound);
    world_.callbacks.schedule(
        plivo_inbound_chain(message, signers_of(*owner), std::chrono::steady_clock::now()));
    return message->id;
}

} // namespace bkxsms::sandbox
