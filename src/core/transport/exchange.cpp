#include "core/transport/exchange.hpp"

#include <algorithm>

namespace bkxsms::transport {

std::string_view Reply::header(std::string_view name) const noexcept {
    const auto found = std::ranges::find(headers, name, &Headers::value_type::first);
    return found == headers.end() ? std::string_view() : std::string_view(found->second);
}

std::string_view word(NoReply::Why why) noexcept {
    using enum NoReply::Why;
    switch (why) {
    case resolve:
        return "resolve";
    case connect:
        return "connect";
    case tls:
        return "tls";
    case timeout:
        return "timeout";
    case broken:
        return "broken";
    case too_large:
        return "too-large";
    case malformed:
        return "malformed";
    case refused:
        return "refused";
    case local:
        return "local";
    }
    return "broken";
}

} // namespace bkxsms::transport
