#include "core/transport/curl_transport.hpp"

#include "core/transport/curl_exchange.hpp"
#include "core/transport/name_gate.hpp"
#include "core/transport/request_rules.hpp"
#include "core/transport/socket_watch.hpp"

#include <exception>
#include <new>
#include <stdexcept>
#include <utility>

namespace bkxsms::transport {
namespace {

using Steady = std::chrono::steady_clock;

NoReply not_begun(NoReply::Why why, std::string detail) {
    return {.why = why, .may_have_arrived = false, .detail = std::move(detail), .took = {}};
}

// Once per process and never undone, on the first request: commands that send nothing do not
// pay the milliseconds it takes to set TLS up.
void start_library() {
    static const CURLcode code = curl().global_init(CURL_GLOBAL_DEFAULT);
    if (code != CURLE_OK) throw std::runtime_error(curl().easy_strerror(code));
}

} // namespace

class CurlTransport::Engine {
public:
    explicit Engine(CurlOptions options) : options_(std::move(options)) {
        curl(); // if it is missing, that shows before a message is claimed
    }
    ~Engine();

    void start(Ticket ticket, Request request);
    std::vector<Finished> wait(milliseconds patience, std::size_t enough);
    void wake() noexcept { watch_.wake(); }
    std::size_t running() const noexcept { return in_flight_ + finished_.size(); }
    std::size_t on_wire() const noexcept { return in_flight_; }

private:
    void open_multi();
    CurlExchange& idle_exchange();
    void begin(Ticket ticket, Request request, Target target);
    void add(CurlExchange& exchange);
    void collect();
    void end(CurlExchange& exchange, CURLcode code);
    void conclude(CurlExchange& exchange, CURLcode code);

    CurlOptions options_;
    RequestRules rules_;
    SocketWatch watch_; // outlives the multi handle that reports to it
    MultiHandle multi_;
    NameGate gate_;
    std::vector<std::unique_ptr<CurlExchange>> exchanges_;
    std::vector<CurlExchange*> idle_;
    std::size_t in_flight_ = 0;
    std::vector<Finished> finished_;
};

CurlTransport::Engine::~Engine() {
    for (const auto& exchange : exchanges_)
        curl().multi_remove_handle(multi_.get(), exchange->handle());
}

void CurlTransport::Engine::start(Ticket ticket, Request request) {
    auto checked = rules_.check(request);
    if (auto* breach = std::get_if<Breach>(&checked)) {
        finished_.push_back(
            {ticket, not_begun(NoReply::Why::refused, std::move(breach->rule))});
        return;
    }
    try {
        begin(ticket, std::move(request), std::move(std::get<Target>(checked)));
    } catch (const std::exception& error) {
        finished_.push_back({ticket, not_begun(NoReply::Why::local, error.what())});
    }
}

void CurlTransport::Engine::open_multi() {
    start_library();
    multi_.reset(curl().multi_init());
    if (!multi_) throw std::bad_alloc();
    const auto most = static_cast<long>(options_.max_connections);
    curl().multi_setopt(multi_.get(), CURLMOPT_PIPELINING, long{CURLPIPE_NOTHING});
    curl().multi_setopt(multi_.get(), CURLMOPT_MAXCONNECTS, most);
    curl().multi_setopt(multi_.get(), CURLMOPT_MAX_TOTAL_CONNECTIONS, most);
    watch_.attach(multi_.get());
}

CurlExchange& CurlTransport::Engine::idle_exchange() {
    if (idle_.empty()) {
        exchanges_.push_back(std::make_unique<CurlExchange>());
        idle_.reserve(exchanges_.size()); // so that giving one back cannot fail
        idle_.push_back(exchanges_.back().get());
    }
    auto* exchange = idle_.back();
    idle_.pop_back();
    return *exchange;
}

void CurlTransport::Engine::begin(Ticket ticket, Request request, Target target) {
    if (!multi_) open_multi();
    const bool name_to_look_up = !target.loopback;
    auto& exchange = idle_exchange();
    try {
        exchange.prepare(ticket, std::move(request), std::move(target), options_);
        if (!name_to_look_up || gate_.pass(exchange, Steady::now())) add(exchange);
    } catch (...) {
        gate_.leaves(exchange, Steady::now()); // nobody can be behind it yet
        exchange.clear();
        idle_.push_back(&exchange);
        throw;
    }
    ++in_flight_;
}

void CurlTransport::Engine::add(CurlExchange& exchange) {
    const auto code = curl().multi_add_handle(multi_.get(), exchange.handle());
    if (code != CURLM_OK) throw std::runtime_error(curl().multi_strerror(code));
}

std::vector<Transport::Finished> CurlTransport::Engine::wait(milliseconds patience,
                                                             std::size_t enough) {
    const auto until = Steady::now() + patience;
    bool interrupted = false;
    while (finished_.size() < enough && in_flight_ > 0 && !interrupted) {
        const auto left = std::chrono::ceil<milliseconds>(until - Steady::now());
        interrupted = !watch_.work(std::max(left, milliseconds(0)));
        collect();
        if (left <= milliseconds(0)) break;
    }
    return std::exchange(finished_, {});
}

void CurlTransport::Engine::collect() {
    int left = 0;
    while (const auto* message = curl().multi_info_read(multi_.get(), &left)) {
        if (message->msg != CURLMSG_DONE) continue;
        // The message goes with the handle's removal.
        const auto code = message->data.result;
        auto& exchange = CurlExchange::of(message->easy_handle);
        curl().multi_remove_handle(multi_.get(), exchange.handle());
        end(exchange, code);
    }
    for (auto* exchange : gate_.opened(Steady::now())) {
        try {
            add(*exchange);
        } catch (const std::exception&) {
            conclude(*exchange, CURLE_FAILED_INIT);
        }
    }
}

void CurlTransport::Engine::end(CurlExchange& exchange, CURLcode code) {
    for (auto* follower : gate_.leaves(exchange, Steady::now())) conclude(*follower, code);
    conclude(exchange, code);
}

void CurlTransport::Engine::conclude(CurlExchange& exchange, CURLcode code) {
    const auto ticket = exchange.ticket();
    finished_.push_back({ticket, exchange.conclude(code)});
    idle_.push_back(&exchange);
    --in_flight_;
}

CurlTransport::CurlTransport(CurlOptions options)
    : engine_(std::make_unique<Engine>(std::move(options))) {}

CurlTransport::~CurlTransport() = default;

void CurlTransport::start(Ticket ticket, Request request) {
    engine_->start(ticket, std::move(request));
}

std::vector<Transport::Finished> CurlTransport::wait(milliseconds patience,
                                                     std::size_t enough) {
    return engine_->wait(patience, enough);
}

std::size_t CurlTransport::running() const noexcept {
    return engine_->running();
}

std::size_t CurlTransport::on_wire() const noexcept {
    return engine_->on_wire();
}

void CurlTransport::wake() noexcept {
    engine_->wake();
}

} // namespace bkxsms::transport
