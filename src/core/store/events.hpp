#pragma once

#include "core/base/id.hpp"
#include "core/store/store.hpp"

#include <string_view>

namespace bkxsms::store {

/// bkx_sms_events: webhook events by the provider's own key, so that a repeated one has no
/// second effect. False if it was seen before. REQUIRES: an open transaction, the one that
/// applies it.
bool remember_event(Store& store, std::string_view provider, std::string_view event_key,
                    std::string_view kind, TimePoint now);

/// What came of it; `message` is 0 if it speaks of nothing of ours.
void note_effect(Store& store, std::string_view provider, std::string_view event_key,
                 MessageId message, std::string_view effect);

} // namespace bkxsms::store
