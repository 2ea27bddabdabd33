// How long it takes until it is certain that a provider whose certificate is not believed got
// nothing: COUNT exchanges one after the other; prints the longest in seconds. scripts/bench
// runs it, as no configuration lets bkxsms itself talk https to this machine.
//
//     tls_refusal COUNT

#include "core/transport/curl_transport.hpp"
#include "support/raw_server.hpp"
#include "tls_stream.hpp"

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <fmt/format.h>
#include <string>
#include <variant>

using namespace bkxsms;
using transport::NoReply;

namespace {

/// Ends as it must: nothing was sent, for a fault of the handshake.
bool is_refusal(const transport::Exchange& exchange) {
    const auto* none = std::get_if<NoReply>(&exchange);
    return none != nullptr && none->why == NoReply::Why::tls && !none->may_have_arrived;
}

} // namespace

int main(int argc, char** argv) {
    if (argc != 2) return 64;
    const test::Certificate stranger("IP:127.0.0.1");
    test::RawServer server(test::always(test::http_reply(201, "{}")), stranger.wrap());
    transport::CurlTransport wire({});
    transport::Request request;
    request.method = "POST";
    request.url = "https://127.0.0.1:" + std::to_string(server.port()) + "/";
    request.body = "To=%2B61491570156";
    std::chrono::duration<double> longest{};
    for (long left = std::strtol(argv[1], nullptr, 10); left > 0; --left) {
        const auto started = std::chrono::steady_clock::now();
        wire.start(static_cast<std::uint64_t>(left), request);
        while (wire.running() > 0)
            for (const auto& ended : wire.wait(milliseconds(10'000), 1))
                if (!is_refusal(ended.exchange)) return 1;
        longest = std::max(
            longest, std::chrono::duration<double>(std::chrono::steady_clock::now() - started));
    }
    fmt::print("{:.4f}\n", longest.count());
    return server.requests().empty() ? 0 : 1;
}
