#include "core/sandbox/aws/state.hpp"

#include "core/base/encode.hpp"
#include "core/base/random.hpp"
#include "core/sandbox/figures.hpp"

#include <algorithm>

namespace bkxsms::sandbox {

AwsState::AwsState(const AwsAccount& account)
    : opted_out_(account.opted_out.begin(), account.opted_out.end()),
      attributes_(account.attributes) {}

bool AwsState::opted_out(std::string_view number) const {
    const std::lock_guard lock(mutex_);
    return opted_out_.contains(number);
}

void AwsState::opt_out(const std::string& number) {
    const std::lock_guard lock(mutex_);
    opted_out_.insert(number);
}

bool AwsState::opt_in(const std::string& number, TimePoint now) {
    constexpr std::chrono::hours pause{30 * 24};
    const std::lock_guard lock(mutex_);
    if (const auto at = opted_in_at_.find(number);
        at != opted_in_at_.end() && now < at->second + pause)
        return false;
    if (opted_out_.erase(number) > 0) opted_in_at_[number] = now;
    return true;
}

std::vector<std::string> AwsState::opt_outs(std::string_view after, std::size_t limit) const {
    const std::lock_guard lock(mutex_);
    std::vector<std::string> page;
    for (auto at = after.empty() ? opted_out_.begin() : opted_out_.upper_bound(after);
         at != opted_out_.end() && page.size() < limit; ++at)
        page.push_back(*at);
    return page;
}

std::vector<std::pair<std::string, std::string>> AwsState::attributes() const {
    const std::lock_guard lock(mutex_);
    return attributes_;
}

std::string AwsState::attribute(std::string_view name) const {
    const std::lock_guard lock(mutex_);
    for (const auto& [key, value] : attributes_)
        if (key == name) return value;
    return {};
}

void AwsState::set_attribute(const std::string& name, const std::string& value) {
    const std::lock_guard lock(mutex_);
    std::erase_if(attributes_, [&](const auto& each) { return each.first == name; });
    if (!value.empty()) attributes_.emplace_back(name, value);
}

AwsSubscription AwsState::subscribe(const std::string& topic, const std::string& endpoint) {
    const std::lock_guard lock(mutex_);
    return subscriptions_.emplace_back(AwsSubscription{.arn = topic + ':' + random_uuid(),
                                                       .topic = topic,
                                                       .endpoint = endpoint,
                                                       .token = to_hex(random_bytes(32))});
}

std::optional<AwsSubscription> AwsState::confirm(std::string_view topic, std::string_view token,
                                                 bool sealed) {
    const std::lock_guard lock(mutex_);
    for (auto& each : subscriptions_) {
        if (each.topic != topic || each.token != token) continue;
        each.confirmed = true;
        each.sealed = each.sealed || sealed;
        return each;
    }
    return std::nullopt;
}

std::optional<AwsSubscription> AwsState::unsubscribe(std::string_view arn, bool signed_call) {
    const std::lock_guard lock(mutex_);
    const auto at = std::ranges::find(subscriptions_, arn, &AwsSubscription::arn);
    if (at == subscriptions_.end() || (at->sealed && !signed_call)) return std::nullopt;
    auto gone = std::move(*at);
    subscriptions_.erase(at);
    return gone;
}

std::vector<AwsSubscription> AwsState::confirmed(std::string_view topic) const {
    const std::lock_guard lock(mutex_);
    std::vector<AwsSubscription> found;
    for (const auto& each : subscriptions_)
        if (each.confirmed && each.topic == topic) found.push_back(each);
    return found;
}

void AwsState::set_signature_version(const std::string& topic, const std::string& version) {
    const std::lock_guard lock(mutex_);
    signature_versions_[topic] = version;
}

std::string AwsState::signature_version(const std::string& topic) const {
    const std::lock_guard lock(mutex_);
    const auto at = signature_versions_.find(topic);
    return at == signature_versions_.end() ? "1" : at->second;
}

} // namespace bkxsms::sandbox
