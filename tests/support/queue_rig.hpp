#pragma once

#include "core/base/log.hpp"
#include "core/queue/run.hpp"
#include "support/fake_provider.hpp"
#include "support/fake_transport.hpp"
#include "support/store_rig.hpp"
#include "support/temp_folder.hpp"

#include <algorithm>
#include <utility>

namespace bkxsms::test {

inline transport::Exchange reply(int status, std::string body = {}) {
    transport::Reply reply;
    reply.status = status;
    reply.body = std::move(body);
    reply.took = milliseconds(40);
    return reply;
}
inline transport::Exchange no_reply(bool may_have_arrived) {
    transport::NoReply none;
    none.may_have_arrived = may_have_arrived;
    none.detail = "gone";
    return none;
}

/// The only gateway of a run.
inline std::vector<queue::Gateway> one(queue::Gateway gateway) {
    std::vector<queue::Gateway> gateways;
    gateways.push_back(std::move(gateway));
    return gateways;
}

/// A StoreRig with everything a Runner needs: a provider that takes each message unless
/// `answer` says otherwise, and a folder for locks.
struct QueueRig : StoreRig {
    TempFolder run_folder;
    FakeProvider::Sent sent = std::make_shared<std::vector<provider::Outgoing>>();
    FakeTransport::Answer answer = [](const transport::Request& request) {
        return reply(201, "id-" + request.body);
    };
    FakeTransport transport{[this](const transport::Request& request) {
        most_in_flight = std::max(most_in_flight, transport.running() + 1);
        return answer(request);
    }};
    std::size_t most_in_flight = 0;
    queue::Rules rules;
    provider::Settling settling;                   ///< what the provider can be asked
    std::optional<provider::Accepted> on_accepted; ///< what it says beyond an id
    int concurrency = 64;
    double rate = 0;

    QueueRig() { log::open(log::Level::off, ""); } // alarms are what some tests are about

    queue::Runner runner() { return runner(store, clock); }
    queue::Runner runner(store::Store& on, Clock& by) {
        queue::Gateway gateway;
        gateway.provider = std::make_unique<FakeProvider>(sent, settling, on_accepted);
        gateway.sender = "+4930123456";
        gateway.callback_url = "https://sms.example/hook/fake/status";
        gateway.concurrency = concurrency;
        gateway.rate = rate;
        return {on,    by, transport, one(std::move(gateway)), rules, run_folder.path() / "run",
                "test"};
    }
    queue::RunTotals run(const queue::RunOptions& options = {}) {
        return runner().run(options);
    }
    /// Texts of what was sent, in order.
    std::vector<std::string> recipients() const {
        std::vector<std::string> numbers;
        for (const auto& message : *sent) numbers.push_back(message.to);
        return numbers;
    }
};

} // namespace bkxsms::test
