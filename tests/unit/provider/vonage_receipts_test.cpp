#include "core/base/error.hpp"
#include "core/provider/form.hpp"
#include "core/provider/vonage_receipt.hpp"
#include "support/catch.hpp"
#include "support/fault_of.hpp"
#include "vonage_rig.hpp"

#include <fmt/format.h>

using namespace bkxsms;
using namespace bkxsms::provider;

namespace {

constexpr auto hook = "https://sms.example.com/cgi-bin/bkxsms-hook/vonage/status";

WebhookRequest form(const Pairs& pairs) {
    return {"POST",
            hook,
            {{"content-type", "application/x-www-form-urlencoded; charset=UTF-8"}},
            encode_form(pairs)};
}

WebhookRequest json_post(std::string body) {
    return {"POST", hook, {{"content-type", "application/json"}}, std::move(body)};
}

Pairs report(std::string status, std::string code = "0") {
    return {{"msisdn", "447700900001"},
            {"to", "AcmeInc"},
            {"network-code", "23410"},
            {"messageId", provider::test::vonage_part_id},
            {"price", "0.03330000"},
            {"status", std::move(status)},
            {"scts", "2603141409"},
            {"err-code", std::move(code)},
            {"api-key", provider::test::vonage_api_key},
            {"client-ref", "a2b3"},
            {"message-timestamp", "2026-03-14 15:09:26"}};
}

std::string message_status(std::string_view status, std::string_view more = "") {
    return fmt::format(R"({{"message_uuid":"{}","to":"447700900000","from":"447700900001",)"
                       R"("timestamp":"2026-03-14T15:09:26.000Z","status":"{}",)"
                       R"("channel":"sms","client_ref":"a2b3"{}}})",
                       provider::test::vonage_uuid, status, more);
}

/// Whichever of the two asks, it reads both formats.
std::vector<Receipt> read(const WebhookRequest& webhook) {
    auto receipts = provider::test::vonage()->read_receipts(webhook);
    CHECK(provider::test::vonage_messages()->read_receipts(webhook).size() == receipts.size());
    return receipts;
}

std::vector<Receipt> recorded(const std::string& name) {
    static const auto vectors = provider::test::fixture("webhook-signatures-vonage.json");
    for (std::size_t i = 0; i < vectors.size(); ++i)
        if (vectors.at(i).text("name") == name)
            return read(provider::test::recorded_webhook(vectors.at(i)));
    throw std::runtime_error("no webhook " + name);
}

} // namespace

TEST_CASE("vonage: a part's report comes in three forms and says the same",
          "[provider][vonage][receipts]") {
    for (const auto* name : {"dlr_get_md5hash", "dlr_json_md5hash", "dlr_form_sha1"}) {
        INFO(name);
        const auto receipts = recorded(name);
        REQUIRE(receipts.size() == 1);
        const auto& receipt = receipts[0];
        CHECK(receipt.provider_message_id == "0A0000001234567B");
        CHECK(receipt.reference == "01J9Z3K4QW");
        CHECK(receipt.progress == Progress::delivered);
        CHECK(receipt.provider_status == "delivered");
        CHECK_FALSE(receipt.failure);
        CHECK(receipt.part);
        CHECK_FALSE(receipt.price); // a part's
        CHECK_FALSE(receipt.segments);
        // `scts` is not UTC.
        CHECK(format_rfc3339(receipt.happened_at.value()) == "2026-03-14T15:09:26Z");
        CHECK(receipt.event_key == "0A0000001234567B/delivered");
    }
}

TEST_CASE("vonage: a message's report has price, parts and reason",
          "[provider][vonage][receipts]") {
    const auto submitted = recorded("jwt_status_submitted").at(0);
    CHECK(submitted.provider_message_id == provider::test::vonage_uuid);
    CHECK(submitted.reference == "01J9Z3K4QW");
    CHECK(submitted.progress == Progress::sent);
    CHECK(submitted.price == Money{33'300'000, "EUR"});
    CHECK(submitted.segments == 2);
    CHECK_FALSE(submitted.part);
    CHECK(format_rfc3339(submitted.happened_at.value()) == "2026-03-14T15:09:26Z");

    const auto rejected = recorded("jwt_status_rejected_error").at(0);
    CHECK(rejected.progress == Progress::undelivered);
    REQUIRE(rejected.failure);
    CHECK(rejected.failure->code == "1240");
    CHECK(rejected.failure->category == Category::opted_out);
    CHECK(rejected.failure->why == "Illegal Number");
}

