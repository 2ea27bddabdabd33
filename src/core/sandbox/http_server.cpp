#include "core/sandbox/http_server.hpp"

#include "core/base/error.hpp"
#include "core/base/parse.hpp"
#include "core/sandbox/loopback.hpp"
#include "core/sandbox/microhttpd_library.hpp"

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <fmt/format.h>
#include <map>
#include <poll.h>
#include <sys/socket.h>
#include <thread>

namespace bkxsms::sandbox {
namespace {

namespace chr = std::chrono;
using SteadyTime = chr::steady_clock::time_point;

// How often a silent connection is asked whether its client is still there.
constexpr milliseconds silence_check{200};

// How long the server may sleep before it looks whether it is to stop.
constexpr milliseconds longest_pause{100};

// Libmicrohttpd clears this much for every request.
constexpr std::size_t max_head_bytes = 12 * 1024;

/// One request on its way through the server.
struct Exchange {
    std::string target; ///< as sent: path and query
    std::string body = {};
    Answer answer = {};
    SteadyTime silent_until{};
    bool started = false;
    bool answered = false; ///< `answer` is there
    bool waited = false;
    std::string wire = {}; ///< of an answer that trickles
    std::size_t wired = 0;
};

Request view(const Exchange& exchange, MHD_Connection* connection, const char* method) {
    Request request;
    request.method = method;
    const std::string_view target = exchange.target;
    const auto mark = std::min(target.find('?'), target.size());
    request.path = target.substr(0, mark);
    if (mark < target.size()) request.query = target.substr(mark + 1);
    request.body = exchange.body;
    request.headers.reserve(8);
    mhd().get_connection_values(
        connection, MHD_HEADER_KIND,
        [](void* out, MHD_ValueKind, const char* name, const char* value) {
            static_cast<Request*>(out)->headers.emplace_back(name, value ? value : "");
            return MHD_YES;
        },
        &request);
    return request;
}

int socket_of(MHD_Connection* connection) noexcept {
    const auto* info = mhd().get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);
    return info ? info->connect_fd : -1;
}

bool client_left(MHD_Connection* connection) noexcept {
    char byte = 0;
    const auto got = recv(socket_of(connection), &byte, 1, MSG_PEEK | MSG_DONTWAIT);
    return got == 0 || (got < 0 && errno != EAGAIN && errno != EWOULDBLOCK && errno != EINTR);
}

/// Libmicrohttpd sends whole heads only, and at once. What is to arrive otherwise goes out as
/// these bytes, which are few.
std::string wire_of(const Answer& answer) {
    auto bytes =
        fmt::format("HTTP/1.1 {} Sandbox\r\nContent-Type: {}\r\nContent-Length: {}\r\n",
                    answer.status, answer.content_type, answer.body.size());
    for (const auto& [name, value] : answer.headers)
        bytes += fmt::format("{}: {}\r\n", name, value);
    return bytes + "\r\n" + answer.body;
}

/// The connection's socket buffer is empty, so that one send(2) takes them all.
void send_start(MHD_Connection* connection, const Answer& answer) {
    const auto bytes = wire_of(answer);
    const auto count = answer.cut_after != 0 ? answer.cut_after : bytes.size() / 2;
    [[maybe_unused]] const auto sent =
        send(socket_of(connection), bytes.data(), std::min(count, bytes.size()), MSG_NOSIGNAL);
}

MHD_Result queue_answer(MHD_Connection* connection, Answer& answer) {
    // The body lives in the exchange, which outlives the response.
    auto* response = mhd().create_response_from_buffer(answer.body.size(), answer.body.data(),
                                                       MHD_RESPMEM_PERSISTENT);
    if (response == nullptr) return MHD_NO;
    if (!answer.content_type.empty())
        mhd().add_response_header(response, "Content-Type", answer.content_type.c_str());
    for (const auto& [name, value] : answer.headers)
        mhd().add_response_header(response, name.c_str(), value.c_str());
    const auto queued =
        mhd().queue_response(connection, static_cast<unsigned>(answer.status), response);
    mhd().destroy_response(response);
    return queued;
}

} // namespace

