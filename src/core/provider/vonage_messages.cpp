// Vonage's Messages API, version 1, for SMS. Facts: docs/providers/vonage.md.

#include "core/base/json.hpp"
#include "core/provider/answer.hpp"
#include "core/provider/reading.hpp"
#include "core/provider/report.hpp"
#include "core/provider/request.hpp"
#include "core/provider/vonage.hpp"
#include "core/provider/vonage_family.hpp"
#include "core/provider/vonage_jwt.hpp"
#include "core/provider/vonage_request.hpp"

namespace bkxsms::provider {
namespace {

using namespace vonage;
using transport::Exchange;
using transport::NoReply;
using transport::Reply;
using transport::Request;

/// In the order of Vonage's own SDK. No encoding: it is detected here.
std::string body_of(const Outgoing& message) {
    json::Writer body;
    body.begin_object().key("channel").string("sms").key("message_type").string("text");
    body.key("to").string(bare_number(message.to));
    if (!message.from.empty()) body.key("from").string(bare_number(message.from));
    body.key("text").string(message.text);
    if (message.validity.count() > 0)
        body.key("ttl").integer(clamped_validity(message.validity).count()); // seconds here
    if (!message.reference.empty()) body.key("client_ref").string(message.reference);
    if (!message.callback_url.empty())
        body.key("webhook_url")
            .string(message.callback_url)
            .key("webhook_version")
            .string("v1");
    return body.end_object().str();
}

class VonageMessages final : public Family {
public:
    explicit VonageMessages(VonageAccount account) : Family(std::move(account), "MESSAGES") {}

    std::string_view name() const noexcept override { return "vonage"; }

    Request send_request(const Outgoing& message, TimePoint now) const override {
        auto request = basic_request(account(), account().api_url + "/v1/messages");
        post_json(&request, body_of(message));
        if (has_application())
            request.authorization = bearer_authorization(account().application_id,
                                                         account().private_key, request, now);
        return request;
    }

    Outcome read_send(const Exchange& exchange) const override {
        if (const auto* none = std::get_if<NoReply>(&exchange))
            return outcome_without_reply(*none);
        const auto& reply = std::get<Reply>(exchange);
        auto id = json::try_parse(reply.body).value_or(json::Value{}).text("message_uuid");
        if (!is_success(reply)) return refused_send(reply, !id.empty());
        if (is_uuid(id)) return Accepted{std::move(id), {}, {}};
        return Unknown{unreadable(reply, "a success without a message id")};
    }
};

} // namespace

std::unique_ptr<Provider> make_vonage_messages(VonageAccount account) {
    return std::make_unique<VonageMessages>(std::move(account));
}

} // namespace bkxsms::provider
