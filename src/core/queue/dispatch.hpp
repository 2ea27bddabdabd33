#pragma once

#include "core/queue/channel.hpp"

#include <deque>

/// \file
/// Between the channels of a run: who claims what, and who takes over what another did not
/// send. For session.cpp only.

namespace bkxsms::queue {

class Dispatcher {
public:
    /// All references must outlive it. The plan's members are the channels' providers.
    Dispatcher(store::Store& store, const Rules& rules, std::deque<Channel>& channels)
        : store_(store), rules_(rules), channels_(channels) {}

    /// Gives each channel the streams that it may claim from, and routes what is due where the
    /// plan asks for a choice message by message. REQUIRES: an open transaction, all channels
    /// have recorded.
    void share_out(TimePoint now);

    /// Who tries what that claim's provider did not take. REQUIRES: the same.
    Successor successor(const store::Claim& claim, TimePoint now);

private:
    std::vector<routing::Standing> standings(TimePoint now) const;
    void route_due(const std::vector<routing::Standing>& standings, TimePoint now);
    std::string route_of(const routing::Choice& choice) const;

    store::Store& store_;
    const Rules& rules_;
    std::deque<Channel>& channels_;
};

} // namespace bkxsms::queue
