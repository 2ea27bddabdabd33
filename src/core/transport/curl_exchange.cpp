#include "core/transport/curl_exchange.hpp"

#include "core/transport/verdict.hpp"

#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include <algorithm>
#include <cstring>
#include <stdexcept>
#include <string_view>

namespace bkxsms::transport {
namespace {

// A kept connection is not used again after this long in the pool. Servers close idle ones
// after 5 s (Apache's KeepAliveTimeout, Node's keepAliveTimeout) or more; a POST that crosses
// with such a close is lost on the way and its message is uncertain for nothing.
constexpr long max_idle_s = 3;

constexpr unsigned unacknowledged_ms = 20'000;
constexpr long dns_cache_s = 60;
constexpr long upload_buffer_bytes = 16 * 1024; // libcurl's least; its own choice is 64 KiB
constexpr long receive_buffer_bytes =
    4 * 1024; // an answer is 1 to 2 KiB; larger ones come in pieces

} // namespace

void CurlExchange::WipedList::operator()(curl_slist* list) const noexcept {
    for (auto* node = list; node != nullptr; node = node->next)
        explicit_bzero(node->data, std::strlen(node->data)); // some of them are secrets
    curl().slist_free_all(list);
}

CurlExchange& CurlExchange::of(CURL* easy) {
    char* self = nullptr;
    curl().easy_getinfo(easy, CURLINFO_PRIVATE, &self);
    return *reinterpret_cast<CurlExchange*>(self);
}

void CurlExchange::prepare(Transport::Ticket ticket, Request request, Target target,
                           const CurlOptions& options) {
    if (!easy_) easy_.reset(curl().easy_init());
    if (!easy_) throw std::bad_alloc();
    ticket_ = ticket;
    request_ = std::move(request);
    target_ = std::move(target);
    reader_ = ReplyReader(request_.most_reply_bytes);
    set_wire_rules(options);
    set_request(options);
    set_headers();
}

template <class T>
void CurlExchange::set(CURLoption option, T value) {
    const auto code = curl().easy_setopt(easy_.get(), option, value);
    if (code != CURLE_OK) throw std::runtime_error(curl().easy_strerror(code));
}

void CurlExchange::set_wire_rules(const CurlOptions& options) {
    set(CURLOPT_PRIVATE, static_cast<void*>(this));
    set(CURLOPT_ERRORBUFFER, words_.data());
    set(CURLOPT_NOSIGNAL, 1L);

    // HTTP/1.1, one exchange on one connection at a time: a reset makes one message uncertain.
    // On HTTP/2 it would be every message in flight to that provider, and libcurl repeats a
    // stream the server refused (REFUSED_STREAM) by itself.
    set(CURLOPT_HTTP_VERSION, long{CURL_HTTP_VERSION_1_1});
    set(CURLOPT_HTTP09_ALLOWED, 0L);
    set(CURLOPT_PROTOCOLS_STR, target_.loopback ? "http,https" : "https");
    set(CURLOPT_FOLLOWLOCATION, 0L); // a 307 would post again
    set(CURLOPT_UNRESTRICTED_AUTH, 0L);
    set(CURLOPT_NETRC, long{CURL_NETRC_IGNORED});

    set(CURLOPT_SSLVERSION, long{CURL_SSLVERSION_TLSv1_2});
    set(CURLOPT_SSL_VERIFYPEER, 1L);
    set(CURLOPT_SSL_VERIFYHOST, 2L);
    if (!options.ca_file.empty()) set(CURLOPT_CAINFO, options.ca_file.c_str());

    // Said even when there is none: an unset option lets http_proxy and its kin decide.
    set(CURLOPT_PROXY, target_.loopback ? "" : options.proxy.c_str());
    set(CURLOPT_NOPROXY, "");
    set(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);

    set(CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(options.connect_timeout.count()));
    set(CURLOPT_TIMEOUT_MS, static_cast<long>(options.total_timeout.count()));
    set(CURLOPT_MAXAGE_CONN, max_idle_s);
    set(CURLOPT_DNS_CACHE_TIMEOUT, dns_cache_s);
    set(CURLOPT_SOCKOPTFUNCTION, &CurlExchange::on_socket);
    set(CURLOPT_SOCKOPTDATA, static_cast<void*>(this));
    set(CURLOPT_PREREQFUNCTION, &CurlExchange::on_connected);
    set(CURLOPT_PREREQDATA, static_cast<void*>(this));
}

void CurlExchange::set_request(const CurlOptions& options) {
    set(CURLOPT_URL, request_.url.c_str());
    set(CURLOPT_USERAGENT, options.user_agent.c_str());
    if (request_.method == "POST") {
        // Not POSTFIELDS, and no seek function: see the class's comment.
        set(CURLOPT_POST, 1L);
        set(CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request_.body.size()));
        set(CURLOPT_READFUNCTION, &CurlExchange::give_body);
        set(CURLOPT_READDATA, static_cast<void*>(this));
        set(CURLOPT_UPLOAD_BUFFERSIZE, upload_buffer_bytes);
    } else {
        set(CURLOPT_HTTPGET, 1L);
        if (request_.method != "GET") set(CURLOPT_CUSTOMREQUEST, request_.method.c_str());
    }
    set(CURLOPT_BUFFERSIZE, receive_buffer_bytes);
    set(CURLOPT_HEADERFUNCTION, &CurlExchange::take_line);
    set(CURLOPT_HEADERDATA, static_cast<void*>(this));
    set(CURLOPT_WRITEFUNCTION, &CurlExchange::take_body);
    set(CURLOPT_WRITEDATA, static_cast<void*>(this));
    set(CURLOPT_MAXFILESIZE_LARGE, static_cast<curl_off_t>(request_.most_reply_bytes));
}

