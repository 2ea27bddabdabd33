#include "core/transport/reply_reader.hpp"

#include <algorithm>
#include <charconv>

namespace bkxsms::transport {
namespace {

std::string_view trim(std::string_view text) noexcept {
    constexpr std::string_view blank = " \t\r\n";
    const auto first = text.find_first_not_of(blank);
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(blank) - first + 1);
}

std::string lower(std::string_view text) {
    std::string out(text);
    std::ranges::transform(out, out.begin(), [](char c) {
        return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    });
    return out;
}

int status_of(std::string_view status_line) noexcept {
    const auto space = status_line.find(' ');
    if (space == std::string_view::npos) return 0;
    const auto digits = trim(status_line.substr(space));
    int status = 0;
    std::from_chars(digits.data(), digits.data() + std::min<std::size_t>(digits.size(), 3),
                    status);
    return status;
}

} // namespace

bool ReplyReader::take_line(std::string_view line) {
    head_bytes_ += line.size(); // interim heads and trailers count too: they are all memory
    if (head_bytes_ > max_head_bytes || reply_.headers.size() > max_header_count) {
        too_large_ = true;
        return false;
    }
    if (head_is_whole()) return true;
    if (line.starts_with("HTTP/")) {
        begin_head(line);
    } else if (trim(line).empty()) {
        head_done_ = true;
    } else {
        add_header(line);
    }
    return true;
}

bool ReplyReader::take_body(std::string_view piece) {
    if (reply_.body.size() + piece.size() > most_body_bytes_) {
        too_large_ = true;
        return false;
    }
    reply_.body.append(piece);
    return true;
}

Reply ReplyReader::finish() {
    Reply done = std::move(reply_);
    *this = ReplyReader(most_body_bytes_);
    return done;
}

void ReplyReader::begin_head(std::string_view status_line) {
    reply_.status = status_of(status_line);
    reply_.headers.clear();
    head_done_ = false;
}

void ReplyReader::add_header(std::string_view line) {
    if (line.front() == ' ' || line.front() == '\t') {
        if (!reply_.headers.empty())
            reply_.headers.back().second.append(" ").append(trim(line));
        return;
    }
    const auto colon = line.find(':');
    if (colon == std::string_view::npos) return;
    reply_.headers.emplace_back(lower(trim(line.substr(0, colon))),
                                std::string(trim(line.substr(colon + 1))));
}

} // namespace bkxsms::transport
