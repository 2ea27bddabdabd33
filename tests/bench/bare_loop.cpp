// The fastest that libcurl can do: COUNT POSTs of a text to URL, IN_FLIGHT at once, with
// keep-alive, no database, no checks. Prints the seconds it took. scripts/bench compares
// queue-run with it.
//
//     bare_loop URL USER:PASSWORD COUNT IN_FLIGHT

#include <chrono>
#include <cstdlib>
#include <curl/curl.h>
#include <fmt/format.h>
#include <string>
#include <vector>

namespace {

std::size_t swallow(char*, std::size_t size, std::size_t count, void*) {
    return size * count;
}

struct Slot {
    CURL* easy = nullptr;
    std::string body;
};

void begin(CURLM* multi, Slot& slot, const char* url, const char* login, long number) {
    if (slot.easy == nullptr) slot.easy = curl_easy_init();
    slot.body =
        fmt::format("To=%2B49151{:08}&From=%2B15005550006&Body=Ihr%20Termin%20morgen%20um%20"
                    "9%3A30%20Uhr.%20Nr.%20{}",
                    10000000 + number, number);
    curl_easy_setopt(slot.easy, CURLOPT_URL, url);
    curl_easy_setopt(slot.easy, CURLOPT_USERPWD, login);
    curl_easy_setopt(slot.easy, CURLOPT_POSTFIELDS, slot.body.c_str());
    curl_easy_setopt(slot.easy, CURLOPT_POSTFIELDSIZE, static_cast<long>(slot.body.size()));
    curl_easy_setopt(slot.easy, CURLOPT_WRITEFUNCTION, swallow);
    curl_easy_setopt(slot.easy, CURLOPT_PRIVATE, &slot);
    curl_easy_setopt(slot.easy, CURLOPT_NOSIGNAL, 1L);
    curl_multi_add_handle(multi, slot.easy);
}

} // namespace

int main(int argc, char** argv) {
    if (argc != 5) return 64;
    const char* const url = argv[1];
    const char* const login = argv[2];
    const long count = std::strtol(argv[3], nullptr, 10);
    const long in_flight = std::strtol(argv[4], nullptr, 10);
    curl_global_init(CURL_GLOBAL_DEFAULT);
    CURLM* const multi = curl_multi_init();
    curl_multi_setopt(multi, CURLMOPT_MAXCONNECTS, in_flight);
    std::vector<Slot> slots(static_cast<std::size_t>(in_flight));
    const auto started = std::chrono::steady_clock::now();
    long begun = 0, done = 0, failed = 0;
    for (auto& slot : slots)
        if (begun < count) begin(multi, slot, url, login, begun++);
    while (done < count) {
        int running = 0, left = 0;
        curl_multi_perform(multi, &running);
        while (const CURLMsg* const message = curl_multi_info_read(multi, &left)) {
            long status = 0;
            Slot* slot = nullptr;
            CURL* const easy = message->easy_handle;
            failed += message->data.result != CURLE_OK ? 1 : 0;
            curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &status);
            curl_easy_getinfo(easy, CURLINFO_PRIVATE, &slot);
            failed += status != 201 ? 1 : 0;
            curl_multi_remove_handle(multi, easy);
            ++done;
            if (begun < count) begin(multi, *slot, url, login, begun++);
        }
        if (done < count) curl_multi_poll(multi, nullptr, 0, 1000, nullptr);
    }
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - started;
    fmt::print("{:.4f}\n", took.count());
    return failed == 0 ? 0 : 1;
}
