#include "core/provider/request.hpp"

#include "core/base/encode.hpp"

namespace bkxsms::provider {
namespace {

void post(transport::Request* request, std::string_view type, std::string body) {
    request->method = "POST";
    request->headers.emplace_back("Content-Type", type);
    request->body = std::move(body);
}

} // namespace

std::string base_of(std::string url) {
    while (url.ends_with('/')) url.pop_back();
    return url;
}

security::Secret basic_authorization(std::string_view user, const security::Secret& password) {
    // Each step in a Secret of its own, so that no copy outlives this function unwiped.
    std::string pair;
    pair.reserve(user.size() + 1 + password.reveal().size());
    pair.append(user).append(":").append(password.reveal());
    const security::Secret plain(std::move(pair));
    const security::Secret encoded(to_base64(as_bytes(plain.reveal())));
    std::string value;
    value.reserve(6 + encoded.reveal().size());
    value.append("Basic ").append(encoded.reveal());
    return security::Secret(std::move(value));
}

transport::Request get_request(std::string url, security::Secret authorization) {
    transport::Request request;
    request.url = std::move(url);
    request.headers = {{"Accept", "application/json"}};
    request.authorization = std::move(authorization);
    return request;
}

void post_form(transport::Request* request, const Pairs& form) {
    post(request, "application/x-www-form-urlencoded", encode_form(form));
}

void post_json(transport::Request* request, std::string body) {
    post(request, "application/json", std::move(body));
}

} // namespace bkxsms::provider