void CurlExchange::set_headers() {
    add_line("Expect:");
    add_line("Content-Type:"); // libcurl would call any body without a type a form
    for (const auto& [name, value] : request_.headers)
        add_line((value.empty() ? name + ';' : name + ": " + value).c_str());
    for (const auto& [name, value] : request_.secret_headers) add_secret_line(name, value);
    if (request_.authorization) add_secret_line("Authorization", *request_.authorization);
    set(CURLOPT_HTTPHEADER, lines_.get());
    set(CURLOPT_HEADEROPT, long{CURLHEADER_SEPARATE}); // none of them is for a proxy
}

void CurlExchange::add_secret_line(std::string_view name, const security::Secret& value) {
    const auto text = value.reveal();
    std::string line;
    line.reserve(name.size() + 2 + text.size()); // no growing: it would leave copies behind
    line.append(name);
    if (text.empty()) {
        line.append(";"); // how libcurl wants a header without a value
    } else {
        line.append(": ").append(text);
    }
    add_line(security::Secret(std::move(line)).reveal().data());
}

void CurlExchange::add_line(const char* line) {
    curl_slist* longer = curl().slist_append(lines_.get(), line);
    if (longer == nullptr) throw std::bad_alloc();
    static_cast<void>(lines_.release());
    lines_.reset(longer);
}

int CurlExchange::on_socket(void* self, curl_socket_t socket, curlsocktype) noexcept {
    auto& exchange = *static_cast<CurlExchange*>(self);
    exchange.has_address_ = true;
    // A second connection for a request that has begun: libcurl is about to repeat it.
    if (exchange.on_wire_) {
        exchange.repeat_refused_ = true;
        return CURL_SOCKOPT_ERROR;
    }
    // Close throws away what was not sent yet: after a kill the kernel must not go on to
    // deliver a message that the database still calls unsent.
    const linger discard{1, 0};
    const bool set =
        setsockopt(socket, SOL_SOCKET, SO_LINGER, &discard, sizeof discard) == 0 &&
        setsockopt(socket, IPPROTO_TCP, TCP_USER_TIMEOUT, &unacknowledged_ms,
                   sizeof unacknowledged_ms) == 0 &&
        fcntl(socket, F_SETFD, FD_CLOEXEC) == 0; // a child that keeps it open undoes the first
    return set ? CURL_SOCKOPT_OK : CURL_SOCKOPT_ERROR;
}

