#pragma once

#include "core/config/config.hpp"
#include "core/queue/run.hpp"
#include "core/transport/transport.hpp"

#include <memory>
#include <vector>

namespace bkxsms::cmd {

/// What `send` and `messages` never touch: the network and the providers' credentials.

std::unique_ptr<transport::Transport> make_transport();

/// The enabled providers, the default first, with their secrets loaded. One that cannot be
/// used, other than the default, is an error in the log and left out. \throws Error{config} if
/// the default is not enabled or not complete; as security::load_secret.
std::vector<queue::Gateway> make_gateways(const config::Config& config);

/// For a run with those gateways.
queue::Rules make_rules(const config::Config& config,
                        const std::vector<queue::Gateway>& gateways);

} // namespace bkxsms::cmd