TEST_CASE("vonage: every status has its progress, and a new one moves nothing",
          "[provider][vonage][receipts]") {
    struct Row {
        const char* status;
        Progress progress;
    };
    const Row rows[] = {
        {"submitted", Progress::sent},       {"accepted", Progress::sent},
        {"buffered", Progress::sent},        {"unknown", Progress::sent},
        {"delivered", Progress::delivered},  {"read", Progress::delivered},
        {"expired", Progress::undelivered},  {"failed", Progress::undelivered},
        {"rejected", Progress::undelivered}, {"deleted", Progress::undelivered},
        {"undeliverable", Progress::failed}, {"teleported", Progress::queued},
        {"Delivered", Progress::queued},
    };
    for (const auto& row : rows) {
        INFO(row.status);
        const bool failed =
            row.progress == Progress::undelivered || row.progress == Progress::failed;
        for (const auto& webhook :
             {form(report(row.status)), json_post(message_status(row.status))}) {
            const auto receipts = read(webhook);
            REQUIRE(receipts.size() == 1);
            CHECK(receipts[0].progress == row.progress);
            CHECK(receipts[0].provider_status == row.status);
            CHECK(receipts[0].failure.has_value() == failed);
            if (failed) CHECK(receipts[0].failure->code == row.status);
        }
    }
    const auto expired = read(form(report("expired", "0"))).at(0).failure.value();
    CHECK(expired.category == Category::expired);
    CHECK(expired.remedy == Remedy::later);
    CHECK(read(form(report("expired", "9"))).at(0).failure->category == Category::opted_out);
    CHECK_FALSE(read(form(report("buffered", "7"))).at(0).failure);
}

TEST_CASE("vonage: an inbound message and a bare call carry no report",
          "[provider][vonage][receipts]") {
    for (const auto* name :
         {"inbound_form_md5hash", "inbound_json_md5hash", "inbound_concat_part_md5hash",
          "empty_text_get_md5", "binary_message_sha256", "jwt_inbound_emoji",
          "jwt_inbound_empty_text"}) {
        INFO(name);
        CHECK(recorded(name).empty());
    }
    CHECK(read({"GET", hook, {}, ""}).empty());
    CHECK(read({"GET", std::string(hook) + '?', {}, ""}).empty());
    // Another channel of the same application, and an inbound message of version 0.1.
    CHECK(read(json_post(R"({"message_uuid":"x","channel":"whatsapp","status":"read"})"))
              .empty());
    CHECK(read(json_post(R"({"message_uuid":"x","to":{"type":"sms","number":"1"},)"
                         R"("message":{"content":{"type":"text","text":"STOP"}}})"))
              .empty());
}

TEST_CASE("vonage: a status of version 0.1 is read too", "[provider][vonage][receipts]") {
    const auto receipt =
        read(json_post(
                 fmt::format(R"({{"message_uuid":"{}","to":{{"type":"sms","number":"1"}},)"
                             R"("timestamp":"2020-01-01T14:00:00.000Z","status":"rejected",)"
                             R"("error":{{"code":1190,"reason":"gone"}},"client_ref":"a2b3"}})",
                             provider::test::vonage_uuid)))
            .at(0);
    CHECK(receipt.reference == "a2b3");
    CHECK(receipt.failure->code == "1190");
    CHECK(receipt.failure->why == "gone");
    CHECK(receipt.failure->category == Category::invalid_destination);
}