int CurlExchange::on_connected(void* self, char*, char*, int, int) noexcept {
    auto& exchange = *static_cast<CurlExchange*>(self);
    exchange.has_address_ = true;
    if (exchange.on_wire_) {
        exchange.repeat_refused_ = true;
        return CURL_PREREQFUNC_ABORT;
    }
    exchange.on_wire_ = true;
    return CURL_PREREQFUNC_OK;
}

std::size_t CurlExchange::give_body(char* to, std::size_t size, std::size_t count,
                                    void* self) noexcept {
    auto& exchange = *static_cast<CurlExchange*>(self);
    const auto rest = std::string_view(exchange.request_.body).substr(exchange.body_given_);
    const auto given = rest.copy(to, size * count);
    exchange.body_given_ += given;
    return given;
}

// Anything but the full count makes libcurl end the exchange.
std::size_t CurlExchange::take_line(char* from, std::size_t size, std::size_t count,
                                    void* self) noexcept {
    auto& exchange = *static_cast<CurlExchange*>(self);
    const std::string_view line(from, size * count);
    try {
        return exchange.reader_.take_line(line) ? line.size() : line.size() + 1;
    } catch (const std::bad_alloc&) {
        exchange.out_of_memory_ = true;
        return line.size() + 1;
    }
}

std::size_t CurlExchange::take_body(char* from, std::size_t size, std::size_t count,
                                    void* self) noexcept {
    auto& exchange = *static_cast<CurlExchange*>(self);
    const std::string_view piece(from, size * count);
    try {
        return exchange.reader_.take_body(piece) ? piece.size() : piece.size() + 1;
    } catch (const std::bad_alloc&) {
        exchange.out_of_memory_ = true;
        return piece.size() + 1;
    }
}

curl_off_t CurlExchange::info_us(CURLINFO what) const noexcept {
    curl_off_t value = 0;
    curl().easy_getinfo(easy_.get(), what, &value);
    return value;
}

Exchange CurlExchange::conclude(CURLcode code) {
    using std::chrono::duration_cast, std::chrono::microseconds;
    const auto took = duration_cast<milliseconds>(microseconds(info_us(CURLINFO_TOTAL_TIME_T)));
    const bool whole = code == CURLE_OK && reader_.head_is_whole();
    Exchange result = whole ? Exchange(reader_.finish()) : Exchange(no_reply(code));
    std::visit([took](auto& ended) { ended.took = took; }, result);
    clear();
    // A handle that failed does not come back: curl_easy_reset of 7.88 forgets to take back
    // that a rewind is due (state.rewindbeforesend), and the next POST would fail unsent.
    if (!whole) easy_.reset();
    return result;
}

NoReply CurlExchange::no_reply(CURLcode code) const {
    NoReply none;
    none.why = why_of(code, {.has_address = has_address_, .on_wire = on_wire_});
    if (repeat_refused_) none.why = NoReply::Why::broken;
    if (reader_.too_large()) none.why = NoReply::Why::too_large;
    if (out_of_memory_) none.why = NoReply::Why::local;
    // No provider acts on a head whose body it has not seen a byte of.
    none.may_have_arrived = on_wire_ && (request_.body.empty() || body_given_ > 0);
    none.detail = detail_of(code);
    return none;
}

std::string CurlExchange::detail_of(CURLcode code) const {
    if (repeat_refused_ || code == CURLE_SEND_FAIL_REWIND)
        return "the kept connection ended before an answer";
    if (reader_.too_large()) return "the answer is larger than allowed";
    if (code == CURLE_OK) return "the connection ended within the answer's head";
    std::string detail = words_.front() != '\0' ? words_.data() : curl().easy_strerror(code);
    std::ranges::replace_if(
        detail, [](char c) { return c < ' ' || c > '~'; }, '?');
    return detail;
}

void CurlExchange::clear() {
    if (easy_) curl().easy_reset(easy_.get());
    request_ = Request();
    target_ = Target();
    lines_.reset();
    reader_.finish();
    words_.fill('\0');
    body_given_ = 0;
    has_address_ = on_wire_ = repeat_refused_ = out_of_memory_ = false;
}

} // namespace bkxsms::transport
