#include "core/base/file.hpp"
#include "core/inbound/cgi.hpp"
#include "fuzz.hpp"

#include <algorithm>
#include <fcntl.h>
#include <map>
#include <unistd.h>

using namespace bkxsms;
using namespace bkxsms::inbound;
using fuzz::require;

namespace {

constexpr std::size_t most_body = 4096; // fits into a pipe at once

using Variables = std::map<std::string, std::string, std::less<>>;

Variables read_variables(fuzz::Input& input) {
    Variables variables;
    for (auto line = input.line(); !line.empty(); line = input.line()) {
        const auto equals = std::min(line.find('='), line.size());
        const auto value = line.substr(std::min(equals + 1, line.size()));
        variables.insert_or_assign(std::string(line.substr(0, equals)), std::string(value));
    }
    return variables;
}

/// The reading end of a pipe with `content` in it.
Fd pipe_with(std::string_view content) {
    int ends[2];
    require(::pipe2(ends, O_CLOEXEC) == 0, "there are pipes");
    const Fd in(ends[1]);
    const auto written = ::write(in.get(), content.data(), content.size());
    require(written == static_cast<ssize_t>(content.size()), "a pipe takes 4 KiB");
    return Fd(ends[0]);
}

bool is_printable(std::string_view text) {
    return std::ranges::all_of(text,
                               [](char c) { return (c >= ' ' && c <= '~') || c == '\t'; });
}

void check_refusal(int status) {
    constexpr int known[] = {400, 403, 404, 405, 408, 411, 413, 500};
    require(std::ranges::count(known, status) == 1, "a refusal has one of its statuses");
    const auto answer = cgi_answer(status);
    require(answer.starts_with("Status: " + std::to_string(status) + ' '), "and says it");
    require(answer.ends_with("\r\n\r\n"), "a head ends");
}

void check_taken(const WebhookFile& request, const Variables& variables,
                 std::string_view body) {
    require(variables.contains("GATEWAY_INTERFACE"), "a web server asks");
    require(request.provider == "twilio" && request.route == "status", "a route is known");
    require(request.method == "POST", "only POST");
    require(request.request_uri.starts_with('/') && is_printable(request.request_uri),
            "an address is a path");
    require(is_printable(request.remote_addr), "who asks is printable");
    require(request.headers.size() <= 3, "only headers that a signature needs");
    for (const auto& [name, value] : request.headers)
        require(is_printable(value) && value.size() <= CgiLimits().variable_bytes,
                "a header is printable and short");
    require(body.starts_with(request.body), "the body is what came");
    const auto length = std::stoul(variables.at("CONTENT_LENGTH"));
    require(request.body.size() == length, "all of it, and no byte more");
}

} // namespace

/// Variables, one a line, an empty line, the body.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    fuzz::Input input(data, size);
    const auto variables = read_variables(input);
    const auto body = input.rest().substr(0, most_body);
    const auto environment = [&variables](const char* name) -> const char* {
        const auto found = variables.find(std::string_view(name));
        return found == variables.end() ? nullptr : found->second.c_str();
    };

    const auto in = pipe_with(body);
    const auto answer = read_cgi_request(environment, in.get(), {});
    const auto left = read_all(in.get(), most_body);
    if (const auto* refusal = std::get_if<CgiRefusal>(&answer)) {
        check_refusal(refusal->status);
    } else {
        const auto& request = std::get<WebhookFile>(answer);
        check_taken(request, variables, body);
        require(left == body.substr(request.body.size()), "what follows stays where it is");
    }
    return 0;
}
