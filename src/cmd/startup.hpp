#pragma once

namespace bkxsms::cmd {

/// What a process that handles secrets does first: descriptors 0–2 open, umask 077, no core
/// dump, none of the variables with which libraries write down keys or load strange code, not
/// traceable by others, no new privileges, SIGPIPE and SIGXFSZ ignored (they become errors),
/// and no work at all as a set-user-id program. \throws Error{no_permission}
void prepare_process();

/// SIGTERM and SIGINT ask for an orderly end from now on; see stop_requested().
void catch_stop_signals();
bool stop_requested() noexcept;

} // namespace bkxsms::cmd
