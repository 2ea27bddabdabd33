#include "core/store/audit.hpp"

namespace bkxsms::store {

namespace {

struct Link {
    std::int64_t n;
    std::int64_t at;
    std::string_view actor, action, object, detail;
};

/// Each part with its length before it, so that no two rows have one text.
Bytes mac_of(const Store& store, const Bytes& before, const Link& link) {
    std::string text;
    const auto add = [&text](std::string_view part) {
        text += std::to_string(part.size());
        text += ':';
        text += part;
    };
    add(std::to_string(link.n));
    add(as_text(before));
    add(std::to_string(link.at));
    for (const auto part : {link.actor, link.action, link.object, link.detail}) add(part);
    return store.vault.audit_mac(text);
}

} // namespace

void write_audit(Store& store, const Act& act, TimePoint now) {
    std::int64_t n = 1;
    Bytes before;
    {
        auto head = store.db.use("SELECT n, mac FROM bkx_sms_audit ORDER BY n DESC LIMIT 1");
        if (head.step()) {
            n = head.integer(0) + 1;
            before = head.blob(1);
        }
    }
    const Link link{n, to_millis(now), act.actor, act.action, act.object, act.detail};
    auto insert =
        store.db.use("INSERT INTO bkx_sms_audit (n, at, actor, action, object, detail, mac) "
                     "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)");
    insert.bind(n, now, act.actor, act.action, act.object, act.detail,
                mac_of(store, before, link));
    insert.run();
}

std::vector<std::int64_t> broken_audit_links(Store& store) {
    std::vector<std::int64_t> broken;
    Bytes before;
    std::int64_t expected = 1;
    auto read = store.db.use(
        "SELECT n, at, actor, action, object, detail, mac FROM bkx_sms_audit ORDER BY n");
    while (read.step()) {
        const auto n = read.integer(0);
        const auto actor = read.text(2);
        const auto action = read.text(3);
        const auto object = read.text(4);
        const auto detail = read.text(5);
        const auto mac = read.blob(6);
        const Link link{n, read.integer(1), actor, action, object, detail};
        if (n != expected || mac_of(store, before, link) != mac) broken.push_back(n);
        before = mac;
        expected = n + 1;
    }
    return broken;
}

} // namespace bkxsms::store
