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

bool same(const transport::Reply& a, const transport::Reply& b) {
    return a.status == b.status && a.headers == b.headers && a.body == b.body;
}

void take_lines(ReplyReader& reader, std::string_view head) {
    fuzz::Input lines(reinterpret_cast<const std::uint8_t*>(head.data()), head.size());
    while (!lines.done()) reader.take_line(std::string(lines.line()) + '\n');
}

/// The same body in one piece makes the same reply; so does an interim head in front, and a
/// trailer behind.
void check_surroundings(const transport::Reply& reply, std::string_view head, bool whole) {
    ReplyReader other;
    if (head.starts_with("HTTP/")) take_lines(other, "HTTP/1.1 100 Continue\r\nx: 1\r\n\r");
    take_lines(other, head);
    other.take_body(reply.body);
    if (whole) take_lines(other, "x-trailer: 1\r");
    if (!other.too_large())
        require(same(other.finish(), reply), "interim heads, pieces, trailers do not matter");
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
    check_surroundings(reply, head, whole);
    require(!reader.head_is_whole() && reader.finish().headers.empty(), "ready for the next");
    return 0;
}
