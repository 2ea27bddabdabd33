#pragma once

#include "core/provider/form.hpp"
#include "core/provider/sigv4.hpp"
#include "core/provider/sns.hpp"
#include "core/provider/sns_log.hpp"

#include <memory>
#include <string>
#include <string_view>
#include <vector>

/// \file
/// What puts questions to AWS, and those that take more than one request. Inside the adapter
/// only. Facts: docs/providers/aws_sns.md sections 1, 4 and 5.

namespace bkxsms::provider::sns {

/// Makes signed requests. Questions share it, for they may outlive the provider.
class Caller {
public:
    explicit Caller(const SnsAccount& account);

    /// An action of the Query protocol, to SNS.
    transport::Request query(std::string_view action, const Pairs& parameters,
                             TimePoint now) const;
    /// FilterLogEvents, to CloudWatch Logs.
    transport::Request filter_logs(std::string body, TimePoint now) const;

private:
    sigv4::Credentials credentials_;
    std::string region_;
    std::string sns_url_;
    std::string logs_url_;
};
using SharedCaller = std::shared_ptr<const Caller>;

/// The entry of that message, from the first page of the logs that has it.
Question<Receipt> find_in_logs(const SharedCaller& caller, const LogSearch& search,
                               std::string_view message_id, TimePoint now);

/// All numbers of the account, page after page.
Question<std::vector<OwnNumber>> list_numbers(const SharedCaller& caller, TimePoint now);

} // namespace bkxsms::provider::sns
