#include "core/transport/verdict.hpp"

namespace bkxsms::transport {
namespace {

using enum NoReply::Why;

NoReply::Why where_it_hung(const Progress& progress) noexcept {
    if (progress.on_wire) return timeout;
    return progress.has_address ? connect : resolve;
}

NoReply::Why by_code(CURLcode code, const Progress& progress) noexcept {
    switch (code) {
    case CURLE_COULDNT_RESOLVE_HOST:
    case CURLE_COULDNT_RESOLVE_PROXY:
        return resolve;

    case CURLE_COULDNT_CONNECT:
    case CURLE_PROXY:
        return connect;

    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_SSL_CERTPROBLEM:
    case CURLE_SSL_CIPHER:
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_ISSUER_ERROR:
    case CURLE_SSL_PINNEDPUBKEYNOTMATCH:
    case CURLE_SSL_INVALIDCERTSTATUS:
        return tls;

    case CURLE_OPERATION_TIMEDOUT:
        return where_it_hung(progress);

    case CURLE_FILESIZE_EXCEEDED:
        return too_large;

    case CURLE_WEIRD_SERVER_REPLY:
    case CURLE_UNSUPPORTED_PROTOCOL: // an answer without status line: "HTTP/0.9"
    case CURLE_BAD_CONTENT_ENCODING:
        return malformed;

    case CURLE_OUT_OF_MEMORY:
        // libcurl 7.88 also says so of a header line over 100 kB (lib/dynbuf.c, DYN_H1_...):
        // after the request, on a machine that has just sent it, that is the likelier reading.
        return progress.on_wire ? too_large : local;

    case CURLE_FAILED_INIT:
    case CURLE_INTERFACE_FAILED:
    case CURLE_SSL_CACERT_BADFILE:
    case CURLE_SSL_ENGINE_NOTFOUND:
    case CURLE_SSL_ENGINE_SETFAILED:
    case CURLE_SSL_ENGINE_INITFAILED:
        return local;

    case CURLE_URL_MALFORMAT:
        return refused;

    default:
        return broken;
    }
}

} // namespace

NoReply::Why why_of(CURLcode code, const Progress& progress) noexcept {
    const auto why = by_code(code, progress);
    // Behind a request that has begun there is no second connection that could fail.
    const bool before = why == resolve || why == connect || why == tls || why == refused;
    return before && progress.on_wire ? broken : why;
}

} // namespace bkxsms::transport
