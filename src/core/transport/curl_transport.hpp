#pragma once

#include "core/transport/transport.hpp"

#include <memory>
#include <string>

namespace bkxsms::transport {

struct CurlOptions {
    milliseconds connect_timeout{5'000};
    milliseconds total_timeout{30'000};
    std::string proxy; ///< "" for none; the environment's proxy variables are not read
    std::string user_agent = "bkxsms";
    std::string ca_file;               ///< "" for the system's
    std::size_t max_connections = 512; ///< pool size over all hosts
};

/// libcurl's multi interface with pooled connections.
///
/// The wire rules, each with its reason:
/// - A body is handed over by a read function without a seek function: when a pooled connection
///   dies before the first byte of the answer, libcurl would otherwise send the whole POST
///   again on a fresh connection (lib/transfer.c, Curl_retry_request); so it gives up with
///   CURLE_SEND_FAIL_REWIND instead, and the exchange ends as `broken, may_have_arrived`.
/// - https only; http to 127.0.0.0/8, [::1] and localhost for the sandbox. No redirects.
/// - No `Expect: 100-continue`, no proxy from the environment, no signal, no .netrc, no
/// cookies.
/// - SO_LINGER(1,0) and TCP_USER_TIMEOUT 20 s: a killed process must not leave bytes behind
/// that
///   the kernel delivers later.
class CurlTransport final : public Transport {
public:
    explicit CurlTransport(CurlOptions options);
    ~CurlTransport() override;

    void start(Ticket ticket, Request request) override;
    [[nodiscard]] std::vector<Finished> wait(milliseconds patience) override;
    [[nodiscard]] std::size_t running() const noexcept override;

private:
    class Engine;
    std::unique_ptr<Engine> engine_;
};

} // namespace bkxsms::transport
