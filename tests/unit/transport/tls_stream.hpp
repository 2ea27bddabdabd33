#pragma once

#include "support/raw_server.hpp"

#include <memory>
#include <string>

/// \file
/// TLS for the test server, with certificates made on the spot.

namespace bkxsms::test {

/// A self-signed certificate with its key.
class Certificate {
public:
    /// `name` as in subjectAltName: "IP:127.0.0.1" or "DNS:api.example".
    explicit Certificate(const std::string& name);
    ~Certificate();

    std::string pem() const; ///< to be trusted as a CA file
    /// Serves TLS with it, at most of that protocol version (0x0303 is TLS 1.2).
    RawServer::Wrap wrap(int newest_version = 0) const;

private:
    struct Parts;
    std::shared_ptr<Parts> parts_;
};

} // namespace bkxsms::test
