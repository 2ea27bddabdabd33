#pragma once

#include "core/inbound/cgi.hpp"

#include <filesystem>
#include <string>
#include <vector>

/// \file
/// The spool: how a request gets from the web server's user to ours. Maildir's idea: a file is
/// written in `tmp`, synced, and renamed into `new`; what is in `new` is whole.
///
///     spool/tmp      being written
///     spool/new      waits for webhook-import
///     spool/bad      refused: NAME, and NAME.why with the reason
///     spool/orphan   genuine, but it speaks of no message that is known (yet)
///
/// A file is one line of JSON (the request without its body), a line feed, and the body's bytes.
/// Names sort by time of arrival.

namespace bkxsms::inbound {

inline constexpr std::size_t max_spool_file = 192 * 1024;
inline constexpr std::size_t max_kept = 1000; ///< files in `bad`, and in `orphan`

void make_spool(const std::filesystem::path& spool);

/// When it returns the request is on the disk. \throws Error{io|cannot_create}
void write_to_spool(const std::filesystem::path& spool, const WebhookFile& request);

/// What waits, oldest first. \throws Error{no_input} if there is no spool.
std::vector<std::filesystem::path> waiting_in_spool(const std::filesystem::path& spool);

/// \throws Error{data} if it is not what write_to_spool writes; {no_input} if it is gone.
WebhookFile read_spool_file(const std::filesystem::path& file);

/// Out of `new`. `why` goes into NAME.why beside a refused one, made printable.
void keep_as_bad(const std::filesystem::path& spool, const std::filesystem::path& file,
                 const std::string& why);
void keep_as_orphan(const std::filesystem::path& spool, const std::filesystem::path& file);

} // namespace bkxsms::inbound
