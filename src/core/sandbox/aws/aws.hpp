#pragma once

#include "core/sandbox/aws/account.hpp"
#include "core/sandbox/aws/error.hpp"
#include "core/sandbox/aws/notification.hpp"
#include "core/sandbox/aws/signature.hpp"
#include "core/sandbox/aws/state.hpp"
#include "core/sandbox/form.hpp"
#include "core/sandbox/http_message.hpp"
#include "core/sandbox/protocol.hpp"
#include "core/sandbox/world.hpp"

#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

/// \file
/// AWS SNS as a sender of texts, from the provider's side of the wire, with the few calls of
/// STS, CloudWatch Logs and CloudWatch that belong to it. Source: docs/providers/aws_sns.md;
/// nothing here is shared with the adapter it tests.
///
/// All of it is "/", and all AWS services share the one port: a POST with the header
/// X-Amz-Target is for CloudWatch, with Action=GetCallerIdentity for STS, else for SNS. GET
/// works as POST does, with the parameters in the query. Two calls need no signature when they
/// come by GET, because SNS hands out their URLs: ConfirmSubscription and Unsubscribe.
///
/// Any region will do; they share everything.

namespace bkxsms::sandbox {

class Aws final : public Protocol {
public:
    /// With `forge` all notifications carry a wrong signature.
    Aws(std::vector<AwsAccount> accounts, bool forge, World& world);

    std::string_view name() const noexcept override { return "aws"; }
    /// "/", and the signing certificate.
    bool answers(const Request& head) const noexcept override;
    /// What is asked for is in the body: whatever is not for CloudWatch counts as send.
    std::optional<Operation> operation(const Request& head) const noexcept override;
    Answer handle(const Request& request) override;
    /// Also opts the writer out when it is a word for that.
    std::string receive(const Inbound& inbound) override;

private:
    /// One call that is signed, or needs no signature.
    struct Call {
        AwsService service;
        std::string_view action;
        const Fields& form;
        const Request& request;
        AwsLogin login; ///< without an account for the unsigned calls
    };
    Answer refuse(const AwsError& error, AwsService service);
    Answer work(const Call& call, const Scenario& scenario, const Action& action);
    Answer publish(const Call& call, const Scenario& scenario, const Action& action);
    Answer publish_to_topic(const Call& call, const Callbacks& callbacks);
    Answer cloudwatch(const Call& call);

    Answer identity(const Call& call);
    Answer check_opted_out(const Call& call);
    Answer list_opted_out(const Call& call);
    Answer opt_in(const Call& call);
    Answer get_attributes(const Call& call);
    Answer set_attributes(const Call& call);
    Answer sandbox_status(const Call& call);
    Answer sandbox_numbers(const Call& call);
    Answer origination_numbers(const Call& call);
    Answer subscribe(const Call& call);
    Answer confirm(const Call& call);
    Answer unsubscribe(const Call& call);
    Answer set_topic(const Call& call);

    AwsState& state_of(const Call& call) const;
    void notify(const AwsNotice& notice, const std::string& endpoint, bool forge);

    const std::vector<AwsAccount> accounts_;
    AwsGate gate_;
    std::unordered_map<std::string, std::unique_ptr<AwsState>> states_; ///< by account id
    const bool forge_;
    World& world_;
};

} // namespace bkxsms::sandbox
