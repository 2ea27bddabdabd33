// Any text, any key: what is said changes in that key alone, and so do the bytes.

#include "core/base/error.hpp"
#include "core/config/document.hpp"
#include "core/config/edit.hpp"
#include "support/catch.hpp"

#include <algorithm>
#include <iterator>
#include <map>
#include <random>

using namespace bkxsms;

namespace {

using Random = std::mt19937;
using Words = std::vector<std::string>;

std::size_t below(std::size_t limit, Random& random) {
    return std::uniform_int_distribution<std::size_t>(0, limit - 1)(random);
}

std::string one_of(const Words& words, Random& random) {
    return words[below(words.size(), random)];
}

struct Key {
    std::string table, name;
    Words written; ///< as they may stand in a text
    Words set;     ///< as they may be set, in one line
};

const std::vector<Key> keys = {
    {"vonage", "enabled", {"true", "false"}, {"true", "false"}},
    {"vonage",
     "api",
     {R"("sms")", R"('messages')", R"("""sms""")", "\"\"\"\\\n  sms\"\"\""},
     {R"("sms")", R"("messages")"}},
    {"vonage",
     "api_secret",
     {R"("file:a = [b] # c")", R"("file:\"'\"")", R"('file:"')", R"("")"},
     {R"("file:x # y")", R"("")", R"("file:\\\"[vonage]")"}},
    {"plivo", "enabled", {"true", "false"}, {"true", "false"}},
    {"plivo",
     "auth_token",
     {R"("""file:x"y""z""")", R"('''file:x''')", R"("""file:"quoted"""")"},
     {R"("credential:a")", R"("file:b")"}},
    {"plivo", "rate", {"0.5", "1_0", "+3", "0x1F", "1e2"}, {"0.25", "7"}},
    {"general",
     "business_name",
     {R"("[plivo]")", R"("é = ü")", R"('enabled = true')", R"("\\")"},
     {R"("\u00e9")", R"("[vonage] # é")"}},
    {"opt_out",
     "keywords",
     {R"(["A"])", "[ # [vonage]\n  \"]\", # ]\n\n '#',\n]", "['''X''', \"\"\"\\\n  Y\"\"\"]"},
     {R"(["B", "C"])"}},
};

std::string blanks(Random& random) {
    return one_of({"", "", " ", "  ", "\t"}, random);
}

std::string trivia(Random& random) {
    const auto what =
        one_of({"", "", "# enabled = false", "#", "  # [vonage]", "", "# \"'"}, random);
    return what + "\n";
}

std::string written_key(const Key& key, Random& random) {
    const auto name = below(12, random) == 0 ? '"' + key.name + '"' : key.name;
    const auto behind = below(3, random) == 0 ? " # \"quoted" : "";
    return blanks(random) + name + blanks(random) + "=" + blanks(random) +
           one_of(key.written, random) + blanks(random) + behind + "\n";
}

/// Tables in any order, each key at most once; now and then a spelling of its own.
std::string random_text(Random& random) {
    std::string text = below(8, random) == 0 ? "\xEF\xBB\xBF" : "";
    if (below(2, random) == 0) text += trivia(random);
    std::map<std::string, std::vector<const Key*>> tables;
    for (const auto& key : keys)
        if (below(2, random) == 0) tables[key.table].push_back(&key);
    std::string head, body;
    for (const auto& [table, members] : tables) {
        const auto spelling = below(10, random);
        if (spelling == 0 && members.size() == 1 && members[0]->name == "enabled") {
            head += table + " = { enabled = true }\n";
            continue;
        }
        if (spelling == 1) {
            for (const auto* key : members)
                head += table + "." + key->name + " = " + key->written[0] + "\n";
            continue;
        }
        std::string part =
            blanks(random) + "[" + blanks(random) + table + blanks(random) + "]\n";
        for (const auto* key : members) {
            while (below(3, random) == 0) part += trivia(random);
            part += written_key(*key, random);
        }
        while (below(2, random) == 0) part += trivia(random);
        body = below(2, random) == 0 ? body + part : part + body;
    }
    text += head + body;
    if (below(4, random) == 0) {
        for (std::size_t at = 0; (at = text.find('\n', at)) != std::string::npos; at += 2)
            text.insert(at, 1, '\r');
    }
    if (below(4, random) == 0 && text.ends_with("\n"))
        text.erase(text.find_last_not_of("\r\n") + 1);
    return text;
}

std::map<std::pair<std::string, int>, config::Value> content(const std::string& text) {
    std::map<std::pair<std::string, int>, config::Value> all;
    for (const auto& item : config::read_document("f", text).items)
        all[{item.name, item.row}] = item.value;
    return all;
}

/// The bytes of `before` that are not in `after`, which differs in one place.
std::string lost(const std::string& before, const std::string& after) {
    const auto [b, a] = std::ranges::mismatch(before, after);
    const auto head = static_cast<std::size_t>(b - before.begin());
    std::size_t tail = 0;
    while (tail < before.size() - head && tail < after.size() - head &&
           before[before.size() - 1 - tail] == after[after.size() - 1 - tail])
        ++tail;
    return before.substr(head, before.size() - head - tail);
}

/// Only the old value may be missing: no line break and no comment.
bool is_of_value(const Key& key, const std::string& gone) {
    return std::ranges::any_of(key.written, [&](std::string old) {
        if (old.find(gone) != std::string::npos) return true;
        for (std::size_t at = 0; (at = old.find('\n', at)) != std::string::npos; at += 2)
            old.insert(at, 1, '\r');
        return old.find(gone) != std::string::npos;
    });
}

/// Has a spelling that edit() leaves to a person.
bool is_odd(const std::string& text, const Key& key) {
    return text.find(key.table + " = {") != std::string::npos ||
           text.find(key.table + ".") != std::string::npos ||
           text.find('"' + key.name + '"') != std::string::npos;
}

bool try_one(const std::string& before, Random& random) {
    const auto& key = keys[below(keys.size(), random)];
    const auto name = key.table + "." + key.name;
    const auto value = one_of(key.set, random);
    CAPTURE(before, name, value);
    std::string after;
    try {
        after = config::edit(before, {{name, value}}, "f");
    } catch (const Error& error) {
        INFO(error.what() << " / " << error.hint());
        REQUIRE(error.fault() == Fault::config);
        REQUIRE(is_odd(before, key));
        return false;
    }
    auto wanted = content(before);
    const bool was_there = wanted.contains({name, config::no_row});
    wanted[{key.table, config::no_row}] = config::Table{};
    wanted[{name, config::no_row}] = content("x = " + value).begin()->second;
    REQUIRE(content(after) == wanted);
    const auto gone = lost(before, after);
    CAPTURE(after, gone);
    REQUIRE((was_there || gone.empty()));
    REQUIRE(is_of_value(key, gone));
    REQUIRE(config::edit(after, {{name, value}}, "f") == after);
    return true;
}

} // namespace

TEST_CASE("edit: in any text the key changes, and nothing else", "[config]") {
    const auto seed = std::random_device{}();
    INFO("seed " << seed);
    Random random(seed);
    int changed = 0;
    for (int round = 0; round < 3'000; ++round)
        if (try_one(random_text(random), random)) ++changed;
    CHECK(changed > 1'000); // else the texts are too odd to show anything
}
