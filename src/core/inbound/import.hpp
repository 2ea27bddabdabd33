#pragma once

#include "core/base/clock.hpp"
#include "core/provider/provider.hpp"
#include "core/queue/receipts.hpp"
#include "core/store/store.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace bkxsms::inbound {

/// Those whose webhooks are believed; a request's path names one.
using Providers = std::vector<const provider::Provider*>;

struct ImportTotals {
    int applied = 0;
    int stale = 0;    ///< the message is further already
    int repeated = 0; ///< the same event again
    int orphan = 0;   ///< genuine, but of no message that is known; kept in spool/orphan
    int refused = 0;  ///< not genuine, or not to be understood; kept in spool/bad
};

/// Verifies what waits in the spool and applies it, oldest first. A file goes only when its
/// effect is on the disk; killed in between, the next import finds the event already seen. Two
/// at once are harmless.
/// The signed URL is made of the configured `public_url`'s scheme and host and the request's
/// own raw path and query: never of a header. A report without a time of its own happened when
/// it was received. \throws Error from the database: the file at hand stays for the next
/// import. {config} if files wait and `public_url` is "". {no_permission} when all else is
/// done, if there were files that cannot be opened: they stay.
ImportTotals import_spool(store::Store& store, const Providers& providers,
                          const std::string& public_url, const std::filesystem::path& spool,
                          Clock& clock,
                          std::chrono::seconds slow_after = queue::usual_slow_after);

} // namespace bkxsms::inbound
