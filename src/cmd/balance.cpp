#include "cmd/balance.hpp"

#include "cmd/alarm.hpp"
#include "core/store/health.hpp"

#include <fmt/format.h>

namespace bkxsms::cmd {

void note_balance(const Account& account, const Money& balance, Session& session) {
    if (!session.has_store()) return;
    const auto& config = session.config();
    auto& store = session.store();
    store::Transaction tx(store.db);
    const auto before = store::note_balance(store, account.name, balance, session.now());
    tx.commit();
    const auto is_low = [&config](const Money& money) {
        return money.currency == config.currency && money.nano < config.low_balance_alert_nano;
    };
    if (!is_low(balance) || (before && is_low(*before))) return;
    raise_alarm(config,
                {"low_balance", std::string(account.name),
                 fmt::format("{} {} are left, less than {}", format_nano(balance.nano),
                             balance.currency, format_nano(config.low_balance_alert_nano))},
                session.now());
}

} // namespace bkxsms::cmd
