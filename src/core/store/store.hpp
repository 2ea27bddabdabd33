#pragma once

#include "core/security/vault.hpp"
#include "core/store/db.hpp"

namespace bkxsms::store {

/// The database together with the keys to what is sealed in it: what every function of this
/// room that touches personal data takes.
struct Store {
    Db db;
    security::Vault vault;
};

} // namespace bkxsms::store
