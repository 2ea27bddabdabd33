#pragma once

#include "core/store/db.hpp"

#include <span>
#include <string_view>

/// \file
/// The schema's history: numbered SQL scripts, embedded in the binary, each run in a
/// transaction of its own together with the version number it leads to. A script that was
/// released is never edited (schema/RELEASED holds their checksums).

namespace bkxsms::store {

struct Migration {
    int version; ///< what the database is afterwards
    std::string_view name;
    std::string_view sql;
};

std::span<const Migration> migrations() noexcept; ///< by version, from 1 without gaps
int newest_version() noexcept;

/// Brings the database to newest_version(); returns how many steps that took. Two at once: the
/// second waits and finds nothing to do.
/// \throws Error{config} if the database is newer than this program.
int migrate(Db& db);

/// \throws Error{config} if the database is newer than this program (hint: upgrade), or older
/// (hint: bkxsms db migrate).
void require_current(Db& db);

} // namespace bkxsms::store
