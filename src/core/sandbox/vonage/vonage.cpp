#include "core/sandbox/vonage/vonage.hpp"

#include "core/base/error.hpp"
#include "core/base/json.hpp"
#include "core/base/parse.hpp"
#include "core/base/utf8.hpp"
#include "core/sandbox/faults.hpp"
#include "core/sandbox/figures.hpp"
#include "core/sandbox/vonage/calls.hpp"
#include "core/sandbox/vonage/reports.hpp"
#include "core/sandbox/vonage/sms.hpp"
#include "core/text/gsm7.hpp"
#include "core/text/segment.hpp"

#include <algorithm>

namespace bkxsms::sandbox {
namespace {

/// What a request says, however it says it.
struct Parameters {
    Fields fields;      ///< of the query, then of the body; a JSON body's members as text
    json::Value object; ///< a JSON body; absent if the body is none
};

/// nullopt if they cannot be decoded.
std::optional<Parameters> read_parameters(const Request& request) {
    auto fields = parse_form(request.query);
    if (!fields) return std::nullopt;
    Parameters all{std::move(*fields), {}};
    if (!ascii_lower(request.header("Content-Type")).starts_with("application/json")) {
        auto body = parse_form(request.body);
        if (!body) return std::nullopt;
        all.fields.insert(all.fields.end(), std::move_iterator(body->begin()),
                          std::move_iterator(body->end()));
        return all;
    }
    all.object = json::try_parse(request.body).value_or(json::Value());
    for (const auto& name : all.object.members()) {
        const auto flag = all.object[name].boolean();
        all.fields.emplace_back(name,
                                flag ? (*flag ? "true" : "false") : all.object.text(name));
    }
    return all;
}

/// A text as its parts: what each of several webhooks carries.
std::vector<std::string> parts_of(const std::string& body) {
    const auto counted = text::count_segments(body);
    const bool gsm7 = counted.alphabet == text::Alphabet::gsm7;
    std::vector<std::string> parts;
    std::size_t pos = 0;
    for (const int whole : counted.units_per_part) {
        const auto begin = pos;
        for (int units = 0; units < whole && pos < body.size();) {
            const auto point = next_code_point(body, &pos);
            units += gsm7 ? text::gsm7_septets(point) : point > 0xFFFF ? 2 : 1;
        }
        parts.push_back(body.substr(begin, pos - begin));
    }
    return parts.empty() ? std::vector{body} : parts;
}

} // namespace

Vonage::Vonage(std::vector<VonageAccount> accounts, std::string callback_secret, World& world)
    : accounts_(std::move(accounts)), logins_(accounts_),
      callback_secret_(std::move(callback_secret)), world_(world) {
    for (const auto& account : accounts_)
        settings_.emplace(account.api_key, std::make_unique<VonageSettings>(account));
}

VonageSettings& Vonage::settings_of(const VonageAccount& account) const {
    return *settings_.at(account.api_key);
}

std::string Vonage::secret_of(const VonageAccount& account) const {
    return callback_secret_.empty() ? std::string(account.signature_secret.reveal())
                                    : callback_secret_;
}

VonageStyle Vonage::style_of(const VonageAccount& account) const {
    return {account, settings_of(account).push(), secret_of(account)};
}

Answer Vonage::refuse(const VonageStatus& status) {
    world_.count_refusal(status.status);
    return vonage_refused(status);
}

Answer Vonage::refuse(const VonageProblem& problem) {
    world_.count_refusal(code_of(problem));
    return vonage_problem(problem);
}

Answer Vonage::refuse_http(int status) {
    world_.count_refusal(std::to_string(status));
    return vonage_http_error(status);
}

/// What a scenario says: the SMS API has its codes in an answer of 200.
Answer Vonage::refuse(VonageCall call, int status, const std::string& code) {
    if (call == VonageCall::messages || call == VonageCall::reports)
        return refuse(VonageProblem{.code = code, .status = status});
    if (call == VonageCall::sms && !code.empty()) {
        auto answer = refuse(VonageStatus{code});
        if (status != 0) answer.status = status;
        return answer;
    }
    return refuse_http(status != 0 ? status : 500);
}

bool Vonage::answers(const Request& head) const noexcept {
    return is_vonage_path(head.path);
}

std::optional<Operation> Vonage::operation(const Request& head) const noexcept {
    const auto* route = find_vonage_route(head.path);
    return route && route->method == head.method ? std::optional(route->operation)
                                                 : std::nullopt;
}

std::variant<Vonage::Sender, Answer> Vonage::admit(const Request& request, VonageCall call,
                                                   const Fields& fields) {
    const auto authorization = request.header("Authorization");
    if (call == VonageCall::sms && authorization.empty()) {
        const auto found = logins_.by_parameters(fields);
        if (const auto* status = std::get_if<VonageStatus>(&found)) return refuse(*status);
        return Sender{std::get<const VonageAccount*>(found), false};
    }
    const bool takes_jwt = call == VonageCall::messages || call == VonageCall::identity;
    if (takes_jwt)
        if (const auto* account = logins_.bearer(authorization, world_.clock.now()))
            return Sender{account, true};
    const auto* account = call == VonageCall::identity ? nullptr : logins_.basic(authorization);
    if (account) return Sender{account, false};
    if (takes_jwt || call == VonageCall::reports) return refuse(VonageProblem{.status = 401});
    return refuse_http(401);
}

Answer Vonage::handle(const Request& request) {
    const auto* route = find_vonage_route(request.path);
    if (route == nullptr) return refuse_http(404);
    if (route->method != request.method) return refuse_http(405);
    const auto parameters = read_parameters(request);
    if (!parameters) return refuse_http(400);
    const auto& fields = parameters->fields;
    const auto admitted = admit(request, route->call, fields);
    if (const auto* no = std::get_if<Answer>(&admitted)) return *no;
    const auto& sender = std::get<Sender>(admitted);

    const auto play = world_.play();
    const auto& scenario = play->scenario();
    const auto to = route->operation == Operation::send ? '+' + std::string(first(fields, "to"))
                                                        : std::string();
    MessagePtr accepted;
    const auto work = [&](const Action& action) {
        Answer answer;
        switch (route->call) {
        case VonageCall::sms:
            accepted = send_sms(fields, *sender.account, scenario, action, &answer);
            return answer;
        case VonageCall::messages:
            return send_message(parameters->object, sender, scenario, action);
        case VonageCall::reports:
            return vonage_records(request, fields, *sender.account, world_.ledger,
                                  world_.clock.now());
        default:
            break;
        }
        return vonage_side_call({route->call, request, fields, *sender.account,
                                 settings_of(*sender.account), world_.ledger,
                                 *scenario.delivery, world_.clock.now()});
    };
    return play_out(*play, {name(), route->operation, to}, request.concurrent, work,
                    [&](int status, const std::string& code) {
                        // Accepted in part: the first part is, the others are not.
                        if (accepted && accepted->segments > 1 && !code.empty() && status == 0)
                            return vonage_accepted(*accepted, *sender.account, {code});
                        return refuse(route->call, status, code);
                    });
}

MessagePtr Vonage::send_sms(const Fields& fields, const VonageAccount& account,
                            const Scenario& scenario, const Action& action, Answer* answer) {
    auto checked = check_vonage_sms(fields, account, settings_of(account).receipt_url());
    if (const auto* status = std::get_if<VonageStatus>(&checked)) {
        *answer = refuse(*status);
        return nullptr;
    }
    auto& draft = std::get<Message>(checked);
    draft.id = random_vonage_id();
    const auto now = std::chrono::steady_clock::now();
    auto message = world_.accept(std::move(draft), scenario, action);
    const auto& callbacks = action.callbacks ? *action.callbacks : scenario.callbacks;
    if (!message->callback_url.empty())
        for (int part = 1; part <= message->segments; ++part)
            world_.callbacks.schedule(
                vonage_receipt_chain(message, part, style_of(account), callbacks, now));
    *answer = vonage_accepted(*message, account);
    return message;
}

Answer Vonage::send_message(const json::Value& asked, const Sender& sender,
                            const Scenario& scenario, const Action& action) {
    const auto& account = *sender.account;
    const auto status_url = sender.application ? account.application_status_url
                                               : settings_of(account).receipt_url();
    auto checked = check_vonage_message(asked, account, status_url);
    if (const auto* problem = std::get_if<VonageProblem>(&checked)) return refuse(*problem);

    auto& draft = std::get<Message>(checked);
    draft.id = random_uuid();
    const auto now = std::chrono::steady_clock::now();
    const auto message = world_.accept(std::move(draft), scenario, action);
    if (!message->callback_url.empty())
        world_.callbacks.schedule(vonage_message_chain(
            message, account, action.callbacks ? *action.callbacks : scenario.callbacks,
            secret_of(account), now));
    return {.status = 202,
            .body = "{\"message_uuid\":\"" + message->id + "\"}",
            .ids = {message->id}};
}

std::string Vonage::receive(const Inbound& inbound) {
    if (accounts_.empty()) throw Error(Fault::data, "the sandbox has no Vonage account");
    const auto& account = accounts_.front();
    Message draft;
    draft.provider = name();
    draft.id = random_vonage_id();
    draft.account = account.api_key;
    draft.type = text::count_segments(inbound.body).alphabet == text::Alphabet::gsm7
                     ? "text"
                     : "unicode";
    const auto parts = parts_of(inbound.body);
    const auto message = world_.receive(std::move(draft), inbound);
    int part = 0;
    for (const auto& text : parts)
        world_.callbacks.schedule(vonage_inbound_chain(message, ++part, text, style_of(account),
                                                       std::chrono::steady_clock::now()));
    return message->id;
}

} // namespace bkxsms::sandbox
