#include "core/transport/reply_reader.hpp"
#include "fuzz.hpp"

#include <algorithm>

using namespace bkxsms;
using fuzz::require;
using transport::ReplyReader;

namespace {

bool is_lower(std::string_view name) {
    return std::ranges::none_of(name, [](char c) { return c >= 'A' && c <= 'Z'; });
}

void check_headers(const transport::Reply& reply) {
    require(reply.headers.size() <= transport::max_header_count + 1, "headers are limited");
    std::size_t bytes = 0;
    for (const auto& [name, value] : reply.headers) {
        require(is_lower(name), "names are in lower case");
        require(name.find('\n') == std::string::npos, "a name is in one line");
        bytes += name.size() + value.size();
    }
    require(bytes <= 2 * transport::max_head_bytes, "the head is limited");
}

/// The same body in one piece makes the same reply.
void check_pieces(const transport::Reply& reply, std::string_view head) {
    ReplyReader whole;
    fuzz::Input lines(reinterpret_cast<const std::uint8_t*>(head.data()), head.size());
    while (!lines.done()) whole.take_line(std::string(lines.line()) + '\n');
    whole.take_body(reply.body);
    const auto other = whole.finish();
    require(other.status == reply.status && other.headers == reply.headers &&
                other.body == reply.body,
            "how a body is cut does not matter");
}

} // namespace

/// Repetitions of the head are the input's first byte, so that the limits are in reach. Then
/// the head; behind NUL the body, each line a piece.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    fuzz::Input input(data, size);
    const auto repetitions = 1 + input.byte() % 64;
    std::string head;
    for (const auto once = input.until('\0'); head.size() < repetitions * once.size();)
        head.append(once).append("\n");

    ReplyReader reader;
    fuzz::Input lines(reinterpret_cast<const std::uint8_t*>(head.data()), head.size());
    bool taken = true;
    while (taken && !lines.done()) taken = reader.take_line(std::string(lines.line()) + '\n');
    require(taken != reader.too_large(), "what is refused is too large");
    const bool whole = reader.head_is_whole();
    std::string body;
    while (taken && !input.done()) {
        const auto piece = input.line();
        taken = reader.take_body(piece);
        if (taken) body += piece;
    }
    if (!taken) return 0;

    const auto reply = reader.finish();
    require(reply.body == body, "a body is its pieces");
    require(!whole || (reply.status >= 200 && reply.status <= 999), "a status is final");
    check_headers(reply);
    check_pieces(reply, head);
    require(!reader.head_is_whole() && reader.finish().headers.empty(), "ready for the next");
    return 0;
}
