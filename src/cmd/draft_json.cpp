#include "cmd/draft_json.hpp"

#include "cmd/json_members.hpp"
#include "core/base/utf8.hpp"
#include "core/phone/place.hpp"

#include <algorithm>

namespace bkxsms::cmd {

namespace {

void phone_member(json::Writer& out, const std::optional<phone::Number>& number) {
    out.key("phone");
    if (!number) {
        out.null();
        return;
    }
    out.begin_object().key("e164").string(number->e164);
    text_member(out, "region", number->region);
    out.key("country_code").integer(number->country_code);
    out.key("type").string(word(number->type));
    out.key("possible").boolean(true);
    out.key("valid").boolean(number->valid);
    out.key("timezones").begin_array();
    for (const auto zone : phone::time_zones(number->e164, number->type)) out.string(zone);
    out.end_array();
    text_member(out, "carrier", std::string(phone::carrier(number->e164)));
    out.end_object();
}

void blockers_member(json::Writer& out, const std::vector<text::Blocker>& blockers) {
    out.key("gsm7_blockers").begin_array();
    for (const auto& blocker : blockers) {
        std::string character;
        append_utf8(&character, blocker.code_point);
        out.begin_object().key("char").string(character).key("index").integer(blocker.index);
        out.key("replacement");
        if (blocker.replaceable)
            out.string(blocker.replacement);
        else
            out.null();
        out.end_object();
    }
    out.end_array();
}

} // namespace

std::string draft_json(const queue::Draft& draft, TimePoint now) {
    const auto& m = draft.message;
    json::Writer out;
    out.begin_object();
    out.key("type").string(m.type);
    out.key("direction").string("outbound");
    text_member(out, "to", m.to);
    wording_members(out, m);
    text_member(out, "booking", m.booking);
    text_member(out, "customer", m.customer);
    text_member(out, "key", m.key);
    money_member(out, "cost_estimate", m.cost_estimate);
    time_member(out, "expires_at", m.expires_at);
    phone_member(out, draft.phone);
    time_member(out, "send_at", std::max(now, m.due_at));
    out.key("held_by").begin_array().end_array();
    out.key("allowed").boolean(true);
    out.key("refused_by").null();
    blockers_member(out, draft.blockers);
    out.key("prices").begin_object();
    if (m.cost_estimate) money_member(out, draft.priced_by, m.cost_estimate);
    return out.end_object().end_object().str();
}

} // namespace bkxsms::cmd
