#include "unit/sandbox/rig.hpp"

#include "core/base/encode.hpp"
#include "core/base/parse.hpp"
#include "support/catch.hpp"

#include <arpa/inet.h>
#include <curl/curl.h>
#include <fstream>
#include <sys/socket.h>
#include <unistd.h>

namespace bkxsms::test {
namespace {

std::size_t collect(char* data, std::size_t size, std::size_t count, void* out) {
    static_cast<std::string*>(out)->append(data, size * count);
    return size * count;
}

std::size_t collect_header(char* data, std::size_t size, std::size_t count, void* out) {
    const std::string_view line(data, size * count);
    const auto colon = line.find(':');
    if (colon != std::string_view::npos)
        (*static_cast<std::map<std::string, std::string>*>(
            out))[ascii_lower(line.substr(0, colon))] = trim(line.substr(colon + 1));
    return size * count;
}

} // namespace

std::string encode(const Form& form) {
    std::string text;
    for (const auto& [name, value] : form) {
        auto* escaped =
            curl_easy_escape(nullptr, value.c_str(), static_cast<int>(value.size()));
        text += (text.empty() ? "" : "&") + name + '=' + escaped;
        curl_free(escaped);
    }
    return text;
}

Form message_with(const std::string& name, const std::string& value) {
    Form form{{"To", "+4915112345678"}, {"From", "+15005550006"}, {"Body", "Hello"}};
    for (auto& field : form)
        if (field.first == name) {
            field.second = value;
            return form;
        }
    form.emplace_back(name, value);
    return form;
}

std::map<std::string, std::string> decode(const std::string& form) {
    std::map<std::string, std::string> fields;
    for (const auto pair : split(form, '&')) {
        const auto equals = pair.find('=');
        fields[percent_decode(pair.substr(0, equals), true).value()] =
            percent_decode(pair.substr(equals + 1), true).value();
    }
    return fields;
}

Rig::Rig(const std::string& scenario, const std::function<void(sandbox::Options&)>& adjust) {
    sandbox::TwilioAccount own;
    own.sid = account;
    own.token = security::Secret(token);
    options.twilio.push_back(own);
    options.ledger_file = folder.path() / "ledger.jsonl";
    options.scenario_file = folder.write("scenario.json", scenario);
    if (adjust) adjust(options);
    house = std::make_unique<sandbox::Sandbox>(options);
    house->start();
}

Reply Rig::ask(const Ask& ask) const {
    Reply reply;
    auto* curl = curl_easy_init();
    const auto url = house->url() + ask.path;
    curl_slist* headers = curl_slist_append(nullptr, "Expect:");
    if (!ask.body.empty() || ask.method != "GET")
        headers = curl_slist_append(headers, ("Content-Type: " + ask.content_type).c_str());
    if (!ask.header.empty()) headers = curl_slist_append(headers, ask.header.c_str());
    for (const auto& header : ask.headers) headers = curl_slist_append(headers, header.c_str());
    curl_easy_setopt(curl, CURLOPT_URL, url.c_str());
    curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, ask.method.c_str());
    curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers);
    if (ask.method != "GET") {
        curl_easy_setopt(curl, CURLOPT_POSTFIELDS, ask.body.c_str());
        curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE, static_cast<long>(ask.body.size()));
    }
    if (!ask.user.empty()) curl_easy_setopt(curl, CURLOPT_USERPWD, ask.user.c_str());
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl, CURLOPT_PROXY, "");
    curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, ask.timeout_ms);
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, collect);
    curl_easy_setopt(curl, CURLOPT_WRITEDATA, &reply.body);
    curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, collect_header);
    curl_easy_setopt(curl, CURLOPT_HEADERDATA, &reply.headers);
    reply.curl = curl_easy_perform(curl);
    long status = 0;
    curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
    reply.status = static_cast<int>(status);
    curl_slist_free_all(headers);
    curl_easy_cleanup(curl);
    return reply;
}

Reply Rig::get(const std::string& path) const {
    return ask({.path = path, .user = login()});
}

