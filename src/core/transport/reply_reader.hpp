#pragma once

#include "core/transport/exchange.hpp"

#include <cstddef>
#include <string_view>

/// \file
/// Builds a Reply from the lines and pieces libcurl hands over, within fixed limits.

namespace bkxsms::transport {

inline constexpr std::size_t max_head_bytes = 64 * 1024; ///< all lines before the body
inline constexpr std::size_t max_header_count = 200;

class ReplyReader {
public:
    explicit ReplyReader(std::size_t most_body_bytes = usual_reply_bytes)
        : most_body_bytes_(most_body_bytes) {}

    /// One line of the head, its line break included: status line, header, folded rest of a
    /// header (RFC 9112 section 5.2), empty line. An interim 1xx head is dropped when the next
    /// head begins; trailers after the body are dropped.
    /// \returns false once the head is too large.
    bool take_line(std::string_view line);

    /// \returns false once the body is larger than it may be.
    bool take_body(std::string_view piece);

    /// The empty line after a final status (200 or more) has been seen. libcurl calls a
    /// connection that ends inside the head a success; it is none.
    bool head_is_whole() const noexcept { return head_done_ && reply_.status >= 200; }

    bool too_large() const noexcept { return too_large_; }

    /// Moves the reply out and is ready for the next one.
    Reply finish();

private:
    void begin_head(std::string_view status_line);
    void add_header(std::string_view line);

    std::size_t most_body_bytes_;
    Reply reply_;
    std::size_t head_bytes_ = 0;
    bool head_done_ = false;
    bool too_large_ = false;
};

} // namespace bkxsms::transport
