#include "cmd/account_draft.hpp"
#include "core/base/error.hpp"
#include "core/sandbox/demonstration_key.hpp"
#include "support/catch.hpp"
#include "support/temp_folder.hpp"

#include <algorithm>
#include <map>

using namespace bkxsms;
using cmd::AccountDraft;
using cmd::Field;
using Words = std::vector<std::string>;

namespace {

const config::KeyInfo* key_of(const cmd::Account& account, std::string_view key) {
    const auto name = std::string(account.name) + '.' + std::string(key);
    const auto found = std::ranges::find(config::keys(), name, &config::KeyInfo::name);
    return found == config::keys().end() ? nullptr : &*found;
}

/// A value that each plain key takes.
const std::map<std::string_view, std::string> samples = {
    {"account_sid", "AC1"},
    {"phone_number", "+447700900123"},
    {"messaging_service_sid", "MG1"},
    {"api_key_sid", "SK1"},
    {"api_key", "5a4db0c5"},
    {"sender_id", "Dental"},
    {"signature_method", "sha1"},
    {"api", "messages"},
    {"application_id", "5a4db0c5-0000-4000-8000-000000000000"},
    {"reports", "true"},
    {"auth_id", "MA1"},
    {"powerpack_uuid", "5a4db0c5-0000-4000-8000-000000000000"},
    {"access_key", "AKIA1"},
    {"region", "eu-central-1"},
    {"account_id", "000005400050"},
};

/// An account's table as a file, with a file for each secret.
struct Home {
    test::TempFolder folder;

    config::Config with(const cmd::Account& account, const std::vector<const Field*>& fields) {
        std::string text = "[" + std::string(account.name) + "]\n";
        for (const auto* field : fields) {
            auto value = field->file.empty() ? samples.at(field->key)
                                             : "file:" + std::string(field->file);
            if (!field->file.empty())
                folder.write(field->file,
                             field->many_lines ? sandbox::demonstration_key_pem : "hush\n");
            text += std::string(field->key) + " = " +
                    config::typed_to_toml(key_of(account, field->key)->name, value) + '\n';
        }
        return config::parse(text, folder.path() / "bkxsms.toml");
    }

    /// What is needed if of the other fields only `chosen` is given; nullptr: none.
    std::vector<const Field*> needed(const cmd::Account& account, const Field* chosen) {
        std::vector<const Field*> fields;
        for (const auto& field : account.fields()) {
            const auto config = with(account, fields);
            const AccountDraft draft(account, config);
            if (&field == chosen || (draft.is_needed(field) && !draft.has(field.key)))
                fields.push_back(&field);
        }
        return fields;
    }
};

std::string complaint(const cmd::Account& account, const config::Config& config) {
    try {
        account.open(config);
    } catch (const Error& error) {
        return error.what();
    }
    return "";
}

struct Refused {
    Fault fault{};
    std::string what, hint;
};

template <class Act>
Refused refusal(Act&& act) {
    try {
        act();
    } catch (const Error& error) {
        return {error.fault(), error.what(), error.hint()};
    }
    return {Fault::software, "was accepted", ""};
}

} // namespace

TEST_CASE("accounts: every field is a key of its table, and every secret is a field", "[cmd]") {
    for (const auto& account : cmd::accounts()) {
        std::vector<std::string_view> before;
        for (const auto& field : account.fields()) {
            CAPTURE(account.name, field.key);
            const auto* key = key_of(account, field.key);
            REQUIRE(key != nullptr);
            CHECK(key->secret_reference == !field.file.empty());
            CHECK((field.file.empty() || field.file.starts_with(account.name)));
            CHECK_FALSE(field.about.empty());
            CHECK(field.about.find('\n') == std::string_view::npos);
            const bool depends =
                field.need == Field::Need::with || field.need == Field::Need::without;
            CHECK(depends == (std::ranges::find(before, field.other) != before.end()));
            before.push_back(field.key);
        }
        for (const auto& key : config::keys()) {
            if (!key.name.starts_with(account.name) || !key.secret_reference) continue;
            CAPTURE(key.name);
            CHECK(std::ranges::find(before, key.name.substr(account.name.size() + 1)) !=
                  before.end());
        }
    }
}

