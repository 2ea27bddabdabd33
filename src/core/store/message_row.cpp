#include "core/store/message_row.hpp"

namespace bkxsms::store {

const std::string_view message_columns =
    "SELECT id, uid, status, reason, direction, message_type, to_number, from_number, message, "
    "country, language, template, template_version, encoding, provider, provider_message_id, "
    "provider_status, caller_key, booking_id, customer_id, batch, error_category, error_code, "
    "error_message, units, segments, attempts, priority, cost_estimate_nano, cost_nano, "
    "currency, "
    "scheduled_at, sent_at, delivered_at, failed_at, created_at, updated_at, due_at, "
    "expires_at, wanted_provider, retries "
    "FROM bkx_sms_messages";

Bytes number_index(const Store& store, std::string_view e164) {
    return store.vault.blind_index("phone_number", e164);
}

namespace {

/// Takes the columns one after the other, so that the list above is the only order there is.
class Row {
public:
    Row(Store& store, const Statement& from) : store_(store), from_(from) {}

    std::int64_t integer() { return from_.integer(next_++); }
    int small() { return static_cast<int>(integer()); }
    std::string text() { return from_.text(next_++); }
    TimePoint time() { return from_.time(next_++); }
    std::optional<TimePoint> time_if() { return from_.time_if(next_++); }
    std::optional<std::int64_t> integer_if() { return from_.integer_if(next_++); }
    std::string sealed(std::string_view column, const std::string& uid) {
        const int here = next_++;
        if (from_.is_null(here)) return {};
        return store_.vault.open({"bkx_sms_messages", column, uid}, from_.blob(here));
    }

private:
    Store& store_;
    const Statement& from_;
    int next_ = 0;
};

} // namespace

Message read_message(Store& store, const Statement& from) {
    Row row(store, from);
    Message m;
    m.id = MessageId{row.integer()};
    m.uid = row.text();
    m.status = parse_status(row.text()).value_or(Status::pending);
    m.reason = row.text();
    m.direction = row.text();
    m.type = row.text();
    m.to = row.sealed("to_number", m.uid);
    m.from = row.sealed("from_number", m.uid);
    m.text = row.sealed("message", m.uid);
    m.country = row.text();
    m.language = row.text();
    m.template_name = row.text();
    m.template_version = row.text();
    m.encoding = row.text();
    m.provider = row.text();
    m.provider_message_id = row.text();
    m.provider_status = row.text();
    m.key = row.sealed("caller_key", m.uid);
    m.booking = row.text();
    m.customer = row.text();
    m.batch = row.text();
    m.error_category = row.text();
    m.error_code = row.text();
    m.error_message = row.text();
    m.units = row.small();
    m.segments = row.small();
    m.attempts = row.small();
    m.priority = row.small();
    const auto estimate = row.integer_if();
    const auto cost = row.integer_if();
    const auto currency = row.text();
    if (estimate) m.cost_estimate = Money{*estimate, currency};
    if (cost) m.cost = Money{*cost, currency};
    m.scheduled_at = row.time_if();
    m.sent_at = row.time_if();
    m.delivered_at = row.time_if();
    m.failed_at = row.time_if();
    m.created_at = row.time();
    m.updated_at = row.time();
    m.due_at = row.time();
    m.expires_at = row.time();
    m.wanted_provider = row.text();
    m.retries = row.small();
    return m;
}

} // namespace bkxsms::store
