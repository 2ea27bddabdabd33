#include "core/inbound/import.hpp"

#include "core/base/error.hpp"
#include "core/base/log.hpp"
#include "core/inbound/spool.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace bkxsms::inbound {

namespace fs = std::filesystem;

namespace {

/// "https://sms.example.com/hook" → "https://sms.example.com"
std::string origin_of(const std::string& url) {
    const auto host = url.find("://");
    if (host == std::string::npos) return {};
    return url.substr(0, url.find('/', host + 3));
}

/// What a file says, or why it is not believed.
struct Reading {
    const provider::Provider* provider = nullptr;
    std::vector<provider::Receipt> receipts;
    std::string doubt;
};

class Import {
public:
    Import(store::Store& store, const Providers& providers, std::string origin,
           const fs::path& spool, std::chrono::seconds slow_after)
        : store_(store), providers_(providers), origin_(std::move(origin)), spool_(spool),
          slow_after_(slow_after) {}

    void take(const fs::path& file, TimePoint now);

    const ImportTotals& totals() const noexcept { return totals_; }
    int unreadable() const noexcept { return unreadable_; }

private:
    Reading read(const fs::path& file, TimePoint now) const;
    void pass_over(const fs::path& file, const Error& error);
    void refuse(const fs::path& file, const std::string& why);
    bool apply(const provider::Provider& provider, const provider::Receipt& receipt,
               TimePoint now);

    store::Store& store_;
    const Providers& providers_;
    std::string origin_;
    const fs::path& spool_;
    std::chrono::seconds slow_after_;
    ImportTotals totals_;
    int unreadable_ = 0;
};

void Import::take(const fs::path& file, TimePoint now) {
    Reading reading;
    try {
        reading = read(file, now);
    } catch (const Error& error) {
        if (error.fault() != Fault::no_input) throw;
        return pass_over(file, error);
    }
    if (!reading.doubt.empty()) return refuse(file, reading.doubt);

    // A genuine webhook without a report is a text to us, sent to the wrong address: no less
    // somebody's STOP.
    bool known = false;
    if (reading.receipts.empty()) ++totals_.orphan;
    for (const auto& receipt : reading.receipts)
        known |= apply(*reading.provider, receipt, now);
    if (!known) return keep_as_orphan(spool_, file);
    std::error_code failure;
    fs::remove(file, failure);
    if (failure)
        throw Error(Fault::io,
                    fmt::format("cannot remove '{}': {}", file.string(), failure.message()));
}

Reading Import::read(const fs::path& file, TimePoint now) const {
    try {
        const auto request = read_spool_file(file);
        const auto found =
            std::ranges::find(providers_, request.provider, &provider::Provider::name);
        if (found == providers_.end())
            return {nullptr, {}, "it is of a provider that is not configured"};
        const auto& provider = **found;
        const provider::WebhookRequest webhook{request.method, origin_ + request.request_uri,
                                               request.headers, request.body};
        const auto verdict = provider.verify(webhook, request.received_at);
        if (!verdict.genuine) return {nullptr, {}, verdict.scheme + ": " + verdict.why};
        auto receipts = provider.read_receipts(webhook);
        for (auto& receipt : receipts)
            if (!receipt.happened_at) receipt.happened_at = std::min(request.received_at, now);
        return {&provider, std::move(receipts), ""};
    } catch (const Error& error) {
        if (error.fault() != Fault::data) throw;
        return {nullptr, {}, error.what()};
    }
}

void Import::pass_over(const fs::path& file, const Error& error) {
    std::error_code unknown;
    if (!fs::exists(fs::symlink_status(file, unknown))) return; // another import took it
    log::error("webhook-unreadable",
               {{"file", file.filename().string()}, {"why", error.what()}});
    ++unreadable_;
}

void Import::refuse(const fs::path& file, const std::string& why) {
    log::warn("webhook-refused", {{"file", file.filename().string()}, {"why", why}});
    keep_as_bad(spool_, file, why);
    ++totals_.refused;
}

int& counter(ImportTotals& totals, queue::Effect effect) {
    switch (effect) {
    case queue::Effect::stale:
        return totals.stale;
    case queue::Effect::repeated:
        return totals.repeated;
    case queue::Effect::orphan:
        return totals.orphan;
    case queue::Effect::applied:
    case queue::Effect::duplicate_send:
        break; // an alarm in the log, and told by apply_receipt
    }
    return totals.applied;
}

/// False if it speaks of no message of ours.
bool Import::apply(const provider::Provider& provider, const provider::Receipt& receipt,
                   TimePoint now) {
    const auto effect =
        queue::apply_receipt(store_, provider.name(), receipt, now, slow_after_);
    ++counter(totals_, effect);
    return effect != queue::Effect::orphan;
}

} // namespace

ImportTotals import_spool(store::Store& store, const Providers& providers,
                          const std::string& public_url, const fs::path& spool, Clock& clock,
                          std::chrono::seconds slow_after) {
    drop_unfinished(spool);
    const auto files = waiting_in_spool(spool);
    Import import(store, providers, origin_of(public_url), spool, slow_after);
    // Without it every signature would seem forged, and what is genuine would be put aside.
    if (!files.empty() && origin_of(public_url).empty())
        throw Error(Fault::config, "webhooks wait, but 'webhooks.public_url' is not set",
                    "set it to the address that the provider calls");
    for (const auto& file : files) import.take(file, clock.now());
    if (import.unreadable() > 0)
        throw Error(Fault::no_permission,
                    fmt::format("{} of the files in '{}' cannot be read", import.unreadable(),
                                (spool / "new").string()),
                    "they must be regular files, and we in the folder's group");
    return import.totals();
}

} // namespace bkxsms::inbound
