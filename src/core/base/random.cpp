#include "core/base/random.hpp"

#include "core/base/error.hpp"

#include <cerrno>
#include <sys/random.h>

namespace bkxsms {

Bytes random_bytes(std::size_t count) {
    Bytes out(count, 0);
    std::size_t got = 0;
    while (got < count) {
        const auto n = getrandom(out.data() + got, count - got, 0);
        if (n > 0) {
            got += static_cast<std::size_t>(n);
        } else if (errno != EINTR) {
            throw Error(Fault::os, "no random bytes: " + errno_text(errno));
        }
    }
    return out;
}

std::string random_token(TimePoint now) {
    constexpr std::size_t time_bytes = 5; // of the milliseconds: 34 years
    auto bytes = random_bytes(25);
    auto millis = static_cast<std::uint64_t>(to_millis(now));
    for (std::size_t i = time_bytes; i-- > 0; millis >>= 8)
        bytes[i] = static_cast<std::uint8_t>(millis & 0xFF);
    return to_base32(bytes);
}

std::string random_name() {
    return to_base32(random_bytes(17)).substr(0, 26);
}

} // namespace bkxsms
