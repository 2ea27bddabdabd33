#pragma once

#include "core/base/id.hpp"
#include "core/store/store.hpp"

#include <string>

/// \file
/// A person says what became of a message whose outcome nobody could find out.

namespace bkxsms::queue {

struct Resolution {
    bool sent = false;               ///< else it was not, and goes out again
    std::string provider_message_id; ///< if it was sent and the provider's console shows it
    std::string reason;              ///< the person's words, for the audit
    std::string actor;
};

/// One transaction, with its audit row. \throws Error{data} if there is no such message, its
/// outcome is not open (unknown or held), or the provider's id belongs to another message.
void resolve(store::Store& store, MessageId id, const Resolution& resolution, TimePoint now);

} // namespace bkxsms::queue
