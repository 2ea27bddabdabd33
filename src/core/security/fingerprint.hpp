#pragma once

#include "core/base/encode.hpp"

#include <string_view>

namespace bkxsms::security {

/// 16 bytes of BLAKE2b over public data: to tell two versions of a text apart. Not keyed, so it
/// hides nothing. (digest.hpp is for what providers sign; loading its library takes a millisecond.)
Bytes fingerprint(std::string_view data);

} // namespace bkxsms::security
