// bkxsms send: accept one message, or many from a file. See bkxsms-send(1).

#include "cmd/command.hpp"
#include "cmd/draft_json.hpp"
#include "cmd/message_json.hpp"
#include "cmd/send_many.hpp"
#include "cmd/session.hpp"
#include "cmd/wish_options.hpp"
#include "core/base/error.hpp"
#include "core/queue/enqueue.hpp"

#include <fmt/format.h>
#include <memory>

namespace bkxsms::cmd {
namespace {

struct SendOptions {
    WishOptions wish;
    ManyOptions many;
    bool dry_run = false;
};

void print_draft(const queue::Draft& draft, Session& session) {
    auto& out = session.out();
    if (out.structured()) {
        out.line(draft_json(draft, session.now()));
        return;
    }
    const auto& m = draft.message;
    out.line(m.text);
    Output::note(fmt::format("would go to {} at {} in {} {} ({}){}", m.to,
                             format_rfc3339(std::max(session.now(), m.due_at)), m.segments,
                             m.segments == 1 ? "part" : "parts", m.encoding,
                             m.cost_estimate ? ", about " + format_nano(m.cost_estimate->nano) +
                                                   ' ' + m.cost_estimate->currency
                                             : ""));
}

void print_receipt(const queue::Accepted& accepted, Session& session) {
    auto& out = session.out();
    const auto id = accepted.id.value;
    if (out.structured()) {
        out.line(receipt_json(accepted));
        return;
    }
    out.line(std::to_string(id));
    if (accepted.duplicate && !out.quiet())
        Output::note(fmt::format("the key was used before: this is message {} ({})", id,
                                 word(accepted.status)));
}

int send_one(const SendOptions& options, Session& session) {
    const auto wish = read_wish(options.wish);
    const auto& config = options.dry_run ? session.config_or_defaults() : session.config();
    queue::Composer composer(config, session.catalogue());
    const auto draft = composer.compose(wish, session.now());
    if (!session.out().quiet())
        for (const auto& warning : draft.warnings) Output::note(warning);
    if (options.dry_run) {
        print_draft(draft, session);
        return 0;
    }
    const auto receipts = queue::accept(session.store(), config, {&draft.message, 1},
                                        {Session::actor(), "send", ""}, session.now());
    if (const auto* refused = std::get_if<queue::Refused>(&receipts.front()))
        throw Error(Fault::data, refused->what, refused->hint);
    const auto& accepted = std::get<queue::Accepted>(receipts.front());
    print_receipt(accepted, session);
    try {
        session.out().flush();
    } catch (const Error& lost) {
        throw Error(lost.fault(),
                    fmt::format("{}; message {} is accepted", lost.what(), accepted.id.value),
                    "do not send it again, unless with the same --key");
    }
    return 0;
}

int run_send(const SendOptions& options, Session& session) {
    require_one_source(options.many, options.wish);
    if (options.many.wanted())
        return send_many(options.many, options.wish, options.dry_run, session);
    return send_one(options, session);
}

} // namespace

Action declare_send(CLI::App& app) {
    auto options = std::make_shared<SendOptions>();
    add_wish_options(app, options->wish);
    add_many_options(app, options->many);
    app.add_flag("-n,--dry-run", options->dry_run, "Check and show, accept nothing");
    return [options](Session& session) { return run_send(*options, session); };
}

} // namespace bkxsms::cmd
