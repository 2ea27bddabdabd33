#pragma once

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

namespace bkxsms {

/// Runs a program without a shell: `command` is its whole path and its arguments, `input` its
/// standard input; its output goes nowhere, and of the environment it gets PATH, LANG and
/// nothing else. After `limit` it is killed. \returns "" if it ended with status 0, else what
/// happened: "ended with status 3", "was killed after 10 s", "cannot be started: …". REQUIRES:
/// SIGPIPE is ignored.
std::string run_program(const std::vector<std::string>& command, std::string_view input,
                        std::chrono::seconds limit);

} // namespace bkxsms