class HttpServer::Engine {
public:
    Engine(const HttpOptions& options, Gate gate, Handler handler)
        : gate_(std::move(gate)), handler_(std::move(handler)) {
        const auto address = loopback_address(options.address, options.port);
        if (!address)
            throw Error(Fault::usage,
                        fmt::format("sandbox address '{}' is not loopback", options.address),
                        "use 127.0.0.1 or ::1: the sandbox must not be reachable from outside");
        // The loop is ours (see serve()), so the library must not block in one of its own.
        unsigned flags = MHD_USE_EPOLL | MHD_USE_ITC | MHD_ALLOW_SUSPEND_RESUME;
        if (address->is_v6()) flags |= MHD_USE_IPv6;
        daemon_ = mhd().start_daemon(
            flags, options.port, nullptr, nullptr, &Engine::on_request, this,
            MHD_OPTION_SOCK_ADDR, address->get(), MHD_OPTION_CONNECTION_LIMIT,
            options.max_connections, MHD_OPTION_CONNECTION_MEMORY_LIMIT, max_head_bytes,
            MHD_OPTION_LISTEN_BACKLOG_SIZE, 1024U, MHD_OPTION_URI_LOG_CALLBACK,
            &Engine::on_target, this, MHD_OPTION_NOTIFY_COMPLETED, &Engine::on_completed, this,
            MHD_OPTION_END);
        if (daemon_ == nullptr)
            throw Error(Fault::unavailable,
                        fmt::format("cannot listen on '{}' port {}: {}", options.address,
                                    options.port, errno_text(errno)),
                        "choose another port, or 0 for any free one");
        port_ = mhd().get_daemon_info(daemon_, MHD_DAEMON_INFO_BIND_PORT)->port;
        server_ = std::thread([this] { serve(); });
    }

    ~Engine() {
        stopping_ = true;
        server_.join();
        // A daemon must not be stopped while it has suspended connections.
        for (const auto& [due, connection] : sleeping_) mhd().resume_connection(connection);
        mhd().stop_daemon(daemon_);
    }

    std::uint16_t port() const noexcept { return port_; }

private:
    static void* on_target(void*, const char* target, MHD_Connection*) {
        return new Exchange{.target = target};
    }

    static void on_completed(void* self, MHD_Connection*, void** slot,
                             MHD_RequestTerminationCode) {
        const std::unique_ptr<Exchange> exchange(static_cast<Exchange*>(*slot));
        *slot = nullptr;
        if (exchange && exchange->answered) --static_cast<Engine*>(self)->concurrent_;
    }

    static MHD_Result on_request(void* self, MHD_Connection* connection, const char*,
                                 const char* method, const char*, const char* data,
                                 std::size_t* data_size, void** slot) {
        auto& engine = *static_cast<Engine*>(self);
        auto& exchange = *static_cast<Exchange*>(*slot);
        try {
            if (!exchange.started) return engine.begin(exchange, connection, method);
            if (*data_size > 0) return engine.read(exchange, data, data_size);
            if (!exchange.answered) engine.work(exchange, connection, method);
            return engine.finish(exchange, connection);
        } catch (const std::exception&) {
            return MHD_NO;
        }
    }

    /// The library's own epoll loop reads events in lots of 128 and, after exactly one full
    /// lot, waits for the next without a time limit: at 128 busy connections it can stop for
    /// good (libmicrohttpd 0.9.75, MHD_epoll). MHD_run never waits; so the waiting is done
    /// here. Resuming is, too: MHD_run can swallow the wake-up that another thread's
    /// MHD_resume_connection sends while it runs.
    void serve() {
        const auto* info = mhd().get_daemon_info(daemon_, MHD_DAEMON_INFO_EPOLL_FD);
        while (!stopping_) {
            pollfd ready{info->epoll_fd, POLLIN, 0};
            ::poll(&ready, 1, static_cast<int>(pause().count()));
            resume_due();
            mhd().run(daemon_);
        }
    }

