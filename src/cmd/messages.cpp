// bkxsms messages: list messages, show one, change or settle some. See bkxsms-messages(1).

#include "cmd/checks.hpp"
#include "cmd/command.hpp"
#include "cmd/explain.hpp"
#include "cmd/intervene.hpp"
#include "cmd/message_json.hpp"
#include "cmd/message_view.hpp"
#include "cmd/resolve.hpp"
#include "cmd/session.hpp"
#include "core/base/error.hpp"
#include "core/base/parse.hpp"
#include "core/phone/number.hpp"
#include "core/queue/message_type.hpp"
#include "core/store/message_list.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <limits>
#include <memory>

namespace bkxsms::cmd {
namespace {

struct ListOptions {
    std::string status, to, since;
    store::MessageFilter filter;
    std::int64_t before = 0;
};

/// A list that is empty because of a slip of the pen would reassure for nothing.
void require_known_type(const std::string& typed) {
    std::vector<std::string_view> names;
    for (const auto& type : queue::message_types()) names.push_back(type.name);
    if (std::ranges::find(names, typed) != names.end()) return;
    const auto near = nearest(typed, names);
    throw Error(Fault::usage, fmt::format("unknown message type '{}'", typed),
                near.empty() ? "bkxsms-send(1) lists the types"
                             : fmt::format("did you mean '{}'?", near));
}

store::MessageFilter read_filter(const ListOptions& typed, Session& session) {
    auto filter = typed.filter;
    filter.before = MessageId{typed.before};
    if (!typed.status.empty()) {
        filter.status = store::parse_status(typed.status);
        if (!filter.status)
            throw Error(Fault::usage, fmt::format("unknown status '{}'", typed.status),
                        "bkxsms-messages(1) lists them");
    }
    if (!typed.filter.type.empty()) require_known_type(typed.filter.type);
    if (!typed.to.empty()) {
        const auto number = phone::parse_number(typed.to, session.config().default_region);
        if (const auto* no = std::get_if<phone::NotANumber>(&number))
            throw Error(Fault::data, "--to is no phone number: " + no->explain(),
                        "write it with + and country code");
        filter.to = std::get<phone::Number>(number).e164;
    }
    if (!typed.since.empty()) {
        filter.since = parse_rfc3339(typed.since);
        if (!filter.since)
            throw Error(Fault::usage, fmt::format("--since '{}' is no time", typed.since),
                        "write 2026-11-24T09:00:00Z");
    }
    return filter;
}

int run_list(const ListOptions& typed, Session& session) {
    const auto found = store::list_messages(session.store(), read_filter(typed, session));
    auto& out = session.out();
    if (out.structured()) {
        std::vector<std::string> objects;
        for (const auto& message : found) objects.push_back(message_json(message));
        out.objects(objects);
    } else if (out.quiet()) {
        for (const auto& message : found) out.line(std::to_string(message.id.value));
    } else {
        print_message_table(found, out);
    }
    return 0;
}

int run_show(std::int64_t id, Session& session) {
    const auto message = store::load_message(session.store(), MessageId{id});
    auto& out = session.out();
    if (out.structured())
        out.line(message_json(message));
    else
        print_message(message, session.store(), out);
    return 0;
}

} // namespace

Action declare_messages(CLI::App& app) {
    auto options = std::make_shared<ListOptions>();
    auto id = std::make_shared<std::int64_t>(0);
    app.require_subcommand(1);

    auto* const list = app.add_subcommand("list", "Newest first")->fallthrough();
    list->add_option("--status", options->status, "Only these")->type_name("STATUS");
    list->add_option("--type", options->filter.type, "Only these")->type_name("TYPE");
    list->add_option("--booking", options->filter.booking, "Only this booking's")
        ->type_name("ID");
    list->add_option("--batch", options->filter.batch, "Only what was accepted together")
        ->type_name("NAME");
    list->add_option("--to", options->to, "Only to this number")->type_name("NUMBER");
    list->add_option("--since", options->since, "Accepted at or after")->type_name("TIME");
    list->add_option("--before", options->before, "Older than this message: the next page")
        ->type_name("ID")
        ->check(whole_number(1, std::numeric_limits<std::int64_t>::max()));
    list->add_option("--limit", options->filter.limit, "At most; default 50")
        ->type_name("COUNT")
        ->check(whole_number(1, 1000));

    auto* const show = app.add_subcommand("show", "All about one message")->fallthrough();
    show->add_option("id", *id, "Its number")
        ->required()
        ->type_name("ID")
        ->check(whole_number(1, std::numeric_limits<std::int64_t>::max()));

    auto* const explain =
        app.add_subcommand("explain", "Who sent it, or would, and why")->fallthrough();
    const auto run_explain = declare_explain(*explain);

    auto* const resolve =
        app.add_subcommand("resolve", "Say what became of a message")->fallthrough();
    const auto run_resolve = declare_resolve(*resolve);
    const auto intervene = declare_interventions(app);

    return [=](Session& session) {
        if (resolve->parsed()) return run_resolve(session);
        if (explain->parsed()) return run_explain(session);
        if (const auto status = intervene(session)) return *status;
        return show->parsed() ? run_show(*id, session) : run_list(*options, session);
    };
}

} // namespace bkxsms::cmd
