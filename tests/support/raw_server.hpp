#pragma once

#include <atomic>
#include <cstddef>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

/// \file
/// A server on 127.0.0.1 that does byte for byte what a script says, and counts what reaches
/// it. It knows just enough HTTP/1.1 to find the end of a request.

namespace bkxsms::test {

/// The bytes of one connection; TLS puts itself in here.
class Stream {
public:
    virtual ~Stream() = default;
    /// At most `size` bytes, at least one; 0 once the client has gone.
    virtual std::size_t read(char* to, std::size_t size) = 0;
    virtual void write(std::string_view bytes) = 0;
};

class RawServer;

/// One accepted connection, as a script sees it. Closed when the script returns.
class Peer {
public:
    Peer(RawServer& server, int number, int socket, std::unique_ptr<Stream> stream);

    int number() const noexcept { return number_; } ///< 0 for the first connection

    /// The next request, whole. nullopt once the client has gone.
    std::optional<std::string> read_request();
    /// Reads exactly that many bytes of the next request, fewer if the client goes.
    void read_bytes(std::size_t count);
    /// Waits for the next request's first byte without reading it.
    void await_request();

    void send(std::string_view bytes) { stream_->write(bytes); }
    void send_slowly(std::string_view bytes, std::chrono::milliseconds between);
    /// Says nothing until the client goes or the server ends.
    void stay_silent();
    /// Ends the connection with RST instead of FIN.
    void reset();

private:
    void note_begun();
    bool fill(std::size_t wanted);

    RawServer& server_;
    int number_;
    int socket_;
    std::unique_ptr<Stream> stream_;
    std::string read_; ///< of the request that is coming in
    bool begun_ = false;
};

class RawServer {
public:
    using Script = std::function<void(Peer&)>;
    /// Makes the stream of an accepted socket; nullptr to drop the connection.
    using Wrap = std::function<std::unique_ptr<Stream>(int socket)>;

    explicit RawServer(Script script, Wrap wrap = nullptr);
    ~RawServer(); ///< ends all connections
    RawServer(const RawServer&) = delete;
    RawServer& operator=(const RawServer&) = delete;

    int port() const noexcept { return port_; }
    std::string url(std::string_view path = "/") const; ///< http

    int connections() const noexcept { return connections_; }
    int begun() const noexcept { return begun_; } ///< requests of which a byte arrived
    std::vector<std::string> requests() const;    ///< those that arrived whole

private:
    friend class Peer;
    void accept_all();
    void serve(int number, int socket);

    Script script_;
    Wrap wrap_;
    int listener_ = -1;
    int port_ = 0;
    std::atomic<int> connections_ = 0;
    std::atomic<int> begun_ = 0;
    mutable std::mutex mutex_; ///< over the rest
    std::vector<std::string> requests_;
    std::vector<int> open_;
    std::vector<std::thread> threads_;
    bool ending_ = false;
    std::thread acceptor_;
};

/// "HTTP/1.1 200 OK", its headers, Content-Length and body.
std::string http_reply(int status, std::string_view body, std::string_view headers = {});

/// A script: answers every request with that reply and keeps the connection.
RawServer::Script always(std::string reply);

} // namespace bkxsms::test
