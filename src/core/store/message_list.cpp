#include "core/store/message_list.hpp"

#include "core/store/message_row.hpp"

#include <limits>

namespace bkxsms::store {

namespace {

std::optional<std::string> any_if_empty(const std::string& text) {
    if (text.empty()) return std::nullopt;
    return text;
}

} // namespace

std::vector<Message> list_messages(Store& store, const MessageFilter& filter) {
    static const std::string sql =
        std::string(message_columns) +
        " WHERE id < ?1 AND (?2 IS NULL OR status = ?2) AND (?3 IS NULL OR message_type = ?3)"
        " AND (?4 IS NULL OR booking_id = ?4) AND (?5 IS NULL OR batch = ?5)"
        " AND (?6 IS NULL OR to_bidx = ?6) AND (?7 IS NULL OR created_at >= ?7)"
        " ORDER BY id DESC LIMIT ?8";
    std::optional<std::string> status;
    if (filter.status) status = std::string(word(*filter.status));
    std::optional<Bytes> to;
    if (!filter.to.empty()) to = number_index(store, filter.to);
    const auto before =
        filter.before ? filter.before.value : std::numeric_limits<std::int64_t>::max();

    auto read = store.db.use(sql.c_str());
    read.bind(before, status, any_if_empty(filter.type), any_if_empty(filter.booking),
              any_if_empty(filter.batch), to, filter.since, filter.limit);
    std::vector<Message> found;
    while (read.step()) found.push_back(read_message(store, read));
    return found;
}

std::vector<LogEntry> delivery_log(Store& store, MessageId id) {
    auto read = store.db.use("SELECT status, provider_status, details, logged_at "
                             "FROM bkx_sms_delivery_logs WHERE message_id = ?1 ORDER BY id");
    read.bind(id.value);
    std::vector<LogEntry> entries;
    while (read.step())
        entries.push_back({read.text(0), read.text(1), read.text(2), read.time(3)});
    return entries;
}

std::vector<StatusCount> count_by_status(Store& store) {
    auto read = store.db.use(
        "SELECT status, count(*) FROM bkx_sms_messages GROUP BY status ORDER BY status");
    std::vector<StatusCount> counts;
    while (read.step())
        counts.push_back(
            {parse_status(read.text(0)).value_or(Status::pending), read.integer(1)});
    return counts;
}

} // namespace bkxsms::store
