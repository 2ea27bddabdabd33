#include "core/inbound/cgi.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <optional>
#include <poll.h>
#include <unistd.h>

namespace bkxsms::inbound {

namespace {

struct Route {
    std::string_view path; ///< the last two segments: /hook/twilio/status, or the document's
                           ///< own /wp-json/bookingx/v1/sms/twilio/status
    std::string_view provider, name;
    bool may_get = false; ///< the provider can be set to send GET
};
constexpr Route routes[] = {
    {"/twilio/status", "twilio", "status"},
    {"/vonage/status", "vonage", "status", true},
    {"/plivo/status", "plivo", "status"},
};

/// The headers that a signature may need; everything else stays outside.
constexpr std::pair<const char*, std::string_view> headers[] = {
    {"CONTENT_TYPE", "content-type"},
    {"HTTP_X_TWILIO_SIGNATURE", "x-twilio-signature"},
    {"HTTP_I_TWILIO_IDEMPOTENCY_TOKEN", "i-twilio-idempotency-token"},
    {"HTTP_AUTHORIZATION", "authorization"}, // Vonage: a signed token, no credentials
    {"HTTP_X_PLIVO_SIGNATURE_V3", "x-plivo-signature-v3"},
    {"HTTP_X_PLIVO_SIGNATURE_V3_NONCE", "x-plivo-signature-v3-nonce"},
    {"HTTP_X_PLIVO_SIGNATURE_MA_V3", "x-plivo-signature-ma-v3"},
};

const Route* find_route(std::string_view path) noexcept {
    for (const auto& route : routes)
        if (path.ends_with(route.path)) return &route;
    return nullptr;
}

/// Reads variables and remembers whether one was more than we take: too long, or not printable
/// ASCII. No URL or header that a provider signs needs more (RFC 3986, 2; RFC 9110, 5.5).
class Variables {
public:
    Variables(const Environment& environment, std::size_t limit)
        : environment_(environment), limit_(limit) {}

    std::optional<std::string> find(const char* name) {
        const char* const value = environment_(name);
        if (value == nullptr) return std::nullopt;
        const std::string text(value, ::strnlen(value, limit_ + 1));
        if (text.size() > limit_ || !std::ranges::all_of(text, is_plain)) bad_ = true;
        return text;
    }
    std::string text(const char* name) { return find(name).value_or(""); }
    bool bad() const noexcept { return bad_; }

private:
    static bool is_plain(char c) noexcept { return (c >= ' ' && c <= '~') || c == '\t'; }

    const Environment& environment_;
    std::size_t limit_;
    bool bad_ = false;
};

/// Digits only; more than nine are more than anybody may send.
std::optional<std::size_t> read_length(const std::string& text) noexcept {
    if (text.empty() || text.size() > 9) return std::nullopt;
    std::size_t length = 0;
    for (const char c : text) {
        if (c < '0' || c > '9') return std::nullopt;
        length = length * 10 + static_cast<std::size_t>(c - '0');
    }
    return length;
}

/// Exactly `length` bytes, or the status that says why not.
std::variant<std::string, CgiRefusal> read_body(int in, std::size_t length,
                                                std::chrono::milliseconds patience) {
    using SteadyClock = std::chrono::steady_clock;
    const auto deadline = SteadyClock::now() + patience;
    std::string body(length, '\0');
    std::size_t got = 0;
    while (got < length) {
        const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(
            deadline - SteadyClock::now());
        pollfd readable{in, POLLIN, 0};
        const int ready =
            left.count() <= 0 ? 0 : ::poll(&readable, 1, static_cast<int>(left.count()) + 1);
        if (ready == 0) return CgiRefusal{408};
        if (ready < 0) {
            if (errno == EINTR) continue;
            return CgiRefusal{500};
        }
        const auto n = ::read(in, body.data() + got, length - got);
        if (n == 0) return CgiRefusal{400};
        if (n < 0 && errno != EINTR && errno != EAGAIN) return CgiRefusal{400};
        if (n > 0) got += static_cast<std::size_t>(n);
    }
    return body;
}

bool is_https(Variables& variables) {
    const auto https = variables.text("HTTPS");
    return https == "on" || https == "1" || variables.text("REQUEST_SCHEME") == "https";
}

} // namespace

std::variant<WebhookFile, CgiRefusal> read_cgi_request(const Environment& environment,
                                                       int body_in, const CgiLimits& limits) {
    Variables variables(environment, limits.variable_bytes);
    if (!variables.find("GATEWAY_INTERFACE")) return CgiRefusal{500};
    WebhookFile request;
    const auto path = variables.text("PATH_INFO");
    request.method = variables.text("REQUEST_METHOD");
    request.request_uri = variables.text("REQUEST_URI");
    request.remote_addr = variables.text("REMOTE_ADDR");
    for (const auto& [variable, name] : headers)
        if (auto value = variables.find(variable))
            request.headers.emplace_back(name, std::move(*value));
    const auto announced = variables.find("CONTENT_LENGTH");
    const bool https = is_https(variables);
    if (variables.bad()) return CgiRefusal{400};

    const auto* const route = find_route(path);
    if (route == nullptr) return CgiRefusal{404};
    const bool gets = request.method == "GET" && route->may_get;
    if (request.method != "POST" && !gets) return CgiRefusal{405};
    if (!https && !limits.allow_http) return CgiRefusal{403};
    if (!request.request_uri.starts_with('/')) return CgiRefusal{400};
    const bool has_length = announced && !announced->empty();
    if (!has_length && !gets) return CgiRefusal{411};
    const auto length = has_length ? read_length(*announced) : 0;
    if (!length) return CgiRefusal{announced->size() > 9 ? 413 : 400};
    if (*length > limits.body_bytes) return CgiRefusal{413};
    if (gets && request.request_uri.find('?') == std::string::npos) return CgiRefusal{204};

    auto body = read_body(body_in, *length, limits.deadline);
    if (const auto* refusal = std::get_if<CgiRefusal>(&body)) return *refusal;
    request.body = std::move(std::get<std::string>(body));
    request.provider = route->provider;
    request.route = route->name;
    request.received_at = SystemClock().now();
    return request;
}

std::string cgi_answer(int status) {
    struct Line {
        int status;
        std::string_view words;
    };
    constexpr Line lines[] = {
        {500, "Internal Server Error"}, // also for what is not listed
        {204, "No Content"},
        {400, "Bad Request"},
        {403, "Forbidden"},
        {404, "Not Found"},
        {405, "Method Not Allowed"},
        {408, "Request Timeout"},
        {411, "Length Required"},
        {413, "Content Too Large"},
        {503, "Service Unavailable"},
    };
    const auto found = std::ranges::find(lines, status, &Line::status);
    const auto& line = found == std::end(lines) ? lines[0] : *found;
    std::string answer = "Status: " + std::to_string(line.status) + ' ';
    answer += line.words;
    answer += "\r\nCache-Control: no-store\r\n";
    if (line.status == 405) answer += "Allow: POST\r\n";
    if (line.status != 204) answer += "Content-Type: text/plain\r\n";
    return answer + "\r\n";
}

} // namespace bkxsms::inbound
