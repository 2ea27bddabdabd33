#pragma once

#include "cmd/startup.hpp"
#include "core/base/clock.hpp"
#include "core/base/error.hpp"
#include "core/provider/provider.hpp"
#include "core/transport/transport.hpp"

#include <variant>

namespace bkxsms::cmd {

/// Asks a provider, and asks on where it takes more than one answer. Waits for the network.
/// \throws Error{temporary} when stop_requested().
template <class T>
provider::Answer<T> ask(transport::Transport& transport, provider::Question<T> question,
                        Clock& clock) {
    while (true) {
        transport.start(1, std::move(question.request));
        std::vector<transport::Transport::Finished> finished;
        while (finished.empty()) {
            if (stop_requested())
                throw Error(Fault::temporary, "stopped before the provider answered");
            finished = transport.wait(milliseconds(1'000), 1);
        }
        const auto& exchange = finished.front().exchange;
        auto next = question.more ? question.more(exchange, clock.now()) : std::nullopt;
        if (!next) return question.read(exchange);
        question = std::move(*next);
    }
}

} // namespace bkxsms::cmd
