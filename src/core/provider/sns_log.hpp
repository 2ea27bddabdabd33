#pragma once

#include "core/provider/provider.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// \file
/// The delivery logs that SNS keeps in CloudWatch Logs, one for what the carriers took and one
/// for what failed: how they are asked and how they answer. Inside the adapter only. Facts:
/// docs/providers/aws_sns.md section 5.1.

namespace bkxsms::provider::sns {

inline constexpr std::string_view filter_target = "Logs_20140328.FilterLogEvents";

/// SNS tries for six hours, and an entry may come three days after that; an hour for clocks.
inline constexpr std::chrono::hours log_delay{6 + 72 + 1};

/// A place in the two logs, which are read one after the other in pages.
struct LogPlace {
    bool failures = false;
    std::string token; ///< the provider's; "" for the log's first page

    /// As Page::next has it: "failure:…", "success:…".
    std::string str() const;
    /// "" is the beginning. \throws Error{software} for what str() cannot have made.
    static LogPlace parse(std::string_view text);
};

/// What is looked for.
struct LogSearch {
    std::string region;
    std::string account_id;
    std::string pattern; ///< CloudWatch's filter pattern
    TimePoint since;
    TimePoint until;
};

/// Only the characters that such things consist of get into the pattern: nothing else can be in
/// a log, and a quote would end the pattern's string.
std::string pattern_for_message(std::string_view message_id);
std::string pattern_for_recipient(std::string_view e164);

/// The body of FilterLogEvents, in the SDK's order of fields.
std::string filter_body(const LogSearch& search, const LogPlace& place);

struct LogPage {
    std::vector<Sighting> entries;
    std::optional<LogPlace> next; ///< nullopt when both logs have been read
};

/// A page is read whole or not at all. A page without entries is not the end of its log. A log
/// that does not exist is a Failure, but for that of the failures, which is made by the first
/// one.
Answer<LogPage> read_log_page(const transport::Exchange& exchange, const LogPlace& place);

} // namespace bkxsms::provider::sns