TEST_CASE("vonage: a repetition of a report has the same key, another report another",
          "[provider][vonage][receipts]") {
    const auto key = [](const WebhookRequest& webhook) {
        return read(webhook).at(0).event_key;
    };
    auto again = report("failed", "6");
    again.emplace_back("timestamp", "1773500999");
    again.emplace_back("nonce", "another");
    CHECK(key(form(report("failed", "6"))) == key(form(again)));
    CHECK(key(form(report("failed", "6"))) != key(form(report("failed", "7"))));
    CHECK(key(form(report("failed", "6"))) != key(form(report("expired", "6"))));
    auto other_part = report("failed", "6");
    other_part[3].second = "0A0000000123ABCD2";
    CHECK(key(form(report("failed", "6"))) != key(form(other_part)));
    const auto priced =
        message_status("delivered", R"(,"usage":{"currency":"EUR","price":"0.0333"})");
    CHECK(key(json_post(message_status("delivered"))) != key(json_post(priced)));
}

TEST_CASE("vonage: a reference that is none of ours is left out, and words are made clean",
          "[provider][vonage][receipts]") {
    auto pairs = report("failed\x1b", std::string(100, 'x'));
    pairs[9].second = "x y";
    const auto receipt = read(form(pairs)).at(0);
    CHECK(receipt.reference.empty());
    CHECK(receipt.provider_status == "failed\\x1b");
    const auto failed =
        read(form(report("failed", "\x1b" + std::string(1'000, 'x')))).at(0).failure.value();
    CHECK(failed.code.size() <= 40);
    CHECK(failed.code.starts_with("err-\\x1b"));
    CHECK(read(form(report("failed", "1240"))).at(0).failure->code == "1240");
    CHECK(read(form(report("failed", "1999"))).at(0).failure->code == "err-1999");
}

TEST_CASE("vonage: times are read with Vonage's zones, or none for UTC",
          "[provider][vonage][receipts]") {
    const auto time = [](const char* text) {
        const auto at = vonage::read_time(text);
        return at ? format_rfc3339(*at) : "none";
    };
    CHECK(time("2026-03-14T15:09:26.000Z") == "2026-03-14T15:09:26Z");
    CHECK(time("2026-03-14T15:09:26+0000") == "2026-03-14T15:09:26Z");
    CHECK(time("2026-03-14T15:09:26-0130") == "2026-03-14T16:39:26Z");
    CHECK(time("2026-03-14T15:09:26.5+01:00") == "2026-03-14T14:09:26.500Z");
    CHECK(time("2026-03-14 15:09:26") == "2026-03-14T15:09:26Z");
    for (const auto* text : {"", "2603141509", "2026-03-14", "+0000", "2026-02-30 15:09:26",
                             "2026-03-14T15:09:26+9999", "yesterday", "-----"})
        CHECK(time(text) == "none");
}

TEST_CASE("vonage: what is no webhook of this account's is an Error of the data",
          "[provider][vonage][receipts]") {
    const auto fault = [](const WebhookRequest& webhook) {
        return bkxsms::test::fault_of(
            [&] { provider::test::vonage()->read_receipts(webhook); });
    };
    auto foreign = report("delivered");
    foreign[8].second = "other123";
    CHECK(fault(form(foreign)) == Fault::data);
    auto twice = report("delivered");
    twice.emplace_back("status", "failed");
    CHECK(fault(form(twice)) == Fault::data);
    for (const auto* id : {"", "a/b", "short", "0A0000000123ABCD1\n"}) {
        auto nameless = report("delivered");
        nameless[3].second = id;
        CHECK(fault(form(nameless)) == Fault::data);
    }
    for (const auto* body :
         {"", "{}", "[]", "null", R"({"message_uuid":null})", R"({"message_uuid":"x"})",
          R"({"message_uuid":"x","status":"delivered"})",
          R"({"message_uuid":7,"status":"delivered"})",
          R"({"messageId":"0A0000000123ABCD1","status":"delivered","err-code":null})",
          R"({"messageId":"0A0000000123ABCD1","status":"delivered"})",
          R"({"status":"delivered","status":"failed"})"}) {
        INFO(body);
        CHECK(fault(json_post(body)) == Fault::data);
    }
    CHECK(fault({"POST", hook, {{"content-type", "text/plain"}}, "text=x"}) == Fault::data);
    CHECK(fault({"POST", hook, {}, "text=x"}) == Fault::data);
    CHECK(fault({"PUT", hook, {{"content-type", "application/json"}}, "{}"}) == Fault::data);
    CHECK(fault({"GET", std::string(hook) + "?a=%", {}, ""}) == Fault::data);
}
