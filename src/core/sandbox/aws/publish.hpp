#pragma once

#include "core/sandbox/aws/account.hpp"
#include "core/sandbox/aws/error.hpp"
#include "core/sandbox/form.hpp"
#include "core/sandbox/message.hpp"

#include <cstdint>
#include <optional>
#include <variant>

/// \file
/// What SNS checks before it accepts a text. Source: docs/providers/aws_sns.md section 2.

namespace bkxsms::sandbox {

struct AwsDraft {
    Message message;                            ///< without id, time and delivery plan
    std::optional<std::int64_t> max_price_nano; ///< above it the text is accepted and not sent
};

/// Pure. Nothing is refused here for being opted out or too dear: SNS accepts that.
std::variant<AwsDraft, AwsError> check_aws_publish(const Fields& form,
                                                   const AwsAccount& account);

/// '+' and 7 to 15 digits, the first of them not 0 (ITU-T E.164 section 6).
bool is_aws_number(std::string_view text) noexcept;

} // namespace bkxsms::sandbox
