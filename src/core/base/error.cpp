#include "core/base/error.hpp"

#include <system_error>

namespace bkxsms {

std::string_view category(Fault fault) noexcept {
    switch (fault) {
    case Fault::usage:
        return "usage";
    case Fault::data:
        return "data";
    case Fault::no_input:
        return "no_input";
    case Fault::unavailable:
        return "unavailable";
    case Fault::software:
        return "software";
    case Fault::os:
        return "os";
    case Fault::cannot_create:
        return "cannot_create";
    case Fault::io:
        return "io";
    case Fault::temporary:
        return "temporary";
    case Fault::no_permission:
        return "no_permission";
    case Fault::config:
        return "config";
    }
    return "software";
}

std::string errno_text(int number) {
    return std::generic_category().message(number);
}

} // namespace bkxsms
