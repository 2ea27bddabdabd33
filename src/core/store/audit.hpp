#pragma once

#include "core/store/store.hpp"

#include <string>
#include <string_view>
#include <vector>

/// \file
/// bkx_sms_audit: one row for every act of a person or a command, written in the transaction of
/// the act itself: no audit, no act. Each row's mac covers the one before it, so an edited,
/// removed, inserted or exchanged row shows. (A cut tail shows only against a copy of the head
/// kept elsewhere.)

namespace bkxsms::store {

struct Act {
    std::string actor;         ///< "user:1000" or a name
    std::string action;        ///< "send", "queue-run", "init", …
    std::string object;        ///< "message 1041", "batch …"
    std::string detail = "{}"; ///< JSON, without personal data
};

/// REQUIRES: an open transaction.
void write_audit(Store& store, const Act& act, TimePoint now);

/// The numbers of rows whose mac does not fit, and of gaps; empty if the chain holds.
std::vector<std::int64_t> broken_audit_links(Store& store);

} // namespace bkxsms::store
