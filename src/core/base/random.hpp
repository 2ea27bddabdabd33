#pragma once

#include "core/base/clock.hpp"
#include "core/base/encode.hpp"

#include <cstddef>
#include <string>

/// \file
/// Unpredictable bytes from the kernel (getrandom(2)), for tokens and names, not for keys:
/// keys are made by security/keyring.

namespace bkxsms {

/// \throws Error{Fault::os} if the kernel gives none.
Bytes random_bytes(std::size_t count);

/// 40 characters [a-z2-7]: the reference of one attempt at a provider. 40 is the length that
/// Vonage's report filter for client_ref demands (its api-specification, reports.yml). The
/// first eight are the time, so that tokens made together are neighbours in an index; 160
/// random bits follow.
std::string random_token(TimePoint now);

/// 26 characters [a-z2-7], 130 random bits: the public name of a row, or of a runner.
std::string random_name();

} // namespace bkxsms
