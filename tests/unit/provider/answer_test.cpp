#include "core/provider/answer.hpp"
#include "core/provider/reading.hpp"
#include "support/catch.hpp"

using namespace bkxsms;
using namespace bkxsms::provider;
using transport::NoReply;
using transport::Reply;

namespace {

Failure refused(const Reply& reply) {
    return refusal(reply, http_meaning(reply.status), "", reply.body);
}

Remedy remedy_of(const Answer<json::Value>& answer) {
    return std::get<Failure>(answer).remedy;
}

std::optional<int> read_number(const json::Value& value) {
    const auto number = value.integer();
    if (!number) return std::nullopt;
    return static_cast<int>(*number);
}

} // namespace

TEST_CASE("answer: a question without an answer may be asked again", "[provider][answer]") {
    for (const bool may_have_arrived : {true, false}) {
        const NoReply none{NoReply::Why::timeout, may_have_arrived, "x", {}};
        CHECK(remedy_of(read_document(none, refused)) == Remedy::backoff);
        CHECK(std::get<Failure>(read_body(none, refused)).remedy == Remedy::backoff);
    }
    for (const int status : {302, 408, 500, 503}) {
        INFO(status);
        CHECK(remedy_of(read_document(Reply{status, {}, "{}", {}}, refused)) ==
              Remedy::backoff);
        CHECK(std::get<Failure>(read_body(Reply{status, {}, "{}", {}}, refused)).remedy ==
              Remedy::backoff);
    }
    CHECK(remedy_of(read_document(Reply{401, {}, "no", {}}, refused)) == Remedy::fix);
    for (const auto* body : {"", "[]", "7", "{", "null"})
        CHECK(remedy_of(read_document(Reply{200, {}, body, {}}, refused)) == Remedy::backoff);
}

TEST_CASE("answer: a purchase that may have been made is to be reconciled",
          "[provider][answer]") {
    const NoReply lost{NoReply::Why::timeout, true, "x", {}};
    const NoReply unsent{NoReply::Why::connect, false, "x", {}};
    CHECK(remedy_of(read_purchase(lost, refused)) == Remedy::reconcile);
    CHECK(remedy_of(read_purchase(unsent, refused)) == Remedy::backoff);
    CHECK(remedy_of(read_purchase(Reply{500, {}, "{}", {}}, refused)) == Remedy::reconcile);
    CHECK(remedy_of(read_purchase(Reply{200, {}, "[]", {}}, refused)) == Remedy::reconcile);
    CHECK(remedy_of(read_purchase(Reply{402, {}, "{}", {}}, refused)) == Remedy::fix);
}

TEST_CASE("answer: a success is handed over as it is", "[provider][answer]") {
    const transport::Exchange exchange = Reply{201, {}, R"({"a":"b"})", {}};
    CHECK(std::get<std::string_view>(read_body(exchange, refused)) == R"({"a":"b"})");
    CHECK(std::get<json::Value>(read_document(exchange, refused)).text("a") == "b");
    CHECK(std::get<json::Value>(read_purchase(exchange, refused)).text("a") == "b");
}

TEST_CASE("answer: what cannot be read may have been carried out", "[provider][answer]") {
    const auto plain = unreadable("no id");
    CHECK(plain.code == "unreadable");
    CHECK(plain.why == "no id");
    CHECK(plain.remedy == Remedy::reconcile);
    const auto sent = unreadable(Reply{202, {}, "", {}}, "no id");
    CHECK(sent.code == "http-202");
    CHECK(sent.why == "no id");
    CHECK(sent.remedy == Remedy::reconcile);
}

TEST_CASE("answer: a list is read whole or not at all", "[provider][answer]") {
    const auto read = [](const char* text) { return read_all(json::parse(text), read_number); };
    CHECK(read("[1,2,3]") == std::vector{1, 2, 3});
    CHECK(read("[]") == std::vector<int>());
    for (const auto* text : {R"([1,"x",3])", "[null]", "{}", "1", "null"}) {
        INFO(text);
        CHECK_FALSE(read(text));
    }
}
