#pragma once

#include "core/provider/form.hpp"
#include "core/provider/vonage.hpp"

#include <string>
#include <string_view>

/// \file
/// The `sig` of the SMS API, in webhooks and in signed sends. Inside the adapter only. Facts:
/// docs/providers/vonage.md section 7.1.
///
/// A weakness that is Vonage's: '&', '=' and '_' inside a value are the same to it.

namespace bkxsms::provider::vonage {

std::string_view word(VonageSignature method) noexcept; ///< "md5hash", "sha256", …

enum class Empty { signed_too, left_out };

/// What the signature is made of: "&name=value" of every parameter but `sig`, sorted by the
/// bytes of the names. Vonage's documentation and most of its SDKs take parameters without a
/// value too, its Java SDK does not.
std::string signed_content(const Pairs& parameters, Empty empty);

/// The signature in hexadecimal, lower case.
std::string sign(VonageSignature method, const security::Secret& secret,
                 std::string_view content);

} // namespace bkxsms::provider::vonage
