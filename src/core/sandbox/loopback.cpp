#include "core/sandbox/loopback.hpp"

#include <arpa/inet.h>
#include <cstring>
#include <netinet/in.h>

namespace bkxsms::sandbox {
namespace {

template <class T>
SocketAddress wrap(const T& native) noexcept {
    SocketAddress address;
    std::memcpy(&address.storage, &native, sizeof native);
    address.size = sizeof native;
    return address;
}

} // namespace

std::optional<SocketAddress> loopback_address(const std::string& ip,
                                              std::uint16_t port) noexcept {
    sockaddr_in v4{};
    if (inet_pton(AF_INET, ip.c_str(), &v4.sin_addr) == 1) {
        if ((ntohl(v4.sin_addr.s_addr) >> 24) != 127) return std::nullopt;
        v4.sin_family = AF_INET;
        v4.sin_port = htons(port);
        return wrap(v4);
    }
    sockaddr_in6 v6{};
    if (inet_pton(AF_INET6, ip.c_str(), &v6.sin6_addr) != 1 ||
        !IN6_IS_ADDR_LOOPBACK(&v6.sin6_addr))
        return std::nullopt;
    v6.sin6_family = AF_INET6;
    v6.sin6_port = htons(port);
    return wrap(v6);
}

} // namespace bkxsms::sandbox
