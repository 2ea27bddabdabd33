#include "core/sandbox/aws/aws.hpp"

#include "core/base/error.hpp"
#include "core/base/json.hpp"
#include "core/base/parse.hpp"
#include "core/sandbox/aws/logs.hpp"
#include "core/sandbox/aws/publish.hpp"
#include "core/sandbox/aws/xml.hpp"
#include "core/sandbox/demonstration_key.hpp"
#include "core/sandbox/faults.hpp"
#include "core/sandbox/figures.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>

namespace bkxsms::sandbox {
namespace {

constexpr std::string_view logs_target = "Logs_20140328.FilterLogEvents";
constexpr std::string_view metric_target = "GraniteServiceVersion20100801.GetMetricStatistics";

// docs/providers/aws_sns.md section 4.
constexpr std::array<std::string_view, 10> opt_out_words{
    "arret", "cancel", "end",  "opt-out", "optout",
    "quit",  "remove", "stop", "td",      "unsubscribe"};

AwsService service_of(const Request& request, std::string_view action) noexcept {
    const auto target = request.header("X-Amz-Target");
    if (target.starts_with("Logs_")) return AwsService::logs;
    if (!target.empty()) return AwsService::monitoring;
    return action == "GetCallerIdentity" ? AwsService::sts : AwsService::sns;
}

bool needs_no_signature(const Request& request, std::string_view action) {
    return request.method == "GET" && request.header("Authorization").empty() &&
           (action == "ConfirmSubscription" || action == "Unsubscribe");
}

std::shared_ptr<const Delivery> failing(const Delivery& usual, std::string why) {
    auto plan = std::make_shared<Delivery>(usual);
    plan->fate = Fate::failed;
    plan->error_code = std::move(why);
    return plan;
}

} // namespace

Aws::Aws(std::vector<AwsAccount> accounts, bool forge, World& world)
    : accounts_(std::move(accounts)), gate_(accounts_), forge_(forge), world_(world) {
    for (const auto& account : accounts_)
        states_.emplace(account.id, std::make_unique<AwsState>(account));
}

AwsState& Aws::state_of(const Call& call) const {
    // The unsigned calls name a subscription, whose account is the only one or the first.
    const auto& account = call.login.account ? *call.login.account : accounts_.front();
    return *states_.at(account.id);
}

Answer Aws::refuse(const AwsError& error, AwsService service) {
    world_.count_refusal(code_of(error));
    return answer_of(error, service);
}

bool Aws::answers(const Request& head) const noexcept {
    return head.path == "/" || head.path == aws_certificate_path;
}

std::optional<Operation> Aws::operation(const Request& head) const noexcept {
    if (head.path != "/") return std::nullopt;
    switch (service_of(head, {})) {
    case AwsService::logs:
        return Operation::list;
    case AwsService::monitoring:
        return Operation::balance;
    default:
        return Operation::send;
    }
}

Answer Aws::handle(const Request& request) {
    if (request.path == aws_certificate_path)
        return {.content_type = "application/x-pem-file",
                .body = demonstration_certificate_pem};
    const bool get = request.method == "GET";
    const bool json = !request.header("X-Amz-Target").empty();
    const auto form = json ? Fields{} : parse_form(get ? request.query : request.body);
    const auto action = form ? first(*form, "Action") : std::string_view();
    const auto service = service_of(request, action);
    if (!get && request.method != "POST") return refuse({"InvalidAction", {}, 405}, service);
    if (!form) return refuse({"MalformedQueryString"}, service);

    AwsLogin login;
    if (!needs_no_signature(request, action)) {
        auto checked = gate_.check(request, service, world_.clock.now());
        if (const auto* error = std::get_if<AwsError>(&checked)) return refuse(*error, service);
        login = std::get<AwsLogin>(std::move(checked));
    }
    const Call call{service, action, *form, request, login};
    const auto to = first(*form, "PhoneNumber");
    const auto operation = service == AwsService::logs          ? Operation::list
                           : action == "Publish" && !to.empty() ? Operation::send
                                                                : Operation::balance;
    const auto play = world_.play();
    return play_out(
        *play, {name(), operation, to}, request.concurrent,
        [&](const Action& what) { return work(call, play->scenario(), what); },
        [&](int status, const std::string& code) {
            return refuse({code, {}, status}, service);
        });
}

Answer Aws::work(const Call& call, const Scenario& scenario, const Action& action) {
    if (call.service == AwsService::logs || call.service == AwsService::monitoring)
        return cloudwatch(call);
    if (call.action == "Publish") {
        if (first(call.form, "PhoneNumber").empty() && !first(call.form, "TopicArn").empty())
            return publish_to_topic(call,
                                    action.callbacks ? *action.callbacks : scenario.callbacks);
        return publish(call, scenario, action);
    }
    struct Entry {
        std::string_view name;
        Answer (Aws::*act)(const Call&);
    };
    static constexpr std::array entries{
        Entry{"GetCallerIdentity", &Aws::identity},
        Entry{"CheckIfPhoneNumberIsOptedOut", &Aws::check_opted_out},
        Entry{"ListPhoneNumbersOptedOut", &Aws::list_opted_out},
        Entry{"OptInPhoneNumber", &Aws::opt_in},
        Entry{"GetSMSAttributes", &Aws::get_attributes},
        Entry{"SetSMSAttributes", &Aws::set_attributes},
        Entry{"GetSMSSandboxAccountStatus", &Aws::sandbox_status},
        Entry{"ListSMSSandboxPhoneNumbers", &Aws::sandbox_numbers},
        Entry{"ListOriginationNumbers", &Aws::origination_numbers},
        Entry{"Subscribe", &Aws::subscribe},
        Entry{"ConfirmSubscription", &Aws::confirm},
        Entry{"Unsubscribe", &Aws::unsubscribe},
        Entry{"SetTopicAttributes", &Aws::set_topic},
    };
    const auto* entry = std::ranges::find(entries, call.action, &Entry::name);
    if (entry != entries.end()) return (this->*entry->act)(call);
    if (call.action.empty()) return refuse({"MissingAction"}, call.service);
    return refuse({"InvalidAction", fmt::format("Could not find operation {} for version {}",
                                                call.action, first(call.form, "Version"))},
                  call.service);
}

Answer Aws::publish(const Call& call, const Scenario& scenario, const Action& action) {
    auto checked = check_aws_publish(call.form, *call.login.account);
    if (const auto* error = std::get_if<AwsError>(&checked))
        return refuse(*error, call.service);

    auto& draft = std::get<AwsDraft>(checked);
    const auto& usual = action.delivery ? *action.delivery : *scenario.delivery;
    if (state_of(call).opted_out(draft.message.to)) {
        draft.message.delivery = failing(usual, "Phone number is opted out");
    } else if (draft.max_price_nano && usual.price_nano > *draft.max_price_nano) {
        draft.message.delivery = failing(usual, "This delivery would exceed max price");
    }
    draft.message.id = random_uuid();
    const auto message = world_.accept(std::move(draft.message), scenario, action);
    auto answer = xml_answer(call.service, call.action,
                             fmt::format("<MessageId>{}</MessageId>", message->id));
    answer.ids = {message->id};
    return answer;
}

Answer Aws::cloudwatch(const Call& call) {
    const auto target = call.request.header("X-Amz-Target");
    const auto now = world_.clock.now();
    if (target == logs_target) {
        auto page = aws_filter_log_events(call.request.body, call.login, state_of(call),
                                          world_.ledger, now);
        if (const auto* error = std::get_if<AwsError>(&page))
            return refuse(*error, call.service);
        return {.content_type = json_type(call.service),
                .body = std::get<std::string>(std::move(page))};
    }
    if (target == metric_target)
        return {.content_type = json_type(call.service),
                .body = aws_month_spend(call.request.body, call.login, world_.ledger, now)};
    return refuse({"InvalidAction", fmt::format("Could not find operation {}", target)},
                  call.service);
}

void Aws::notify(const AwsNotice& notice, const std::string& endpoint, bool forge) {
    world_.callbacks.schedule(
        aws_notice_chain(notice, endpoint, forge || forge_, std::chrono::steady_clock::now()));
}

std::string Aws::receive(const Inbound& inbound) {
    if (accounts_.empty()) throw Error(Fault::data, "the sandbox has no AWS account");
    const auto& account = accounts_.front();
    auto& state = *states_.at(account.id);
    Message draft;
    draft.provider = name();
    draft.id = random_uuid();
    draft.account = account.id;
    const auto message = world_.receive(std::move(draft), inbound);
    const auto keyword = ascii_lower(trim(message->body));
    if (std::ranges::find(opt_out_words, keyword) != opt_out_words.end())
        state.opt_out(message->from);

    json::Writer w;
    w.begin_object();
    w.key("originationNumber").string(message->from);
    w.key("destinationNumber").string(message->to);
    w.key("messageKeyword").string("SANDBOX");
    w.key("messageBody").string(message->body);
    w.key("inboundMessageId").string(message->id);
    w.end_object();
    const auto topic = fmt::format("arn:aws:sns:us-east-1:{}:sandbox-inbound", account.id);
    AwsNotice notice;
    notice.id = random_uuid();
    notice.topic = topic;
    notice.subscription = topic + ":5a4db0c5-0000-4000-8000-000000000002";
    notice.message = w.str();
    notice.version = state.signature_version(topic);
    notice.at = message->accepted_at;
    notify(notice, message->callback_url, false);
    return message->id;
}

} // namespace bkxsms::sandbox
