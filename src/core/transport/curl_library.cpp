#include "core/transport/curl_library.hpp"

#include "core/base/shared_library.hpp"

namespace bkxsms::transport {
namespace {

CurlLibrary load() {
    const SharedLibrary library(BKXSMS_LIBCURL, "libcurl4");
    return {
        .global_init = library["curl_global_init"],
        .free = library["curl_free"],
        .slist_append = library["curl_slist_append"],
        .slist_free_all = library["curl_slist_free_all"],

        .easy_init = library["curl_easy_init"],
        .easy_cleanup = library["curl_easy_cleanup"],
        .easy_reset = library["curl_easy_reset"],
        .easy_setopt = library["curl_easy_setopt"],
        .easy_getinfo = library["curl_easy_getinfo"],
        .easy_strerror = library["curl_easy_strerror"],

        .multi_init = library["curl_multi_init"],
        .multi_cleanup = library["curl_multi_cleanup"],
        .multi_setopt = library["curl_multi_setopt"],
        .multi_assign = library["curl_multi_assign"],
        .multi_add_handle = library["curl_multi_add_handle"],
        .multi_remove_handle = library["curl_multi_remove_handle"],
        .multi_socket_action = library["curl_multi_socket_action"],
        .multi_info_read = library["curl_multi_info_read"],
        .multi_strerror = library["curl_multi_strerror"],

        .url = library["curl_url"],
        .url_cleanup = library["curl_url_cleanup"],
        .url_get = library["curl_url_get"],
        .url_set = library["curl_url_set"],
    };
}

} // namespace

const CurlLibrary& curl() {
    static const CurlLibrary loaded = load();
    return loaded;
}

} // namespace bkxsms::transport
