#pragma once

#include "cmd/accounts.hpp"
#include "cmd/session.hpp"

namespace bkxsms::cmd {

/// Notes what is left at a provider, where there is a database, and raises the alarm
/// "low_balance" when it has fallen below costs.low_balance_alert since it was last seen. A
/// balance in another currency than costs.currency is noted and not judged.
void note_balance(const Account& account, const Money& balance, Session& session);

} // namespace bkxsms::cmd
