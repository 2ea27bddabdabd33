#include "core/provider/outcome.hpp"
#include "support/catch.hpp"

#include <set>

using namespace bkxsms::provider;

TEST_CASE("outcome: every outcome has its own word, and all but one a failure",
          "[provider][outcome]") {
    const Failure failure{Category::network, Remedy::backoff, "connect", "refused"};
    const Outcome all[] = {Accepted{"SM1", {}, {}}, Deferred{failure, {}}, Rejected{failure},
                           Unknown{failure}, Halted{failure}};
    std::set<std::string_view> words;
    for (const auto& outcome : all) {
        words.insert(kind(outcome));
        const auto* found = failure_of(outcome);
        CHECK((found == nullptr) == std::holds_alternative<Accepted>(outcome));
        if (found != nullptr) CHECK(found->code == "connect");
    }
    CHECK(words ==
          std::set<std::string_view>{"accepted", "deferred", "rejected", "unknown", "halted"});
}

TEST_CASE("outcome: every category, remedy and progress has its own word",
          "[provider][outcome]") {
    std::set<std::string_view> categories;
    const int last = static_cast<int>(Category::unknown);
    for (int i = 0; i <= last; ++i) categories.insert(word(static_cast<Category>(i)));
    CHECK(categories.size() == static_cast<std::size_t>(last) + 1);
    CHECK(word(Category::invalid_destination) == "invalid_destination");

    CHECK(word(Remedy::none) == "none");
    CHECK(word(Remedy::later) == "later");
    CHECK(word(Remedy::backoff) == "backoff");
    CHECK(word(Remedy::fix) == "fix");
    CHECK(word(Remedy::reconcile) == "reconcile");

    CHECK(word(Progress::queued) == "queued");
    CHECK(word(Progress::sent) == "sent");
    CHECK(word(Progress::delivered) == "delivered");
    CHECK(word(Progress::undelivered) == "undelivered");
    CHECK(word(Progress::failed) == "failed");
}
