#pragma once

#include "core/base/clock.hpp"
#include "core/sandbox/aws/account.hpp"
#include "core/sandbox/aws/error.hpp"
#include "core/sandbox/aws/signature.hpp"
#include "core/sandbox/aws/state.hpp"
#include "core/sandbox/ledger.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

/// \file
/// What became of texts, as far as AWS says: the delivery log in CloudWatch Logs, and the
/// month's costs as a metric. Source: docs/providers/aws_sns.md sections 4 and 5.1.

namespace bkxsms::sandbox {

/// FilterLogEvents. A page looks through 100 events and shows those that match: it can be empty
/// and yet not the last.
std::variant<std::string, AwsError> aws_filter_log_events(std::string_view body,
                                                          const AwsLogin& login,
                                                          const AwsState& state,
                                                          const Ledger& ledger, TimePoint now);

/// GetMetricStatistics of SMSMonthToDateSpentUSD; no data point before the first text.
std::string aws_month_spend(std::string_view body, const AwsLogin& login, const Ledger& ledger,
                            TimePoint now);

/// What a filter pattern wants: any of the values at its path. Public for its test.
struct AwsPattern {
    struct Term {
        bool destination; ///< else the message's id
        std::string value;
    };
    std::vector<Term> terms; ///< empty: everything
};
/// "{ $.notification.messageId = \"…\" || $.delivery.destination = \"+…\" }", or "" for all.
/// nullopt for anything else.
std::optional<AwsPattern> read_aws_pattern(std::string_view text);

} // namespace bkxsms::sandbox
