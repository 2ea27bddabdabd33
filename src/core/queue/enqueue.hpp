#pragma once

#include "core/config/config.hpp"
#include "core/store/audit.hpp"
#include "core/store/messages.hpp"

#include <optional>
#include <span>
#include <string>
#include <variant>
#include <vector>

/// \file
/// The moment from which a message is ours. When accept() has returned, the message is on
/// the disk; when it has thrown, nothing was accepted and the same request with the same key
/// may be repeated.

namespace bkxsms::queue {

struct Accepted {
    MessageId id;
    store::Status status;
    bool duplicate = false; ///< the key was used before: `id` is the earlier message
};
/// This one was refused; others of the same group were not.
struct Refused {
    std::string what, hint;
};
using Receipt = std::variant<Accepted, Refused>;

struct Group {
    std::string actor;
    std::string action = "send"; ///< of the audit row
    std::string batch;           ///< "" for a single message
};

/// Accepts all of `messages` in one transaction, with one audit row. The receipts are in the
/// same order. Refused is only one whose key was used for something else, or that stands in the
/// same group twice with different content. \throws Error{temporary} little disk space left or
/// the database busy; {io} disk full.
std::vector<Receipt> accept(store::Store& store, const config::Config& config,
                            std::span<const store::NewMessage> messages, const Group& group,
                            TimePoint now);

} // namespace bkxsms::queue
