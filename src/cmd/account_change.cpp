#include "cmd/account_change.hpp"

#include "core/base/json.hpp"
#include "core/store/audit.hpp"

#include <fmt/format.h>

namespace bkxsms::cmd {

AuditedChange::AuditedChange(std::string_view action, const Account& account,
                             const std::vector<config::Setting>& settings, Session& session) {
    if (!session.has_store()) return;
    json::Writer detail;
    detail.begin_object().key("keys").begin_array();
    for (const auto& setting : settings) detail.string(setting.name);
    detail.end_array().end_object();
    auto& store = session.store();
    transaction_.emplace(store.db);
    store::write_audit(store,
                       {Session::actor(), std::string(action),
                        fmt::format("provider {}", account.name), detail.str()},
                       session.now());
}

void AuditedChange::commit() {
    if (transaction_) transaction_->commit();
}

config::Config try_settings(const std::vector<config::Setting>& settings, Session& session) {
    const auto& file = session.config().file;
    return config::parse(config::edit(config::read_config_text(file), settings, file), file);
}

void print_change(const Account& account, const Changed& what, Session& session) {
    auto& out = session.out();
    if (out.structured()) {
        json::Writer json;
        json.begin_object().key("provider").string(account.name);
        json.key("enabled").boolean(what.enabled).key("changed").boolean(what.changed);
        out.line(json.end_object().str());
    } else if (!out.quiet()) {
        out.line(fmt::format("{} {}", account.name, what.words));
    }
}

} // namespace bkxsms::cmd
