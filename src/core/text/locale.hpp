#pragma once

#include <optional>
#include <string>
#include <string_view>

/// \file
/// Names of languages and regions: BCP 47 (RFC 5646), as folders and readers have them.

namespace bkxsms::text {

/// "de-AT", "zh-Hant-TW", "ar-u-nu-arab": letters and digits in groups joined by '-', canonical
/// case; '_' is taken for '-'. nullopt if `text` is no language tag of that kind (a language of
/// two or three letters first, then groups of one to eight; at most 35 bytes).
std::optional<std::string> canonical_locale(std::string_view text);

} // namespace bkxsms::text
