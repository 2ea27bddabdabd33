#pragma once

#include "core/transport/curl_exchange.hpp"

#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <vector>

/// \file
/// One name look-up per host. libcurl looks a name up once per exchange, each on a thread of
/// its own, until one answer is in its cache: 512 exchanges started together would ask the
/// resolver 512 times. Here the first goes ahead, and the others follow when it has the
/// address, or share its failure. Private to the room.

namespace bkxsms::transport {

class NameGate {
public:
    using Instant = std::chrono::steady_clock::time_point;

    /// True if `exchange` may begin now; else it is kept until the one ahead is done.
    bool pass(CurlExchange& exchange, Instant now);

    /// Those that may begin, because the one ahead of them has its address.
    std::vector<CurlExchange*> opened(Instant now);

    /// `exchange` is about to end. Returns those that end with it: it was ahead and found no
    /// address. (If it found one, they come out of the next `opened`.)
    std::vector<CurlExchange*> leaves(CurlExchange& exchange, Instant now);

private:
    struct Gate {
        CurlExchange* ahead = nullptr;
        std::vector<CurlExchange*> waiting;
        std::optional<Instant> known_until;
    };
    std::map<std::string, Gate> gates_; ///< by origin; a handful of providers
    std::size_t looking_up_ = 0;        ///< gates with somebody ahead
    std::vector<CurlExchange*> free_to_go_;
    void open(Gate& gate, Instant now);
};

} // namespace bkxsms::transport
