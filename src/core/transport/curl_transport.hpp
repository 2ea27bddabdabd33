#pragma once

#include "core/transport/transport.hpp"

#include <memory>
#include <string>

namespace bkxsms::transport {

struct CurlOptions {
    milliseconds connect_timeout{5'000}; ///< name, TCP and TLS together
    milliseconds total_timeout{30'000};
    std::string proxy = {}; ///< "" for none; the environment's proxy variables are not read
    std::string user_agent = "bkxsms";
    std::string ca_file = {};          ///< "" for the system's
    std::size_t max_connections = 512; ///< over all hosts; further exchanges wait for one
};

/// libcurl's multi interface with pooled connections.
///
/// The wire rules, each with its reason:
/// - At most one request per exchange is ever begun. When a pooled connection dies before the
///   first byte of the answer, libcurl sends the request again on a fresh one, a POST too, up
///   to five times (lib/transfer.c, Curl_retry_request). Two things stop it: the body is handed
///   over by a read function without a seek function, so libcurl cannot rewind it and gives up
///   with CURLE_SEND_FAIL_REWIND; and the pre-request function lets each exchange pass once,
///   which covers requests without body. The exchange ends as `broken`.
/// - HTTP/1.1, so that one reset connection makes one message uncertain and not all of them.
/// - https only; http to 127.0.0.0/8, [::1] and localhost for the sandbox. TLS 1.2 or later,
///   certificate and name checked, without a switch. No redirects.
/// - No `Expect: 100-continue`, no proxy from the environment, no signal, no .netrc, no
///   cookies.
/// - SO_LINGER(1,0) and TCP_USER_TIMEOUT 20 s: a killed process must not leave bytes behind
///   that the kernel delivers later.
///
/// libcurl is loaded by the constructor, so that whoever has a transport can use it, and set up
/// by the first start(). The network is worked only within wait().
class CurlTransport final : public Transport {
public:
    explicit CurlTransport(CurlOptions options); ///< \throws Error{os} if libcurl is not there
    ~CurlTransport() override;

    void start(Ticket ticket, Request request) override;
    [[nodiscard]] std::vector<Finished> wait(milliseconds patience,
                                             std::size_t enough) override;
    [[nodiscard]] std::size_t running() const noexcept override;
    [[nodiscard]] std::size_t on_wire() const noexcept override;

    /// From any thread: a wait() that sleeps returns at once, else the next one does.
    void wake() noexcept;

private:
    class Engine;
    std::unique_ptr<Engine> engine_;
};

} // namespace bkxsms::transport
