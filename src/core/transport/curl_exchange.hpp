#pragma once

#include "core/transport/curl_transport.hpp"
#include "core/transport/handles.hpp"
#include "core/transport/reply_reader.hpp"
#include "core/transport/request_rules.hpp"

#include <array>
#include <memory>
#include <string_view>

/// \file
/// One exchange on one easy handle: the options of the wire rules, the callbacks, the verdict.
/// Reused for exchange after exchange; the connections live in the multi handle. Private to
/// the room.

namespace bkxsms::transport {

class CurlExchange {
public:
    CurlExchange() = default;
    CurlExchange(const CurlExchange&) = delete;
    CurlExchange& operator=(const CurlExchange&) = delete;

    /// Makes the easy handle ready for curl_multi_add_handle.
    /// \throws std::bad_alloc, or std::runtime_error if libcurl cannot do what the wire rules
    /// ask for.
    void prepare(Transport::Ticket ticket, Request request, Target target,
                 const CurlOptions& options);

    /// Null before the first prepare() and after an exchange that failed.
    CURL* handle() const noexcept { return easy_.get(); }
    static CurlExchange& of(CURL* easy);

    Transport::Ticket ticket() const noexcept { return ticket_; }
    const std::string& origin() const noexcept { return target_.origin; }

    /// The host's name has been looked up: a socket was opened or a kept one taken.
    bool has_address() const noexcept { return has_address_; }

    /// What became of it. The handle must be out of the multi handle; wipes the request.
    Exchange conclude(CURLcode code);

    /// Forgets the request.
    void clear();

private:
    struct WipedList {
        void operator()(curl_slist* list) const noexcept;
    };
    using HeaderList = std::unique_ptr<curl_slist, WipedList>;

    template <class T>
    void set(CURLoption option, T value);
    void add_line(const char* line);
    void add_secret_line(std::string_view name, const security::Secret& value);
    void set_wire_rules(const CurlOptions& options);
    void set_request(const CurlOptions& options);
    void set_headers();

    NoReply no_reply(CURLcode code) const;
    std::string detail_of(CURLcode code) const;
    curl_off_t info_us(CURLINFO what) const noexcept;

    static int on_socket(void* self, curl_socket_t socket, curlsocktype) noexcept;
    static int on_connected(void* self, char*, char*, int, int) noexcept;
    static std::size_t give_body(char* to, std::size_t size, std::size_t count,
                                 void* self) noexcept;
    static std::size_t take_line(char* from, std::size_t size, std::size_t count,
                                 void* self) noexcept;
    static std::size_t take_body(char* from, std::size_t size, std::size_t count,
                                 void* self) noexcept;

    EasyHandle easy_;
    Transport::Ticket ticket_ = 0;
    Request request_;
    Target target_;
    HeaderList lines_;
    ReplyReader reader_;
    std::array<char, CURL_ERROR_SIZE> words_{};
    std::size_t body_given_ = 0; ///< bytes of the body libcurl has taken from us
    bool has_address_ = false;
    bool on_wire_ = false;        ///< a connection stood, and the head was about to be sent
    bool repeat_refused_ = false; ///< libcurl wanted to send it a second time
    bool out_of_memory_ = false;
};

} // namespace bkxsms::transport
