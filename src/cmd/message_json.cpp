#include "cmd/message_json.hpp"

#include "cmd/json_members.hpp"

namespace bkxsms::cmd {

std::string receipt_json(const queue::Accepted& accepted) {
    json::Writer out;
    out.begin_object().key("id").integer(accepted.id.value);
    out.key("status").string(word(accepted.status)).key("duplicate_of");
    if (accepted.duplicate)
        out.integer(accepted.id.value);
    else
        out.null();
    return out.end_object().str();
}

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

} // namespace bkxsms::cmd