TEST_CASE("accounts: what is needed is what sending needs, no more and no less", "[cmd]") {
    for (const auto& account : cmd::accounts()) {
        std::vector<const Field*> choices = {nullptr};
        for (const auto& field : account.fields())
            if (field.need == Field::Need::never) choices.push_back(&field);
        for (const auto* chosen : choices) {
            CAPTURE(account.name, chosen == nullptr ? "" : chosen->key);
            Home home;
            const auto fields = home.needed(account, chosen);
            const auto whole = home.with(account, fields);
            CHECK(complaint(account, whole) == "");
            CHECK(AccountDraft(account, whole).missing().empty());
            for (const auto* left_out : fields) {
                if (left_out == chosen) continue;
                CAPTURE(left_out->key);
                auto rest = fields;
                std::erase(rest, left_out);
                const auto config = home.with(account, rest);
                const auto missing = AccountDraft(account, config).missing();
                REQUIRE(missing.size() == 1);
                CHECK(missing[0].ends_with(left_out->key));
                const auto what = complaint(account, config);
                const bool named =
                    what.find(std::string(left_out->key)) != std::string::npos ||
                    (!left_out->other.empty() &&
                     what.find(std::string(left_out->other)) != std::string::npos);
                CAPTURE(what);
                CHECK(named);
            }
        }
    }
}

TEST_CASE("accounts: a draft stands on what is in force", "[cmd]") {
    const test::TempFolder folder;
    folder.write("t", "hush\n");
    const auto config =
        config::parse("[twilio]\naccount_sid = \"AC1\"\nauth_token = \"file:t\"\n"
                      "api_key_secret = \"file:missing\"\n",
                      folder.path() / "bkxsms.toml");
    AccountDraft draft(cmd::find_account("twilio"), config);
    CHECK(draft.has("account_sid"));
    CHECK(draft.in_force("account_sid") == "AC1");
    CHECK(draft.has("auth_token"));
    CHECK_FALSE(draft.has("api_key_secret"));
    CHECK_FALSE(draft.is_given("account_sid"));
    CHECK(draft.missing() == Words{"phone_number or messaging_service_sid"});

    draft.set("phone_number", "+447700900123");
    CHECK(draft.missing().empty());
    draft.set("api_key_sid", "SK1");
    CHECK(draft.missing() == Words{"api_key_secret"});
    draft.set_secret("api_key_secret", "more\r\n");
    CHECK(draft.missing().empty());
    CHECK(draft.secrets().at("api_key_secret").reveal() == "more");
    draft.set("account_sid", "");
    CHECK(draft.missing() == Words{"account_sid"});

    std::string written;
    for (const auto& setting : draft.settings())
        written += setting.name + "=" + setting.value + ' ';
    CHECK(written == "twilio.account_sid=\"\" twilio.api_key_sid=\"SK1\" "
                     "twilio.phone_number=\"+447700900123\" ");
}

TEST_CASE("accounts: a draft refuses what cannot be, and repeats no secret", "[cmd]") {
    const auto config = config::defaults();
    AccountDraft draft(cmd::find_account("vonage"), config);
    const auto set = [&](std::string_view key, std::string_view value) {
        return refusal([&] { draft.set(key, value); });
    };
    const auto secret = [&](std::string_view key, std::string_view value) {
        return refusal([&] { draft.set_secret(key, value); });
    };
    CHECK(set("api_kye", "x").what == "vonage has no key 'api_kye'");
    CHECK(set("api_kye", "x").hint.starts_with("did you mean 'vonage.api_key'?"));
    CHECK(set("enabled", "false").fault == Fault::usage);
    const auto refused = set("api_secret", "hush");
    CHECK(refused.fault == Fault::usage);
    CHECK((refused.what + refused.hint).find("hush") == std::string::npos);
    CHECK(set("api_secret", "credential:vonage").what == "was accepted");
    CHECK(set("reports", "yes").fault == Fault::usage);
    CHECK(secret("api_key", "x").fault == Fault::usage);
    CHECK(secret("api_secret", "\n").fault == Fault::data);
    CHECK(secret("api_secret", "hush\nhush").fault == Fault::data);
    CHECK(secret("api_secret", "hush\nhush").what.find("hush") == std::string::npos);
    CHECK(secret("api_secret", std::string(security::max_secret_bytes, 'x')).fault ==
          Fault::data);
    CHECK(secret("private_key", "-----BEGIN\nkey\n-----END\n").what == "was accepted");
}
