#pragma once

#include "core/store/db.hpp"

#include <sqlite3.h>
#include <string>
#include <unordered_map>
#include <vector>

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
    /// Prepared and not in use, by the text's address.
    std::unordered_map<const char*, std::vector<sqlite3_stmt*>> idle;
};

} // namespace bkxsms::store
