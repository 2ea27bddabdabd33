#pragma once

#include "core/base/id.hpp"
#include "core/store/store.hpp"

#include <string>
#include <string_view>
#include <vector>

/// \file
/// A message's route: the name of the provider that sends it next, with a '+' where that one
/// takes over from another; none while nobody was chosen yet. A message whose caller insists on
/// a provider keeps that one. REQUIRES, for what writes: an open transaction.

namespace bkxsms::store {

/// The route of what `provider` sends in another one's place.
inline std::string takeover_route(std::string_view provider) {
    return std::string(provider) + '+';
}

/// A due message for which nobody was chosen yet.
struct Unrouted {
    MessageId id;
    Bytes to_index;
    std::string country, type;
    int segments = 1, attempts = 0, retries = 0;
};
std::vector<Unrouted> unrouted_due(Store& store, int limit, TimePoint now);

/// \param why in words, for people.
void set_route(Store& store, MessageId id, std::string_view route, std::string_view why);

/// Who was last to take a message to that number; "".
std::string last_provider(Store& store, const Bytes& to_index);
/// Who did not take that message since it last waited.
std::vector<std::string> tried_providers(Store& store, MessageId id, int retries);

/// What was routed and not sent is open again: at the start of a run, since who was chosen may
/// not be configured any more.
void forget_routes(Store& store, TimePoint now);
/// The same for what waits for one provider, which has become unfit.
void forget_routes_to(Store& store, std::string_view provider, TimePoint now);

/// pending → expired, for what is too late whoever may still claim it. \returns how many.
int expire_overdue(Store& store, TimePoint now);

} // namespace bkxsms::store
