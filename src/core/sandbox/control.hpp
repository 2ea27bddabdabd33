#pragma once

#include "core/sandbox/http_message.hpp"
#include "core/sandbox/protocol.hpp"
#include "core/sandbox/world.hpp"

#include <string_view>

/// \file
/// The sandbox's own requests, below /_sandbox/. docs/sandbox.md is their manual.

namespace bkxsms::sandbox {

inline constexpr std::string_view control_root = "/_sandbox/";

/// Refuses (403) what a web page in a browser on this machine could send: a Host that is no
/// loopback name, or any Origin.
Answer control(const Request& request, World& world, const Protocols& protocols);

} // namespace bkxsms::sandbox