Reply Rig::send(const Form& form) const {
    return ask({.method = "POST",
                .path = messages() + ".json",
                .body = encode(form),
                .user = login()});
}

Reply Rig::send_to(const std::string& to) const {
    return send({{"To", to}, {"From", "+15005550006"}, {"Body", "Your table is ready"}});
}

Reply Rig::control(const std::string& method, const std::string& name,
                   const std::string& body) const {
    return ask({.method = method,
                .path = "/_sandbox/" + name,
                .body = body,
                .content_type = "application/json"});
}

std::string Rig::messages() const {
    return std::string("/2010-04-01/Accounts/") + account + "/Messages";
}

std::vector<json::Value> Rig::ledger() const {
    std::vector<json::Value> lines;
    std::ifstream in(options.ledger_file);
    for (std::string line; std::getline(in, line);) lines.push_back(json::parse(line));
    return lines;
}

void Rig::settle() const {
    for (int tries = 0; tries < 2'000; ++tries) {
        if (stats()["callbacks"]["pending"].integer() == 0) return;
        std::this_thread::sleep_for(milliseconds(5));
    }
    FAIL("callbacks are still pending");
}

Fd connect_to(std::uint16_t port) {
    Fd fd(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (connect(fd.get(), reinterpret_cast<sockaddr*>(&address), sizeof address) != 0)
        throw std::runtime_error("no connection");
    const timeval patience{5, 0};
    setsockopt(fd.get(), SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    return fd;
}

Hook::Hook(std::function<int(std::size_t)> status) : status_(std::move(status)) {
    listener_ = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    auto* generic = reinterpret_cast<sockaddr*>(&address);
    if (bind(listener_, generic, size) != 0 || listen(listener_, 64) != 0 ||
        getsockname(listener_, generic, &size) != 0)
        throw std::runtime_error("no listener");
    port_ = ntohs(address.sin_port);
    thread_ = std::thread([this] { serve(); });
}

Hook::~Hook() {
    shutdown(listener_, SHUT_RDWR);
    thread_.join();
    close(listener_);
}

std::string Hook::host() const {
    return "127.0.0.1:" + std::to_string(port_);
}

std::vector<Hook::Got> Hook::got() const {
    const std::lock_guard lock(mutex_);
    return got_;
}

void Hook::serve() {
    for (int client = -1; (client = accept(listener_, nullptr, nullptr)) >= 0; close(client)) {
        std::string text;
        char buffer[4096];
        std::size_t head = std::string::npos;
        std::size_t length = 0;
        Got got;
        for (ssize_t n = 0; (n = recv(client, buffer, sizeof buffer, 0)) > 0;) {
            text.append(buffer, static_cast<std::size_t>(n));
            if (head == std::string::npos &&
                (head = text.find("\r\n\r\n")) != std::string::npos) {
                for (const auto line : split(std::string_view(text).substr(0, head), '\n'))
                    if (const auto colon = line.find(": "); colon != std::string_view::npos)
                        got.headers[ascii_lower(line.substr(0, colon))] =
                            trim(line.substr(colon + 2));
                length = static_cast<std::size_t>(
                    parse_integer(got.headers["content-length"]).value_or(0));
            }
            if (head != std::string::npos && text.size() >= head + 4 + length) break;
        }
        if (head == std::string::npos) continue;
        const auto first_space = text.find(' ');
        got.method = text.substr(0, first_space);
        got.target =
            text.substr(first_space + 1, text.find(' ', first_space + 1) - first_space - 1);
        got.body = text.substr(head + 4);
        int status = 0;
        {
            const std::lock_guard lock(mutex_);
            status = status_(got_.size());
            got_.push_back(got);
        }
        if (status == 0) continue;
        const auto answer =
            "HTTP/1.1 " + std::to_string(status) + " OK\r\nContent-Length: 0\r\n\r\n";
        [[maybe_unused]] const auto sent =
            ::send(client, answer.data(), answer.size(), MSG_NOSIGNAL);
    }
}

} // namespace bkxsms::test
