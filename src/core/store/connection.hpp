#pragma once

#include "core/store/db.hpp"

#include <sqlite3.h>
#include <string>
#include <unordered_map>

/// \file
/// The handle behind a Db, and the statements it keeps; for db.cpp and statement.cpp only.

namespace bkxsms::store {

class Db::Connection {
public:
    /// \throws Error as Db::open.
    Connection(std::string file, int flags);
    ~Connection();
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;

    std::string name;
    sqlite3* raw = nullptr;
    std::unordered_multimap<const char*, sqlite3_stmt*> idle; ///< prepared and not in use
    std::unordered_map<sqlite3_stmt*, const char*> source;
};

} // namespace bkxsms::store
