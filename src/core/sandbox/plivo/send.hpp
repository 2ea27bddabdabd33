#pragma once

#include "core/base/json.hpp"
#include "core/sandbox/message.hpp"
#include "core/sandbox/plivo/account.hpp"
#include "core/sandbox/plivo/error.hpp"

#include <string>
#include <variant>
#include <vector>

/// \file
/// What Plivo checks before it accepts messages. Source: docs/providers/plivo.md section 2.

namespace bkxsms::sandbox {

/// One request is one text to up to 1000 recipients.
struct PlivoBatch {
    Message draft;                    ///< of all; without id, recipient and time
    std::vector<std::string> to;      ///< each once, with '+'; not empty
    std::vector<std::string> invalid; ///< recipients that are none, as they were written
};

/// Pure.
std::variant<PlivoBatch, PlivoError> check_plivo_batch(const json::Value& asked,
                                                       const PlivoAccount& account);

} // namespace bkxsms::sandbox
