#include "core/sandbox/world.hpp"

#include "core/base/error.hpp"
#include "core/sandbox/form.hpp"
#include "core/text/segment.hpp"

namespace bkxsms::sandbox {

MessagePtr World::accept(Message draft, const Scenario& scenario, const Action& action) {
    draft.accepted_at = clock.now();
    // A draft that brings its own fate has been told what becomes of it by its text or number.
    if (!draft.delivery) draft.delivery = action.delivery ? action.delivery : scenario.delivery;
    auto message = std::make_shared<const Message>(std::move(draft));
    ledger.add(message);
    return message;
}

MessagePtr World::receive(Message draft, const Inbound& inbound) {
    if (inbound.from.empty() || inbound.to.empty())
        throw Error(Fault::data, "an inbound message needs 'from' and 'to'");
    if (!parse_url(inbound.url)) throw Error(Fault::data, "'url' is not an absolute URL");
    draft.from = inbound.from;
    draft.to = inbound.to;
    draft.body = inbound.body;
    draft.callback_url = inbound.url;
    draft.segments = text::count_segments(inbound.body).parts;
    draft.inbound = true;
    draft.accepted_at = clock.now();
    draft.delivery = std::make_shared<const Delivery>();
    auto message = std::make_shared<const Message>(std::move(draft));
    ledger.add_inbound(message);
    return message;
}

} // namespace bkxsms::sandbox
