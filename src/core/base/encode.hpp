#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

/// \file
/// Bytes as text and back: hexadecimal, Base64 (RFC 4648), percent encoding (RFC 3986).
/// Decoders are strict: one wrong character and there is no result.

namespace bkxsms {

using Bytes = std::vector<std::uint8_t>;
using ByteView = std::span<const std::uint8_t>;

ByteView as_bytes(std::string_view text) noexcept;
std::string_view as_text(ByteView bytes) noexcept;

std::string to_hex(ByteView bytes);                        ///< lower case
std::optional<std::string> from_hex(std::string_view hex); ///< either case, even length

std::string to_base64(ByteView bytes); ///< standard alphabet, padded
/// Standard alphabet, padding required, no white space, unused bits zero.
std::optional<std::string> from_base64(std::string_view text);

std::string to_base64url(ByteView bytes); ///< URL alphabet, no padding (RFC 7515)
/// URL alphabet, no padding.
std::optional<std::string> from_base64url(std::string_view text);

/// Lower-case RFC 4648 Base32 without padding: [a-z2-7]. Callback tokens and row names.
std::string to_base32(ByteView bytes);

/// Escapes all but RFC 3986 unreserved characters (ALPHA DIGIT - . _ ~), upper-case hex.
std::string percent_encode(std::string_view text);
/// Undoes %XX; `plus_is_space` for application/x-www-form-urlencoded. nullopt on a stray '%'.
std::optional<std::string> percent_decode(std::string_view text, bool plus_is_space);

} // namespace bkxsms
