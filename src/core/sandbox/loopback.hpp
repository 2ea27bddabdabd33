#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <sys/socket.h>

/// \file
/// Addresses that do not leave this machine: the only ones the sandbox listens on or calls.

namespace bkxsms::sandbox {

struct SocketAddress {
    sockaddr_storage storage{};
    socklen_t size = 0;

    const sockaddr* get() const noexcept { return reinterpret_cast<const sockaddr*>(&storage); }
    bool is_v6() const noexcept { return storage.ss_family == AF_INET6; }
};

/// For an address in 127.0.0.0/8, or "::1"; nullopt for everything else, names included.
std::optional<SocketAddress> loopback_address(const std::string& ip,
                                              std::uint16_t port) noexcept;

} // namespace bkxsms::sandbox
