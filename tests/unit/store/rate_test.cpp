#include "core/store/rate.hpp"

#include "support/catch.hpp"
#include "support/store_rig.hpp"

#include <numeric>
#include <random>

using namespace bkxsms;
using namespace bkxsms::store;
using namespace std::chrono_literals;
using test::StoreRig;

namespace {

struct Slots {
    std::size_t messages = 0; ///< how many of the asked, from the front, may go now
    TimePoint next_at;
};

Slots take(StoreRig& rig, double rate, const std::vector<int>& sizes,
           const char* provider = "fake") {
    return rig.in_transaction([&] {
        Flow flow(rig.store, provider, rate, rig.now());
        Slots slots;
        while (slots.messages < sizes.size() && flow.take(sizes[slots.messages]))
            ++slots.messages;
        flow.keep();
        slots.next_at = flow.next_at();
        return slots;
    });
}

/// Something that went, and when.
struct Gone {
    TimePoint at;
    int segments;
};

/// The most that any window holds beyond what the rate allows in it and in the slack; the last
/// message of a window may be larger than what is left.
double worst_excess(const std::vector<Gone>& gone, double rate) {
    double worst = -1e9;
    for (std::size_t i = 0; i < gone.size(); ++i) {
        int sum = 0;
        for (std::size_t j = i; j < gone.size(); ++j) {
            const auto window = std::chrono::duration<double>(gone[j].at - gone[i].at + 100ms);
            worst = std::max(worst, sum - rate * window.count());
            sum += gone[j].segments;
        }
    }
    return worst;
}

} // namespace

TEST_CASE("store: without a rate everything goes at once") {
    StoreRig rig;
    CHECK(take(rig, 0, {1, 2, 3}).messages == 3);
    CHECK(take(rig, 0, {}).messages == 0);
    CHECK(rig.number("SELECT count(*) FROM bkx_sms_providers") == 0);
}

TEST_CASE("store: no window ever holds more than the rate allows") {
    for (unsigned seed = 1; seed <= 30; ++seed) {
        StoreRig rig;
        std::mt19937 random(seed);
        const auto any = [&](int low, int high) {
            return std::uniform_int_distribution<>(low, high)(random);
        };
        const double rate = std::vector{0.5, 1.0, 3.0, 7.0, 30.0, 300.0}[seed % 6];
        std::vector<Gone> gone;
        for (int i = 0; i < 120; ++i) {
            std::vector<int> sizes(static_cast<std::size_t>(any(1, 12)));
            for (auto& size : sizes) size = any(0, 3) == 0 ? any(2, 10) : 1;
            const auto slots = take(rig, rate, sizes);
            for (std::size_t k = 0; k < slots.messages; ++k)
                gone.push_back({rig.now(), sizes[k]});
            // Sometimes as told, sometimes impatient (another runner), sometimes late.
            switch (any(0, 2)) {
            case 0:
                if (slots.next_at > rig.now()) rig.clock.sleep_until(slots.next_at);
                break;
            case 1:
                rig.clock.advance(milliseconds(any(0, 50)));
                break;
            default:
                rig.clock.advance(milliseconds(any(0, 5000)));
            }
        }
        CAPTURE(seed, rate);
        CHECK(worst_excess(gone, rate) <= 1e-6);
    }
}

TEST_CASE("store: who asks when told to always gets a place, and the rate is used") {
    for (const double rate : {0.5, 3.0, 30.0, 300.0}) {
        StoreRig rig;
        const auto start = rig.now();
        std::size_t gone = 0;
        for (int i = 0; i < 40; ++i) {
            const auto slots = take(rig, rate, std::vector<int>(100, 1));
            CAPTURE(rate, i);
            CHECK(slots.messages >= 1);
            CHECK(slots.next_at > rig.now());
            gone += slots.messages;
            rig.clock.sleep_until(slots.next_at);
        }
        const auto seconds = std::chrono::duration<double>(rig.now() - start).count();
        CHECK(static_cast<double>(gone) >= rate * seconds * 0.95);
    }
}

TEST_CASE("store: places are shared by all who use the provider, and by nobody else") {
    StoreRig rig;
    CHECK(take(rig, 1, {5}).messages == 1);
    CHECK(take(rig, 1, {1}).messages == 0);
    CHECK(take(rig, 1, {1}, "other").messages == 1);
}

TEST_CASE("store: places that were not used are not saved up") {
    StoreRig rig;
    take(rig, 10, {1});
    rig.clock.advance(1h);
    // 100 ms of slack: two at this rate.
    CHECK(take(rig, 10, std::vector<int>(50, 1)).messages <= 2);
}

TEST_CASE("store: a clock that went back does not stop the queue") {
    for (const auto jump : {10min, 59min, 61min, 100'000min}) {
        StoreRig rig;
        take(rig, 2, {10});
        rig.clock.advance(-jump);
        const auto slots = take(rig, 2, {1});
        CAPTURE(jump.count());
        CHECK(slots.next_at - rig.now() <= 10s);
    }
}