    /// Until the library or a sleeping connection has something to do.
    milliseconds pause() const {
        auto pause = longest_pause;
        MHD_UNSIGNED_LONG_LONG library_ms = 0;
        if (mhd().get_timeout(daemon_, &library_ms) == MHD_YES &&
            library_ms < static_cast<MHD_UNSIGNED_LONG_LONG>(pause.count()))
            pause = milliseconds(library_ms);
        if (!sleeping_.empty())
            pause = std::min(pause, chr::ceil<milliseconds>(sleeping_.begin()->first -
                                                            chr::steady_clock::now()));
        return std::max(pause, milliseconds(0));
    }

    void resume_due() {
        const auto now = chr::steady_clock::now();
        while (!sleeping_.empty() && sleeping_.begin()->first <= now) {
            mhd().resume_connection(sleeping_.begin()->second);
            sleeping_.erase(sleeping_.begin());
        }
    }

    MHD_Result begin(Exchange& exchange, MHD_Connection* connection, const char* method) {
        exchange.started = true;
        const auto head = view(exchange, connection, method);
        const auto length = parse_integer(head.header("Content-Length"));
        if (length && *length > static_cast<std::int64_t>(max_request_bytes)) {
            exchange.answer = {.status = 413, .content_type = "", .body = ""};
            return queue_answer(connection, exchange.answer);
        }
        return gate_(head) ? MHD_YES : MHD_NO;
    }

    static MHD_Result read(Exchange& exchange, const char* data, std::size_t* data_size) {
        if (exchange.body.size() + *data_size > max_request_bytes) return MHD_NO;
        exchange.body.append(data, *data_size);
        *data_size = 0;
        return MHD_YES;
    }

    void work(Exchange& exchange, MHD_Connection* connection, const char* method) {
        auto request = view(exchange, connection, method);
        request.concurrent = ++concurrent_;
        exchange.answered = true;
        try {
            exchange.answer = handler_(request);
        } catch (const std::exception& e) {
            exchange.answer = {.status = 500,
                               .content_type = "text/plain",
                               .body = std::string(e.what()) + '\n'};
        }
        if (exchange.answer.ending == Ending::silent)
            exchange.silent_until = chr::steady_clock::now() + max_silence;
    }

    MHD_Result finish(Exchange& exchange, MHD_Connection* connection) {
        if (stopping_) return MHD_NO;
        auto& answer = exchange.answer;
        if (!exchange.waited && answer.wait > milliseconds(0)) {
            exchange.waited = true;
            return sleep(connection, answer.wait);
        }
        switch (answer.ending) {
        case Ending::whole:
            return queue_answer(connection, answer);
        case Ending::cut:
            send_start(connection, answer);
            return MHD_NO;
        case Ending::hang_up:
            return MHD_NO;
        case Ending::trickle:
            return trickle(exchange, connection);
        case Ending::silent:
            break;
        }
        if (client_left(connection) || chr::steady_clock::now() > exchange.silent_until)
            return MHD_NO;
        return sleep(connection, silence_check);
    }

    MHD_Result trickle(Exchange& exchange, MHD_Connection* connection) {
        if (exchange.wire.empty()) exchange.wire = wire_of(exchange.answer);
        if (exchange.wired == exchange.wire.size() || client_left(connection) ||
            send(socket_of(connection), &exchange.wire[exchange.wired], 1, MSG_NOSIGNAL) != 1)
            return MHD_NO;
        ++exchange.wired;
        return sleep(connection, trickle_pause);
    }

    MHD_Result sleep(MHD_Connection* connection, milliseconds duration) {
        mhd().suspend_connection(connection);
        sleeping_.emplace(chr::steady_clock::now() + duration, connection);
        return MHD_YES;
    }

    Gate gate_;
    Handler handler_;
    std::multimap<SteadyTime, MHD_Connection*> sleeping_; ///< the server's thread only
    std::thread server_;
    std::atomic<int> concurrent_{0};
    std::atomic<bool> stopping_{false};
    MHD_Daemon* daemon_ = nullptr;
    std::uint16_t port_ = 0;
};

HttpServer::HttpServer(const HttpOptions& options, Gate gate, Handler handler)
    : engine_(std::make_unique<Engine>(options, std::move(gate), std::move(handler))) {}
HttpServer::~HttpServer() = default;

std::uint16_t HttpServer::port() const noexcept {
    return engine_->port();
}

} // namespace bkxsms::sandbox
