#pragma once

#include "core/base/error.hpp"
#include "core/queue/compose.hpp"
#include "support/temp_folder.hpp"

#include <string>

namespace bkxsms::test {

/// A composer over three templates of its own.
struct ComposeRig {
    TempFolder folder;
    config::Config config = config::defaults();
    TimePoint now = from_millis(1'795'370'407'000); // 2026-11-22T18:00:07Z
    text::Catalogue catalogue;

    ComposeRig() : catalogue({prepare(folder)}, "en") {
        config.timezone = "Europe/Berlin";
        config.default_region = "DE";
    }

    queue::Draft compose(const queue::Wish& wish, bool need_recipient = true) const {
        return queue::Composer(config, catalogue).compose(wish, now, need_recipient);
    }
    /// "what | hint" of the refusal; "" if there is none.
    std::string refusal(const queue::Wish& wish, Fault expected = Fault::data) const {
        try {
            compose(wish);
        } catch (const Error& error) {
            if (error.fault() != expected) return "another fault: " + std::string(error.what());
            return error.what() + (error.hint().empty() ? "" : " | " + error.hint());
        }
        return {};
    }
    static queue::Wish wish() {
        queue::Wish wish;
        wish.to = "+4915112345678";
        wish.text = "See you on Tuesday";
        return wish;
    }

private:
    static std::filesystem::path prepare(const TempFolder& folder) {
        folder.write("en/hello.txt", "Hello {fname}, this is {business}.\n");
        folder.write("de/hello.txt", "Hallo {fname}, hier ist {business}.\n");
        folder.write("en/reminder_24h.txt", "{start, date, ::yyyyMMdd} {start, time, ::Hmm}\n");
        folder.write("en/places.txt", "{n, plural, one {# place} other {# places}}\n");
        return folder.path();
    }
};

} // namespace bkxsms::test
