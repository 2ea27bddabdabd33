#pragma once

#include "core/inbound/cgi.hpp"

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

/// \file
/// The spool: how a request gets from the web server's user to ours. A drop box: who may add to
/// `new` can neither list it nor, names being random, find what is there.
///
///     spool/new      waits for webhook-import; a file appears in it whole, or not at all
///     spool/bad      refused: NAME, and NAME.why with the reason
///     spool/orphan   genuine, but it speaks of no message that is known
///
/// A file is one line of JSON (the request without its body), a line feed, and the body's
/// bytes. Its name is the time of arrival (13 digits, milliseconds since 1970), '-' and
/// random_name(): names sort by time.

namespace bkxsms::inbound {

/// What read_cgi_request takes fits: 64 KiB of body, and six variables of 8 KiB whose every
/// byte the JSON may double.
inline constexpr std::size_t max_spool_file = 192 * 1024;
inline constexpr std::size_t max_kept = 1000; ///< files in `bad`, and in `orphan`
/// So much the spool leaves free: whoever floods it must not take the disk from the database.
inline constexpr std::uint64_t spool_reserve_bytes = 64 * 1024 * 1024;

/// Makes what is missing. `new` belongs to its group as a drop box (3730), and what is put into
/// it to that group, which our user must be in if the hook runs as another one.
void make_spool(const std::filesystem::path& spool);

/// When it returns the request is on the disk. \throws Error{temporary} if less than `reserve`
/// bytes are free; {io|cannot_create}
void write_to_spool(const std::filesystem::path& spool, const WebhookFile& request,
                    std::uint64_t reserve = spool_reserve_bytes);

/// What waits, oldest first; names that write_to_spool does not give are passed over.
/// \throws Error{no_input} if there is no spool.
std::vector<std::filesystem::path> waiting_in_spool(const std::filesystem::path& spool);

/// \throws Error{data} if it is not what write_to_spool writes; {no_input} if it is gone, or
/// cannot be read, or is no regular file.
WebhookFile read_spool_file(const std::filesystem::path& file);

/// Out of `new`; nothing happens if it is gone already. `why` goes into NAME.why beside a
/// refused one, made printable. \throws Error{io|cannot_create}
void keep_as_bad(const std::filesystem::path& spool, const std::filesystem::path& file,
                 const std::string& why);
void keep_as_orphan(const std::filesystem::path& spool, const std::filesystem::path& file);

/// Removes what a hook that was killed left half written, a day or more ago.
void drop_unfinished(const std::filesystem::path& spool);

} // namespace bkxsms::inbound
