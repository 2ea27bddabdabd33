#include "core/sandbox/sandbox.hpp"

#include "core/base/error.hpp"
#include "core/base/file.hpp"
#include "core/sandbox/aws/aws.hpp"
#include "core/sandbox/control.hpp"
#include "core/sandbox/form.hpp"
#include "core/sandbox/http_server.hpp"
#include "core/sandbox/loopback.hpp"
#include "core/sandbox/plivo/plivo.hpp"
#include "core/sandbox/twilio/twilio.hpp"
#include "core/sandbox/vonage/vonage.hpp"
#include "core/sandbox/world.hpp"

#include <cerrno>
#include <csignal>
#include <fmt/format.h>
#include <mutex>
#include <optional>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/signalfd.h>
#include <unistd.h>

namespace bkxsms::sandbox {
namespace {

constexpr std::size_t max_scenario_bytes = 1 << 20;

/// Signals are blocked while it lives: threads started meanwhile keep that for good.
class BlockedSignals {
public:
    explicit BlockedSignals(const sigset_t& signals) {
        pthread_sigmask(SIG_BLOCK, &signals, &before_);
    }
    ~BlockedSignals() { pthread_sigmask(SIG_SETMASK, &before_, nullptr); }
    BlockedSignals(const BlockedSignals&) = delete;
    BlockedSignals& operator=(const BlockedSignals&) = delete;

private:
    sigset_t before_{};
};

sigset_t all_signals() {
    sigset_t set;
    sigfillset(&set);
    return set;
}

sigset_t ending_signals() {
    sigset_t set;
    sigemptyset(&set);
    for (const int signal : {SIGINT, SIGTERM, SIGHUP}) sigaddset(&set, signal);
    return set;
}

Scenario load_scenario(const std::filesystem::path& file) {
    if (file.empty()) return {};
    try {
        return read_scenario(read_file(file, max_scenario_bytes));
    } catch (const Error& error) {
        throw Error(error.fault(),
                    fmt::format("scenario '{}': {}", file.string(), error.what()),
                    error.hint());
    }
}

void check_program(const std::filesystem::path& program) {
    if (!program.empty() && access(program.c_str(), X_OK) != 0)
        throw Error(Fault::usage,
                    fmt::format("cannot run '{}' for callbacks: {}", program.string(),
                                errno_text(errno)),
                    "give the path of the CGI program, bkxsms-hook for example");
}

void check_connect_to(const std::string& host_and_port) {
    if (host_and_port.empty()) return;
    const auto url = parse_url("http://" + host_and_port);
    if (!url || !loopback_address(url->host, static_cast<std::uint16_t>(url->port)))
        throw Error(Fault::usage, fmt::format("callbacks cannot go to '{}'", host_and_port),
                    "use a loopback address and a port, 127.0.0.1:8080 for example");
}

template <class Account>
std::vector<Account> or_else(std::vector<Account> accounts, Account demonstration) {
    if (accounts.empty()) accounts.push_back(std::move(demonstration));
    return accounts;
}

Answer not_found() {
    return {.status = 404, .content_type = "text/plain", .body = "no provider has this path\n"};
}

} // namespace

class Sandbox::House {
public:
    explicit House(Options options)
        : options_(std::move(options)), scenario_(load_scenario(options_.scenario_file)),
          stopped_(eventfd(0, EFD_CLOEXEC)) {
        check_program(options_.callback_exec);
        check_connect_to(options_.callback_connect_to);
    }

    void start() {
        const BlockedSignals blocked(all_signals());
        world_.emplace(options_.ledger_file,
                       CallbackTarget{options_.callback_exec, options_.callback_environment,
                                      options_.callback_connect_to},
                       std::move(scenario_));
        open_providers();
        server_.emplace(
            HttpOptions{.address = options_.address, .port = options_.port},
            [this](const Request& head) { return admit(head); },
            [this](const Request& request) { return answer(request); });
        port_ = server_->port();
    }

    std::uint16_t port() const noexcept { return port_; }
    const std::string& address() const noexcept { return options_.address; }

    void run_until_stopped() const {
        const auto ending = ending_signals();
        const BlockedSignals blocked(ending);
        const Fd signals(signalfd(-1, &ending, SFD_CLOEXEC));
        pollfd waiting[] = {{signals.get(), POLLIN, 0}, {stopped_.get(), POLLIN, 0}};
        while (poll(waiting, 2, -1) < 0 && errno == EINTR) {
        }
        signalfd_siginfo taken{};
        if (waiting[0].revents != 0) [[maybe_unused]]
            const auto got = read(signals.get(), &taken, sizeof taken);
    }

    void stop() {
        const std::lock_guard lock(stopping_);
        [[maybe_unused]] const auto told = eventfd_write(stopped_.get(), 1);
        server_.reset();
        // Callbacks still under way refer to the accounts.
        world_.reset();
        protocols_.clear();
    }

private:
    void open_providers() {
        const auto& secret = options_.callback_secret;
        protocols_.push_back(std::make_unique<Twilio>(
            or_else(options_.twilio, demonstration_account()), secret, *world_));
        protocols_.push_back(std::make_unique<Plivo>(
            or_else(options_.plivo, demonstration_plivo_account()), secret, *world_));
        protocols_.push_back(std::make_unique<Aws>(
            or_else(options_.aws, demonstration_aws_account()), !secret.empty(), *world_));
        protocols_.push_back(std::make_unique<Vonage>(
            or_else(options_.vonage, demonstration_vonage_account()), secret, *world_));
    }

    Protocol* provider_for(const Request& head) const {
        for (const auto& protocol : protocols_)
            if (protocol->answers(head)) return protocol.get();
        return nullptr;
    }

    bool admit(const Request& head) {
        const auto play = world_->play();
        if (!play->decides_before_reading()) return true;
        const auto* provider = provider_for(head);
        const auto operation = provider ? provider->operation(head) : std::nullopt;
        return !operation ||
               play->decide_before_reading({provider->name(), *operation}) == nullptr;
    }

    Answer answer(const Request& request) {
        if (request.path.starts_with(control_root))
            return control(request, *world_, protocols_);
        auto* provider = provider_for(request);
        if (provider == nullptr) return not_found();
        ++world_->requests;
        auto answer = provider->handle(request);
        // To the same address: who follows it comes again, and is counted.
        if (answer.status / 100 == 3)
            answer.headers.emplace_back("Location", std::string(request.path));
        return answer;
    }

    Options options_;
    Scenario scenario_;
    Fd stopped_; ///< readable once stop() was called
    std::mutex stopping_;
    std::optional<World> world_;
    Protocols protocols_;
    std::optional<HttpServer> server_;
    std::uint16_t port_ = 0;
};

Sandbox::Sandbox(Options options) : house_(std::make_unique<House>(std::move(options))) {}
Sandbox::~Sandbox() {
    stop();
}

void Sandbox::start() {
    house_->start();
}

std::uint16_t Sandbox::port() const noexcept {
    return house_->port();
}

std::string Sandbox::url() const {
    const auto& address = house_->address();
    const bool v6 = address.find(':') != std::string::npos;
    return v6 ? fmt::format("http://[{}]:{}", address, port())
              : fmt::format("http://{}:{}", address, port());
}

void Sandbox::run_until_stopped() {
    house_->run_until_stopped();
}

void Sandbox::stop() {
    house_->stop();
}

} // namespace bkxsms::sandbox
