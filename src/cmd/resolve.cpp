#include "cmd/resolve.hpp"

#include "cmd/checks.hpp"
#include "cmd/session.hpp"
#include "core/base/error.hpp"
#include "core/queue/clean.hpp"
#include "core/queue/resolve.hpp"

#include <limits>
#include <memory>
#include <string>

namespace bkxsms::cmd {
namespace {

struct ResolveOptions {
    std::int64_t id = 0;
    bool sent = false, not_sent = false;
    std::string provider_id, reason;
};

int run_resolve(const ResolveOptions& typed, Session& session) {
    if (typed.sent == typed.not_sent)
        throw Error(Fault::usage, "what became of the message is not said",
                    "give --sent or --not-sent");
    if (typed.not_sent && !typed.provider_id.empty())
        throw Error(Fault::usage, "--provider-id goes with --sent",
                    "a message that was not sent has no id there");
    queue::require_clean_label("--reason", typed.reason);
    queue::require_clean_label("--provider-id", typed.provider_id);
    session.will_write();
    queue::resolve(session.store(), MessageId{typed.id},
                   {typed.sent, typed.provider_id, typed.reason, Session::actor()},
                   session.now());
    return 0;
}

} // namespace

Action declare_resolve(CLI::App& app) {
    auto options = std::make_shared<ResolveOptions>();
    app.add_option("id", options->id, "Its number")
        ->required()
        ->type_name("ID")
        ->check(whole_number(1, std::numeric_limits<std::int64_t>::max()));
    app.add_flag("--sent", options->sent, "The recipient has it: it is not sent again");
    app.add_flag("--not-sent", options->not_sent, "The provider never had it: send it now");
    app.add_option("--provider-id", options->provider_id,
                   "The provider's id of it, with --sent")
        ->type_name("ID");
    app.add_option("--reason", options->reason, "How you know; kept in the audit")
        ->required()
        ->type_name("TEXT");
    return [options](Session& session) { return run_resolve(*options, session); };
}

} // namespace bkxsms::cmd
