#include "core/sandbox/control.hpp"

#include "core/base/error.hpp"
#include "core/base/json.hpp"
#include "core/sandbox/demonstration_key.hpp"
#include "core/sandbox/form.hpp"

#include <array>
#include <fmt/format.h>

namespace bkxsms::sandbox {
namespace {

Answer no_content() {
    return {.status = 204, .content_type = ""};
}

Answer problem(int status, const Error& error) {
    json::Writer w;
    w.begin_object();
    w.key("error").string(error.what());
    w.key("hint").string(error.hint());
    w.end_object();
    return {.status = status, .body = w.str() + '\n'};
}

Answer show_ledger(const Request&, World& world, const Protocols&) {
    return {.content_type = "application/x-ndjson", .body = world.ledger.lines()};
}

Answer clear_ledger(const Request&, World& world, const Protocols&) {
    world.ledger.clear();
    return no_content();
}

Answer set_scenario(const Request& request, World& world, const Protocols&) {
    world.replace_scenario(request.body.empty() ? Scenario{} : read_scenario(request.body));
    return no_content();
}

/// \throws Error{data} if the sandbox has no such provider.
Protocol& named(const Protocols& protocols, std::string_view name) {
    std::vector<std::string_view> names;
    for (const auto& protocol : protocols) {
        if (protocol->name() == name) return *protocol;
        names.push_back(protocol->name());
    }
    throw Error(Fault::data, fmt::format("no provider '{}'", name),
                fmt::format("there are {}", fmt::join(names, ", ")));
}

Answer receive(const Request& request, World&, const Protocols& protocols) {
    const auto asked = json::parse(request.body);
    const auto name = asked["provider"].string().value_or("twilio");
    const auto id = named(protocols, name)
                        .receive({asked.text("from"), asked.text("to"), asked.text("body"),
                                  asked.text("url")});
    json::Writer w;
    w.begin_object();
    w.key("sid").string(id);
    w.end_object();
    return {.status = 201, .body = w.str() + '\n'};
}

Answer show_stats(const Request&, World& world, const Protocols&) {
    const auto callbacks = world.callbacks.stats();
    json::Writer w;
    w.begin_object();
    w.key("requests").integer(world.requests);
    w.key("accepted").integer(static_cast<std::int64_t>(world.ledger.accepted()));
    w.key("refused").begin_object();
    for (const auto& [code, count] : world.refusals()) w.key(code).integer(count);
    w.end_object();
    w.key("callbacks").begin_object();
    w.key("made").integer(callbacks.made);
    w.key("taken").integer(callbacks.taken);
    w.key("failed").integer(callbacks.failed);
    w.key("refused").integer(callbacks.refused);
    w.key("pending").integer(callbacks.pending);
    w.end_object();
    w.key("rules").begin_array();
    for (const auto& rule : world.play()->tally()) {
        w.begin_object();
        w.key("name").string(rule.name);
        w.key("seen").integer(rule.seen);
        w.key("fired").integer(rule.fired);
        w.end_object();
    }
    w.end_array();
    w.end_object();
    return {.body = w.str() + '\n'};
}

Answer show_key(const Request&, World&, const Protocols&) {
    return {.content_type = "application/x-pem-file", .body = demonstration_key_pem};
}

struct Entry {
    std::string_view method;
    std::string_view name;
    Answer (*act)(const Request&, World&, const Protocols&);
};
constexpr std::array entries{
    Entry{"GET", "ledger", show_ledger},       Entry{"DELETE", "ledger", clear_ledger},
    Entry{"GET", "application-key", show_key}, Entry{"GET", "stats", show_stats},
    Entry{"PUT", "scenario", set_scenario},    Entry{"POST", "inbound", receive},
};

bool from_this_machine(const Request& request) {
    if (!request.header("Origin").empty()) return false;
    const auto url = parse_url("http://" + std::string(request.header("Host")));
    return url &&
           (url->host == "localhost" || url->host == "::1" || url->host.starts_with("127."));
}

} // namespace

Answer control(const Request& request, World& world, const Protocols& protocols) {
    if (!from_this_machine(request))
        return problem(403, Error(Fault::no_permission, "not for web pages"));
    const auto name = request.path.substr(control_root.size());
    bool known = false;
    for (const auto& entry : entries) {
        if (entry.name != name) continue;
        known = true;
        if (entry.method != request.method) continue;
        try {
            return entry.act(request, world, protocols);
        } catch (const Error& error) {
            return problem(error.fault() == Fault::data ? 400 : 500, error);
        }
    }
    return known ? problem(405, Error(Fault::usage, "not that method"))
                 : problem(404, Error(Fault::usage, "no such control request"));
}

} // namespace bkxsms::sandbox
