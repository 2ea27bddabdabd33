#pragma once

#include "core/transport/curl_transport.hpp"
#include "support/catch.hpp"

#include <string>
#include <utility>
#include <variant>
#include <vector>

/// \file
/// How the tests of this room speak to a transport.

namespace bkxsms::test {

inline transport::Request post(std::string url, std::string body = "To=%2B61491570156") {
    transport::Request request;
    request.method = "POST";
    request.url = std::move(url);
    request.headers = {{"Content-Type", "application/x-www-form-urlencoded"}};
    request.body = std::move(body);
    return request;
}

inline transport::Request get(std::string url) {
    transport::Request request;
    request.url = std::move(url);
    return request;
}

/// Everything that is running, to its end.
inline std::vector<transport::Transport::Finished> finish(transport::Transport& transport) {
    std::vector<transport::Transport::Finished> all;
    while (transport.running() > 0)
        for (auto& one : transport.wait(milliseconds(10'000), 1)) all.push_back(std::move(one));
    return all;
}

/// One exchange, to its end.
inline transport::Exchange exchange(transport::Transport& transport,
                                    transport::Request request) {
    transport.start(7, std::move(request));
    auto all = finish(transport);
    REQUIRE(all.size() == 1);
    CHECK(all[0].ticket == 7);
    return std::move(all[0].exchange);
}

inline transport::Reply reply_of(const transport::Exchange& exchange) {
    if (const auto* none = std::get_if<transport::NoReply>(&exchange))
        FAIL("no reply: " << word(none->why) << ", " << none->detail);
    return std::get<transport::Reply>(exchange);
}

inline transport::NoReply no_reply_of(const transport::Exchange& exchange) {
    if (const auto* reply = std::get_if<transport::Reply>(&exchange))
        FAIL("a reply of status " << reply->status);
    return std::get<transport::NoReply>(exchange);
}

} // namespace bkxsms::test
