#pragma once

#include "core/provider/vonage.hpp"

#include <string>
#include <string_view>

/// \file
/// The Reports API: what became of messages. Vonage is paid for every record. Inside the
/// adapter only. Facts: docs/providers/vonage.md section 4.

namespace bkxsms::provider::vonage {

/// `product` is "SMS" or "MESSAGES": what was sent through one is not found under the other.
Question<Receipt> status_question(const VonageAccount& account, std::string_view product,
                                  std::string_view id);

/// Everything that went out about that time: there is no filter by recipient or reference. A
/// page has up to 1000 records of some 500 bytes, and a reply may be so large. \throws
/// Error{software} if `next` is no Page::next of ours.
Question<Page> look_up_question(const VonageAccount& account, std::string_view product,
                                const Lost& lost, std::string_view next);

} // namespace bkxsms::provider::vonage
