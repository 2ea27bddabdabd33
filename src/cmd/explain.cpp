#include "cmd/explain.hpp"

#include "cmd/accounts.hpp"
#include "cmd/checks.hpp"
#include "cmd/json_members.hpp"
#include "cmd/session.hpp"
#include "core/queue/outlook.hpp"
#include "core/routing/sender.hpp"
#include "core/security/mask.hpp"

#include <fmt/format.h>
#include <limits>
#include <memory>

namespace bkxsms::cmd {
namespace {

using security::printable;

/// What the message would meet with if it were sent now.
struct Outlook {
    routing::Choice choice;
    std::string from; ///< what the chosen provider would send it from
};

Outlook outlook_of(const store::Message& message, Session& session) {
    const auto& config = session.config();
    const auto plan = routing_plan(config);
    Outlook outlook{queue::choose_now(session.store(), plan, message, session.now()), {}};
    if (outlook.choice.provider.empty()) return outlook;
    outlook.from = message.from;
    if (outlook.from.empty())
        outlook.from = routing::sender_for(
            config.senders, outlook.choice.provider, message.country, message.to,
            find_account(outlook.choice.provider).sender(config));
    return outlook;
}

std::string end_of(const store::AttemptRow& a) {
    if (a.error_category.empty()) return a.state;
    return fmt::format("{}: {} {} {}", a.state, a.error_category, printable(a.error_code),
                       printable(a.error_message));
}

void print_words(const store::Message& message, const std::vector<store::AttemptRow>& attempts,
                 const Outlook& outlook, Output& out) {
    out.line(fmt::format("message {} is {}{}", message.id.value, word(message.status),
                         message.reason.empty() ? "" : " (" + message.reason + ")"));
    for (const auto& a : attempts) {
        out.line(fmt::format("attempt {} went to {}, because: {}", a.n, a.provider,
                             a.why.empty() ? "the message asks for it" : printable(a.why)));
        out.line(fmt::format("    {}{}", end_of(a),
                             a.took_ms ? fmt::format(", after {} ms", *a.took_ms) : ""));
    }
    out.line("if it were sent now:");
    for (const auto& c : outlook.choice.candidates) {
        const bool chosen = c.provider == outlook.choice.provider;
        out.line(fmt::format("  {} {:<8}{}{}", chosen ? '>' : ' ', c.provider, c.rank,
                             c.obstacle.empty() ? "" : "; " + printable(c.obstacle)));
    }
    if (outlook.choice.provider.empty())
        out.line("  nobody: " + printable(outlook.choice.why));
    else
        out.line(fmt::format("  from {}: {}",
                             outlook.from.empty() ? "the account's own sender" : outlook.from,
                             printable(outlook.choice.why)));
}

void print_json(const store::Message& message, const std::vector<store::AttemptRow>& attempts,
                const Outlook& outlook, Output& out) {
    json::Writer json;
    json.begin_object().key("id").integer(message.id.value);
    json.key("status").string(word(message.status));
    text_member(json, "reason", message.reason);
    json.key("attempts").begin_array();
    for (const auto& a : attempts) {
        json.begin_object().key("n").integer(a.n).key("provider").string(a.provider);
        text_member(json, "why", a.why);
        json.key("state").string(a.state);
        text_member(json, "category", a.error_category);
        text_member(json, "code", a.error_code);
        text_member(json, "message", a.error_message);
        json.end_object();
    }
    json.end_array().key("now").begin_object();
    text_member(json, "provider", outlook.choice.provider);
    text_member(json, "from", outlook.from);
    json.key("takes_over").boolean(outlook.choice.takes_over);
    json.key("why").string(outlook.choice.why);
    json.key("candidates").begin_array();
    for (const auto& c : outlook.choice.candidates) {
        json.begin_object().key("provider").string(c.provider).key("rank").string(c.rank);
        text_member(json, "obstacle", c.obstacle);
        json.end_object();
    }
    out.line(json.end_array().end_object().end_object().str());
}

int run_explain(std::int64_t id, Session& session) {
    auto& store = session.store();
    const auto message = store::load_message(store, MessageId{id});
    const auto attempts = store::attempts_of(store, message.id);
    const auto outlook = outlook_of(message, session);
    if (session.out().structured())
        print_json(message, attempts, outlook, session.out());
    else
        print_words(message, attempts, outlook, session.out());
    return 0;
}

} // namespace

Action declare_explain(CLI::App& app) {
    auto id = std::make_shared<std::int64_t>(0);
    app.add_option("id", *id, "Its number")
        ->required()
        ->type_name("ID")
        ->check(whole_number(1, std::numeric_limits<std::int64_t>::max()));
    return [id](Session& session) { return run_explain(*id, session); };
}

} // namespace bkxsms::cmd
