#pragma once

#include "core/provider/provider.hpp"
#include "core/queue/run.hpp"
#include "core/transport/curl_transport.hpp"
#include "support/store_rig.hpp"
#include "unit/sandbox/rig.hpp"

#include <memory>
#include <string>
#include <vector>

/// \file
/// Everything that is real between a message and a provider: the database, the runner, libcurl,
/// the adapter, and the sandbox at the other end of a socket.

namespace bkxsms::test {

/// An adapter with an account of the sandbox's, or with one whose secret is wrong.
struct Adapter {
    const char* name;
    std::unique_ptr<provider::Provider> (*make)(const std::string& url, bool wrong_secret);
    int accepted_status; ///< of HTTP, when a message was taken
    bool looks_up;       ///< a lost answer can be settled
};
const std::vector<Adapter>& adapters();
const Adapter& adapter(const std::string& name);

/// One runner after another on one database, against a sandbox that has forgotten all messages.
class WireRig : public StoreRig {
public:
    WireRig(const Adapter& adapter, const Rig& sandbox);

    queue::RunTotals run(bool wrong_secret = false);

    /// From now on the sandbox does what `action` says; "{}" is nothing wrong.
    void play(const std::string& action) const;
    /// Requests of a sender that is who he says, since then.
    std::int64_t sends() const;
    /// All that came in for this rig.
    std::int64_t requests() const;

    const Rig& sandbox;
    milliseconds patience{20'000}; ///< for an answer

private:
    std::int64_t all_requests() const;

    const Adapter& adapter_;
    const std::int64_t requests_before_;
    TempFolder run_folder_;
};

} // namespace bkxsms::test
