#include "core/provider/answer.hpp"

#include "core/provider/reading.hpp"

#include <fmt/format.h>

namespace bkxsms::provider {

bool is_success(const transport::Reply& reply) noexcept {
    return reply.status >= 200 && reply.status < 300;
}

Failure unreadable(std::string_view why) {
    return {Category::provider_error, Remedy::reconcile, "unreadable", std::string(why)};
}

Failure unreadable(const transport::Reply& reply, std::string_view why) {
    auto failure = unreadable(why);
    failure.code = fmt::format("http-{}", reply.status);
    return failure;
}

Answer<std::string_view> read_body(const transport::Exchange& exchange, ReadError read_error) {
    if (const auto* none = std::get_if<transport::NoReply>(&exchange))
        return failure_without_reply(*none);
    const auto& reply = std::get<transport::Reply>(exchange);
    if (!is_success(reply)) return for_reading(read_error(reply));
    return std::string_view(reply.body);
}

Answer<json::Value> read_purchase(const transport::Exchange& exchange, ReadError read_error) {
    if (const auto* none = std::get_if<transport::NoReply>(&exchange)) {
        auto failure = failure_without_reply(*none);
        if (none->may_have_arrived) failure.remedy = Remedy::reconcile;
        return failure;
    }
    const auto& reply = std::get<transport::Reply>(exchange);
    if (!is_success(reply)) return read_error(reply);
    auto document = json::try_parse(reply.body);
    if (!document || !document->is_object())
        return unreadable("the answer is not a JSON object");
    return std::move(*document);
}

Answer<json::Value> read_document(const transport::Exchange& exchange, ReadError read_error) {
    auto document = read_purchase(exchange, read_error);
    if (auto* failure = std::get_if<Failure>(&document))
        return for_reading(std::move(*failure));
    return document;
}

} // namespace bkxsms::provider
