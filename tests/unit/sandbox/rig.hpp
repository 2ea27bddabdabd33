#pragma once

#include "core/base/clock.hpp"
#include "core/base/file.hpp"
#include "core/base/json.hpp"
#include "core/sandbox/sandbox.hpp"
#include "support/temp_folder.hpp"

#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <thread>
#include <utility>
#include <vector>

namespace bkxsms::test {

using Form = std::vector<std::pair<std::string, std::string>>;

/// An HTTP answer, or the libcurl error that came instead of one.
struct Reply {
    int curl = 0; ///< CURLcode
    int status = 0;
    std::map<std::string, std::string> headers; ///< names in lower case
    std::string body;

    json::Value json() const { return json::try_parse(body).value_or(json::Value()); }
    std::string code() const { return json().text("code"); }
};

/// What a test asks of the sandbox; libcurl, so that the client is nobody's own code.
struct Ask {
    std::string method = "GET";
    std::string path;
    std::string body = {};
    std::string content_type = "application/x-www-form-urlencoded";
    std::string user = {};   ///< "user:password"; "" sends no Authorization
    std::string header = {}; ///< one more header
    long timeout_ms = 10'000;
    std::vector<std::string> headers = {}; ///< more of them, "Name: value"
};

std::string encode(const Form& form); ///< percent-encoded by libcurl

/// A message that is in order but for that field, which is changed or added.
Form message_with(const std::string& name, const std::string& value);

/// A running sandbox with one account that owns its credentials, and a client.
class Rig {
public:
    static constexpr const char* account = "AC0123456789abcdef0123456789abcdef";
    static constexpr const char* token = "f00df00df00df00df00df00df00df00d";

    explicit Rig(const std::string& scenario = "{}",
                 const std::function<void(sandbox::Options&)>& adjust = nullptr);

    Reply ask(const Ask& ask) const;
    Reply get(const std::string& path) const; ///< with the account's credentials
    Reply send(const Form& form) const;
    Reply send_to(const std::string& to) const; ///< a message that is in order
    Reply control(const std::string& method, const std::string& name,
                  const std::string& body = "") const;

    std::string login() const { return std::string(account) + ':' + token; }
    std::string messages() const; ///< "/2010-04-01/Accounts/AC…/Messages"

    /// The ledger file, line by line.
    std::vector<json::Value> ledger() const;
    json::Value stats() const { return control("GET", "stats").json(); }
    /// Waits until no callback is due any more.
    void settle() const;

    TempFolder folder;
    sandbox::Options options;
    std::unique_ptr<sandbox::Sandbox> house;
};

/// A connection without a library, whose reads give up after 5 s.
Fd connect_to(std::uint16_t port);

/// A web server of a dozen lines that keeps what it gets, for callbacks over HTTP.
class Hook {
public:
    struct Got {
        std::string method;
        std::string target;                         ///< path and query
        std::map<std::string, std::string> headers; ///< names in lower case
        std::string body;
    };
    /// Answers the n-th request (from 0) with that status; 0 closes without an answer.
    explicit Hook(std::function<int(std::size_t)> status = [](std::size_t) { return 204; });
    ~Hook();

    std::string host() const; ///< "127.0.0.1:40123"
    std::vector<Got> got() const;

private:
    void serve();
    int listener_ = -1;
    int port_ = 0;
    std::function<int(std::size_t)> status_;
    mutable std::mutex mutex_;
    std::vector<Got> got_;
    std::thread thread_;
};

/// A form as its fields, decoded; for what the sandbox wrote.
std::map<std::string, std::string> decode(const std::string& form);

} // namespace bkxsms::test
