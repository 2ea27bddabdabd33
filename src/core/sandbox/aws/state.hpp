#pragma once

#include "core/base/clock.hpp"
#include "core/sandbox/aws/account.hpp"

#include <map>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

/// \file
/// What changes in an AWS account by itself or by calls: who has opted out, the SMS attributes,
/// who is subscribed to which topic. Thread-safe; forgotten when the sandbox ends.

namespace bkxsms::sandbox {

struct AwsSubscription {
    std::string arn;
    std::string topic;
    std::string endpoint; ///< an http or https URL
    std::string token;    ///< confirms it
    bool confirmed = false;
    bool sealed = false; ///< only a signed call may end it
};

class AwsState {
public:
    explicit AwsState(const AwsAccount& account);

    bool opted_out(std::string_view number) const;
    void opt_out(const std::string& number);
    /// False if the number has been opted in less than 30 days ago; one that is not opted out
    /// is no error.
    bool opt_in(const std::string& number, TimePoint now);
    /// At most `limit` numbers in order, those behind `after`.
    std::vector<std::string> opt_outs(std::string_view after, std::size_t limit) const;

    std::vector<std::pair<std::string, std::string>> attributes() const;
    std::string attribute(std::string_view name) const; ///< "" if it is not set
    void set_attribute(const std::string& name, const std::string& value);

    AwsSubscription subscribe(const std::string& topic, const std::string& endpoint);
    std::optional<AwsSubscription> confirm(std::string_view topic, std::string_view token,
                                           bool sealed);
    /// The subscription, which is gone; nullopt if there is none, or it is sealed and the call
    /// is not `signed_call`.
    std::optional<AwsSubscription> unsubscribe(std::string_view arn, bool signed_call);
    std::vector<AwsSubscription> confirmed(std::string_view topic) const;

    void set_signature_version(const std::string& topic, const std::string& version);
    std::string signature_version(const std::string& topic) const; ///< "1" until it is set

private:
    mutable std::mutex mutex_;
    std::set<std::string, std::less<>> opted_out_;
    std::map<std::string, TimePoint> opted_in_at_;
    std::vector<std::pair<std::string, std::string>> attributes_;
    std::vector<AwsSubscription> subscriptions_;
    std::map<std::string, std::string> signature_versions_; ///< by topic
};

} // namespace bkxsms::sandbox
