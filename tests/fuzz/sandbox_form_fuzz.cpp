#include "core/sandbox/form.hpp"
#include "fuzz.hpp"

using namespace bkxsms;
using fuzz::require;

namespace {

void check_url(std::string_view text) {
    const auto url = sandbox::parse_url(text);
    if (!url) return;
    require(url->scheme == "http" || url->scheme == "https", "a URL is of the web");
    require(url->port >= 1 && url->port <= 65535, "a port exists");
    require(!url->host.empty() && !url->path.empty(), "a host, and a path");
    require(url->host.find_first_of("/?#@[] \r\n") == std::string::npos, "a host is a name");
    require(url->authority.find('@') == std::string::npos, "no user, no password");
    require(url->authority.find_first_of("\r\n") == std::string::npos, "one Host header");
    require(url->path.find_first_of("?#") == std::string::npos &&
                url->query.find('#') == std::string::npos,
            "cut at the seams");
    auto again = url->scheme + "://" + url->authority + url->path;
    if (!url->query.empty()) again += '?' + url->query;
    const auto same = sandbox::parse_url(again);
    require(same && same->host == url->host && same->port == url->port &&
                same->path == url->path && same->query == url->query,
            "a URL read again is the same");
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto text = fuzz::Input(data, size).rest();
    if (const auto fields = sandbox::parse_form(text)) {
        const auto written = sandbox::format_form(*fields);
        require(sandbox::parse_form(written) == fields, "a form comes back");
        for (const auto& [name, value] : *fields)
            require(sandbox::first(*fields, name).size() <= text.size(), "fields are found");
    }
    check_url(text);
    return 0;
}
