#include "support/raw_server.hpp"

#include <arpa/inet.h>
#include <csignal>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <stdexcept>
#include <utility>

namespace bkxsms::test {
namespace {

class PlainStream final : public Stream {
public:
    explicit PlainStream(int socket) : socket_(socket) {}

    std::size_t read(char* to, std::size_t size) override {
        const auto count = recv(socket_, to, size, 0);
        return count > 0 ? static_cast<std::size_t>(count) : 0;
    }
    void write(std::string_view bytes) override {
        while (!bytes.empty()) {
            const auto count = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
            if (count <= 0) return;
            bytes.remove_prefix(static_cast<std::size_t>(count));
        }
    }

private:
    int socket_;
};

std::size_t content_length(std::string_view head) {
    constexpr std::string_view name = "\r\ncontent-length: ";
    const auto same = [](char a, char b) { return std::tolower(a) == b; };
    const auto found = std::search(head.begin(), head.end(), name.begin(), name.end(), same);
    if (found == head.end()) return 0;
    return std::strtoul(&*(found + static_cast<std::ptrdiff_t>(name.size())), nullptr, 10);
}

} // namespace

Peer::Peer(RawServer& server, int number, int socket, std::unique_ptr<Stream> stream)
    : server_(server), number_(number), socket_(socket), stream_(std::move(stream)) {}

void Peer::note_begun() {
    if (!begun_) ++server_.begun_;
    begun_ = true;
}

bool Peer::fill(std::size_t wanted) {
    std::array<char, 4096> piece;
    while (read_.size() < wanted) {
        const auto most = std::min(piece.size(), wanted - read_.size());
        const auto count = stream_->read(piece.data(), most);
        if (count == 0) return false;
        note_begun();
        read_.append(piece.data(), count);
    }
    return true;
}

std::optional<std::string> Peer::read_request() {
    constexpr std::string_view blank_line = "\r\n\r\n";
    while (!read_.ends_with(blank_line))
        if (!fill(read_.size() + 1)) return std::nullopt;
    if (!fill(read_.size() + content_length(read_))) return std::nullopt;

    begun_ = false;
    auto request = std::exchange(read_, {});
    const std::lock_guard lock(server_.mutex_);
    server_.requests_.push_back(request);
    return request;
}

void Peer::read_bytes(std::size_t count) {
    fill(read_.size() + count);
}

void Peer::await_request() {
    char first = 0;
    if (recv(socket_, &first, 1, MSG_PEEK) == 1) note_begun();
}

void Peer::send_slowly(std::string_view bytes, std::chrono::milliseconds between) {
    for (const char& byte : bytes) {
        send(std::string_view(&byte, 1));
        std::this_thread::sleep_for(between);
    }
}

void Peer::stay_silent() {
    std::array<char, 4096> ignored;
    while (stream_->read(ignored.data(), ignored.size()) > 0) {
    }
}

void Peer::reset() {
    const linger discard{1, 0};
    setsockopt(socket_, SOL_SOCKET, SO_LINGER, &discard, sizeof discard);
}

RawServer::RawServer(Script script, Wrap wrap)
    : script_(std::move(script)), wrap_(std::move(wrap)) {
    if (!wrap_) wrap_ = [](int socket) { return std::make_unique<PlainStream>(socket); };
    listener_ = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    auto* generic = reinterpret_cast<sockaddr*>(&address);
    if (bind(listener_, generic, size) != 0 || listen(listener_, 1024) != 0 ||
        getsockname(listener_, generic, &size) != 0)
        throw std::runtime_error("no port to listen on");
    port_ = ntohs(address.sin_port);
    acceptor_ = std::thread([this] { accept_all(); });
}

RawServer::~RawServer() {
    {
        const std::lock_guard lock(mutex_);
        ending_ = true;
        shutdown(listener_, SHUT_RDWR);
        for (const int socket : open_) shutdown(socket, SHUT_RDWR);
    }
    acceptor_.join();
    for (auto& thread : threads_) thread.join();
    close(listener_);
}

void RawServer::accept_all() {
    for (;;) {
        const int socket = accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
        const std::lock_guard lock(mutex_);
        if (ending_) {
            if (socket >= 0) close(socket);
            return;
        }
        if (socket < 0) continue;
        open_.push_back(socket);
        threads_.emplace_back([this, number = connections_++, socket] {
            serve(number, socket);
            const std::lock_guard closing(mutex_);
            std::erase(open_, socket);
            close(socket);
        });
    }
}

void RawServer::serve(int number, int socket) {
    // A client that goes must not take the test program with it. Only in this thread: whether
    // the code under test raises the signal is for the tests to see.
    sigset_t pipe;
    sigemptyset(&pipe);
    sigaddset(&pipe, SIGPIPE);
    pthread_sigmask(SIG_BLOCK, &pipe, nullptr);

    const int on = 1;
    setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    auto stream = wrap_(socket);
    if (!stream) return;
    Peer peer(*this, number, socket, std::move(stream));
    script_(peer);
}

std::string RawServer::url(std::string_view path) const {
    return "http://127.0.0.1:" + std::to_string(port_) + std::string(path);
}

std::vector<std::string> RawServer::requests() const {
    const std::lock_guard lock(mutex_);
    return requests_;
}

std::string http_reply(int status, std::string_view body, std::string_view headers) {
    std::string text = "HTTP/1.1 " + std::to_string(status) + " Whatever\r\n";
    text.append(headers);
    text += "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n";
    return text.append(body);
}

RawServer::Script always(std::string reply) {
    return [reply = std::move(reply)](Peer& peer) {
        while (peer.read_request()) peer.send(reply);
    };
}

} // namespace bkxsms::test
