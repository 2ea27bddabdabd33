#pragma once

#include "cmd/accounts.hpp"
#include "cmd/session.hpp"
#include "core/config/edit.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace bkxsms::cmd {

/// A change of the configuration that is in the audit, where there is a database: its row is
/// written before the change is made, and committed after it.
class AuditedChange {
public:
    /// `action` as in "provider.enable". \throws as Session::store().
    AuditedChange(std::string_view action, const Account& account,
                  const std::vector<config::Setting>& settings, Session& session);
    void commit();

private:
    std::optional<store::Transaction> transaction_;
};

/// The configuration as it would be. \throws as config::edit().
config::Config try_settings(const std::vector<config::Setting>& settings, Session& session);

/// What came of it, as a sentence or as an object.
struct Changed {
    bool enabled = false;
    bool changed = true;
    std::string words; ///< "is enabled"
};
void print_change(const Account& account, const Changed& what, Session& session);

} // namespace bkxsms::cmd
