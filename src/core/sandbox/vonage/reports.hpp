#pragma once

#include "core/sandbox/form.hpp"
#include "core/sandbox/ledger.hpp"
#include "core/sandbox/vonage/account.hpp"

/// \file
/// Vonage's Reports API, synchronous: what became of messages of both APIs. Source:
/// docs/providers/vonage.md section 4.

namespace bkxsms::sandbox {

/// By `id` (20 at most) or by `date_start` and `date_end` (a day at most); 422 for anything
/// else. There is no filter by client_ref.
Answer vonage_records(const Request& request, const Fields& query, const VonageAccount& account,
                      const Ledger& ledger, TimePoint now);

} // namespace bkxsms::sandbox
