#include "core/inbound/import.hpp"

#include "core/base/error.hpp"
#include "core/base/log.hpp"
#include "core/inbound/spool.hpp"
#include "core/queue/receipts.hpp"

namespace bkxsms::inbound {

namespace fs = std::filesystem;

namespace {

/// "https://sms.example.com/hook" → "https://sms.example.com"
std::string origin_of(const std::string& url) {
    const auto host = url.find("://");
    if (host == std::string::npos) return {};
    return url.substr(0, url.find('/', host + 3));
}

/// What speaks against this file; the caller keeps it aside.
struct NotBelieved {
    std::string why;
};

std::vector<provider::Receipt> believe(const provider::Provider& provider,
                                       const std::string& public_url, const fs::path& file) {
    const auto request = read_spool_file(file);
    if (request.provider != provider.name())
        throw NotBelieved{"it is of a provider that is not configured"};
    const auto origin = origin_of(public_url);
    if (origin.empty()) throw NotBelieved{"webhooks.public_url is not set"};
    const provider::WebhookRequest webhook{request.method, origin + request.request_uri,
                                           request.headers, request.body};
    const auto verdict = provider.verify(webhook);
    if (!verdict.genuine) throw NotBelieved{verdict.scheme + ": " + verdict.why};
    return provider.read_receipts(webhook);
}

void count(queue::Effect effect, ImportTotals& totals) {
    switch (effect) {
    case queue::Effect::applied:
    case queue::Effect::duplicate_send: ++totals.applied; break;
    case queue::Effect::stale: ++totals.stale; break;
    case queue::Effect::repeated: ++totals.repeated; break;
    case queue::Effect::orphan: ++totals.orphan; break;
    }
}

void refuse(const fs::path& spool, const fs::path& file, const std::string& why,
            ImportTotals& totals) {
    log::warn("webhook-refused", {{"file", file.filename().string()}, {"why", why}});
    keep_as_bad(spool, file, why);
    ++totals.refused;
}

void import_file(store::Store& store, const provider::Provider& provider,
                 const std::string& public_url, const fs::path& spool, const fs::path& file,
                 TimePoint now, ImportTotals& totals) {
    std::vector<provider::Receipt> receipts;
    try {
        receipts = believe(provider, public_url, file);
    } catch (const NotBelieved& doubt) {
        return refuse(spool, file, doubt.why, totals);
    } catch (const Error& error) {
        if (error.fault() == Fault::no_input) return; // another import took it
        if (error.fault() != Fault::data) throw;
        return refuse(spool, file, error.what(), totals);
    }
    bool known = receipts.empty();
    for (const auto& receipt : receipts) {
        const auto effect = queue::apply_receipt(store, provider.name(), receipt, now);
        count(effect, totals);
        known = known || effect != queue::Effect::orphan;
    }
    if (known) fs::remove(file);
    else keep_as_orphan(spool, file);
}

} // namespace

ImportTotals import_spool(store::Store& store, const provider::Provider& provider,
                          const std::string& public_url, const fs::path& spool, Clock& clock) {
    ImportTotals totals;
    for (const auto& file : waiting_in_spool(spool))
        import_file(store, provider, public_url, spool, file, clock.now(), totals);
    return totals;
}

} // namespace bkxsms::inbound
