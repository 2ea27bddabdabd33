#include "core/transport/name_gate.hpp"

#include <utility>

namespace bkxsms::transport {
namespace {

// A little less than libcurl's cache keeps an address (dns_cache_s in curl_exchange.cpp).
constexpr std::chrono::seconds remembered{55};

} // namespace

bool NameGate::pass(CurlExchange& exchange, Instant now) {
    auto& gate = gates_[exchange.origin()];
    if (gate.known_until && now < *gate.known_until) return true;
    if (gate.ahead == nullptr) {
        gate.ahead = &exchange;
        ++looking_up_;
        return true;
    }
    gate.waiting.push_back(&exchange);
    return false;
}

std::vector<CurlExchange*> NameGate::opened(Instant now) {
    if (looking_up_ > 0)
        for (auto& [origin, gate] : gates_)
            if (gate.ahead != nullptr && gate.ahead->has_address()) open(gate, now);
    return std::exchange(free_to_go_, {});
}

std::vector<CurlExchange*> NameGate::leaves(CurlExchange& exchange, Instant now) {
    if (looking_up_ == 0) return {};
    const auto found = gates_.find(exchange.origin());
    if (found == gates_.end() || found->second.ahead != &exchange) return {};
    auto& gate = found->second;
    if (exchange.has_address()) {
        open(gate, now);
        return {};
    }
    gate.ahead = nullptr;
    --looking_up_;
    return std::exchange(gate.waiting, {});
}

void NameGate::open(Gate& gate, Instant now) {
    gate.ahead = nullptr;
    gate.known_until = now + remembered;
    --looking_up_;
    free_to_go_.insert(free_to_go_.end(), gate.waiting.begin(), gate.waiting.end());
    gate.waiting.clear();
}

} // namespace bkxsms::transport
