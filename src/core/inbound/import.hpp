#pragma once

#include "core/base/clock.hpp"
#include "core/provider/provider.hpp"
#include "core/store/store.hpp"

#include <filesystem>
#include <string>

namespace bkxsms::inbound {

struct ImportTotals {
    int applied = 0;
    int stale = 0;    ///< the message is further already
    int repeated = 0; ///< the same event again
    int orphan = 0;   ///< of no message that is known
    int refused = 0;  ///< not genuine, or unreadable; kept in spool/bad
};

/// Verifies what waits in the spool and applies it, oldest first. A file goes only when its effect
/// is on the disk; killed in between, the next import finds the event already seen.
/// The signed URL is made of the configured `public_url`'s scheme and host and the request's own
/// raw path and query: never of a header.
/// \throws Error from the database: the file at hand stays for the next import.
ImportTotals import_spool(store::Store& store, const provider::Provider& provider,
                          const std::string& public_url, const std::filesystem::path& spool,
                          Clock& clock);

} // namespace bkxsms::inbound
