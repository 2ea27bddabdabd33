#include "core/store/bad_numbers.hpp"

namespace bkxsms::store {

bool is_bad_number(std::string_view category) noexcept {
    return category == "invalid_destination" || category == "landline";
}

void note_bad_number(Store& store, MessageId message, std::string_view category,
                     TimePoint now) {
    auto write = store.db.use(
        "INSERT INTO bkx_sms_bad_numbers (phone_bidx, refusals, category, since_at, last_at) "
        "SELECT to_bidx, 1, ?2, ?3, ?3 FROM bkx_sms_messages WHERE id = ?1 "
        "ON CONFLICT (phone_bidx) DO UPDATE "
        "SET refusals = CASE WHEN last_at > ?4 THEN refusals + 1 ELSE 1 END, category = ?2, "
        "last_at = ?3");
    write.bind(message.value, category, now, now - bad_number_memory).run();
}

void forget_bad_number(Store& store, MessageId message) {
    auto remove = store.db.use("DELETE FROM bkx_sms_bad_numbers WHERE phone_bidx = "
                               "(SELECT to_bidx FROM bkx_sms_messages WHERE id = ?1)");
    remove.bind(message.value).run();
}

} // namespace bkxsms::store
