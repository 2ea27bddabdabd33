#pragma once

#include <curl/curl.h>

/// \file
/// libcurl's functions, by their names without `curl_`. The program is not linked with libcurl;
/// a direct call does not link either. Private to the room.

namespace bkxsms::transport {

struct CurlLibrary {
    decltype(&curl_global_init) global_init;
    decltype(&curl_free) free;
    decltype(&curl_slist_append) slist_append;
    decltype(&curl_slist_free_all) slist_free_all;

    decltype(&curl_easy_init) easy_init;
    decltype(&curl_easy_cleanup) easy_cleanup;
    decltype(&curl_easy_reset) easy_reset;
    decltype(&curl_easy_setopt) easy_setopt;
    decltype(&curl_easy_getinfo) easy_getinfo;
    decltype(&curl_easy_strerror) easy_strerror;

    decltype(&curl_multi_init) multi_init;
    decltype(&curl_multi_cleanup) multi_cleanup;
    decltype(&curl_multi_setopt) multi_setopt;
    decltype(&curl_multi_assign) multi_assign;
    decltype(&curl_multi_add_handle) multi_add_handle;
    decltype(&curl_multi_remove_handle) multi_remove_handle;
    decltype(&curl_multi_socket_action) multi_socket_action;
    decltype(&curl_multi_info_read) multi_info_read;
    decltype(&curl_multi_strerror) multi_strerror;

    decltype(&curl_url) url;
    decltype(&curl_url_cleanup) url_cleanup;
    decltype(&curl_url_get) url_get;
    decltype(&curl_url_set) url_set;
};

/// Loaded by the first call, from any thread. \throws Error{os}, and the next call tries again.
/// Whoever holds a handle of libcurl's can call it without fear.
const CurlLibrary& curl();

} // namespace bkxsms::transport
