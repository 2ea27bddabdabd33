#include "cmd/message_json.hpp"

#include "core/base/json.hpp"
#include "core/base/utf8.hpp"
#include "core/phone/place.hpp"

namespace bkxsms::cmd {

namespace {

/// A member that is null where there is nothing to say.
void text_member(json::Writer& out, std::string_view name, const std::string& value) {
    out.key(name);
    if (value.empty())
        out.null();
    else
        out.string(value);
}

void time_member(json::Writer& out, std::string_view name,
                 const std::optional<TimePoint>& time) {
    out.key(name);
    if (time)
        out.string(format_rfc3339(*time));
    else
        out.null();
}

void money_member(json::Writer& out, std::string_view name, const std::optional<Money>& money) {
    out.key(name);
    if (!money) {
        out.null();
        return;
    }
    out.begin_object().key("amount").string(format_nano(money->nano));
    out.key("currency").string(money->currency).end_object();
}

/// What a stored message and one that would be stored say alike.
template <class Message>
void wording_members(json::Writer& out, const Message& m) {
    text_member(out, "from", m.from);
    text_member(out, "country", m.country);
    out.key("text").string(m.text);
    text_member(out, "language", m.language);
    text_member(out, "template", m.template_name);
    text_member(out, "template_version", m.template_version);
    out.key("encoding").string(m.encoding);
    out.key("units").integer(m.units);
    out.key("segments").integer(m.segments);
}

} // namespace

std::string message_json(const store::Message& m) {
    json::Writer out;
    out.begin_object();
    out.key("id").integer(m.id.value);
    out.key("status").string(word(m.status));
    out.key("type").string(m.type);
    out.key("direction").string(m.direction);
    out.key("to").string(m.to);
    wording_members(out, m);
    text_member(out, "provider", m.provider);
    text_member(out, "provider_message_id", m.provider_message_id);
    out.key("attempts").integer(m.attempts);
    text_member(out, "booking", m.booking);
    text_member(out, "customer", m.customer);
    text_member(out, "key", m.key);
    money_member(out, "cost_estimate", m.cost_estimate);
    money_member(out, "cost", m.cost);
    time_member(out, "created_at", m.created_at);
    time_member(out, "due_at", m.due_at);
    time_member(out, "expires_at", m.expires_at);
    time_member(out, "sent_at", m.sent_at);
    time_member(out, "delivered_at", m.delivered_at);
    time_member(out, "failed_at", m.failed_at);
    out.key("error");
    if (m.error_category.empty()) {
        out.null();
    } else {
        out.begin_object().key("category").string(m.error_category);
        text_member(out, "code", m.error_code);
        text_member(out, "message", m.error_message);
        out.end_object();
    }
    text_member(out, "reason", m.reason);
    return out.end_object().str();
}

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
    if (m.cost_estimate)
        money_member(out, m.wanted_provider.empty() ? "twilio" : m.wanted_provider,
                     m.cost_estimate);
    return out.end_object().end_object().str();
}

} // namespace bkxsms::cmd
