#include "compose_rig.hpp"
#include "support/catch.hpp"

using namespace bkxsms;
using namespace bkxsms::queue;
using test::ComposeRig;

namespace {

/// A wish, changed; for tables.
template <class Change>
Wish with(Change change) {
    auto wish = ComposeRig::wish();
    change(wish);
    return wish;
}

} // namespace

TEST_CASE("queue: a plain wish becomes a complete message") {
    const ComposeRig rig;
    auto wish = ComposeRig::wish();
    wish.to = "0151 12345678";
    wish.booking = "1041";
    wish.customer = "77";
    wish.key = "k1";
    wish.priority = "high";
    wish.provider = "twilio";
    wish.from = "Clinic";
    const auto draft = rig.compose(wish);
    const auto& m = draft.message;
    CHECK(m.to == "+4915112345678");
    CHECK(m.country == "DE");
    CHECK(m.text == wish.text);
    CHECK(m.type == "custom");
    CHECK(m.encoding == "GSM-7");
    CHECK(m.units == 18);
    CHECK(m.segments == 1);
    CHECK(m.priority == store::Priority::high);
    CHECK(m.booking == "1041");
    CHECK(m.customer == "77");
    CHECK(m.key == "k1");
    CHECK(m.wanted_provider == "twilio");
    CHECK(m.from == "Clinic");
    CHECK(m.due_at == rig.now);
    CHECK_FALSE(m.scheduled_at);
    CHECK(m.expires_at == rig.now + rig.config.default_ttl);
    CHECK_FALSE(m.cost_estimate);
    CHECK_FALSE(m.resend_when_uncertain);
    REQUIRE(draft.phone);
    CHECK(draft.phone->valid);
    CHECK(draft.warnings.empty());
    CHECK(draft.blockers.empty());
}

TEST_CASE("queue: what is wrong with a wish is said, on what, and what to do") {
    const ComposeRig rig;
    const auto long_text = std::string(1531, 'a'); // 153 · 10 + 1
    const std::pair<Wish, std::string> cases[] = {
        {with([](auto& w) { w.to.clear(); }), "no recipient was given | give --to"},
        {with([](auto& w) { w.to = "12"; }),
         "--to is no phone number: not possible as a number in DE: wrong length, "
         "or an area code is missing | write it with + and country code"},
        {with([](auto& w) { w.to = "call me"; }),
         "--to is no phone number: letters do not belong into a phone number | "
         "write it with + and country code"},
        {with([](auto& w) { w.to = "+999123456"; }),
         "--to is no phone number: no such country code | write it with + and country code"},
        {with([](auto& w) { w.text.clear(); }),
         "the text is empty | give --message or --template"},
        {with([](auto& w) { w.text = "\r\n\n"; }),
         "the text is empty | give --message or --template"},
        {with([](auto& w) { w.text = "Gr\xFC\xDF e"; }),
         "the text is not UTF-8 at byte 3 | convert it first, for instance with iconv"},
        {with([](auto& w) { w.text = std::string("a\0b", 3); }),
         "the text holds the control character U+0000 before byte 3 | "
         "remove it; only line feeds are allowed"},
        {with([](auto& w) { w.text = "a\x1B[2J"; }),
         "the text holds the control character U+001B before byte 3 | "
         "remove it; only line feeds are allowed"},
        {with([](auto& w) { w.text = "a\tb"; }),
         "the text holds the control character U+0009 before byte 3 | "
         "remove it; only line feeds are allowed"},
        {with([](auto& w) { w.text = "a\rb"; }),
         "the text holds the control character U+000D before byte 3 | "
         "remove it; only line feeds are allowed"},
        {with([](auto& w) { w.text = "a\x7F"; }),
         "the text holds the control character U+007F before byte 3 | "
         "remove it; only line feeds are allowed"},
        {with([](auto& w) { w.text = "a\xC2\x85"; }),
         "the text holds the control character U+0085 before byte 4 | "
         "remove it; only line feeds are allowed"},
        {with([&](auto& w) { w.text = long_text; }),
         "the text takes 11 parts (1531 units of GSM-7), at most 10 are allowed | "
         "shorten it, or raise messages.max_parts"},
        {with([](auto& w) { w.template_name = "hello"; }),
         "both a text and a template were given | give one of them"},
        {with([](auto& w) { w.type = "remindr_24h"; }),
         "unknown message type 'remindr_24h' | did you mean 'reminder_24h'?"},
        {with([](auto& w) { w.type = "zzz"; }),
         "unknown message type 'zzz' | bkxsms-send(1) lists the types"},
        {with([](auto& w) { w.type = "payment_confirmation"; }),
         "messages of type 'payment_confirmation' are switched off | "
         "set messages.payment_confirmation = true in bkxsms.toml to send them"},
        {with([](auto& w) { w.priority = "urgent"; }),
         "unknown priority 'urgent' | use low, normal or high"},
        {with([](auto& w) { w.provider = "twillio"; }),
         "unknown provider 'twillio' | use twilio, vonage, plivo or aws"},
        {with([](auto& w) { w.provider = "plivo"; }),
         "the provider plivo is not enabled | set plivo.enabled = true, or leave it to the "
         "configuration"},
        {with([](auto& w) { w.from = "Clinic!"; }),
         "--from holds a character that no sender may have | "
         "use +COUNTRYNUMBER, a short code, or 1 to 11 letters and digits"},
        {with([](auto& w) { w.from = "TwelveLetter"; }),
         "--from is no sender | "
         "use +COUNTRYNUMBER, a short code, or 1 to 11 letters and digits"},
        {with([](auto& w) { w.from = "12"; }),
         "--from is no sender | "
         "use +COUNTRYNUMBER, a short code, or 1 to 11 letters and digits"},
        {with([](auto& w) { w.from = "- -"; }),
         "--from is no sender | "
         "use +COUNTRYNUMBER, a short code, or 1 to 11 letters and digits"},
        {with([](auto& w) { w.ttl = "90"; }),
         "--ttl '90' is no duration | write 90m, 1h30m or 2d"},
        {with([](auto& w) { w.ttl = "-1h"; }),
         "--ttl '-1h' is no duration | write 90m, 1h30m or 2d"},
        {with([](auto& w) { w.text = " \n\u00A0\u200B\u3000 "; }),
         "the text is nothing but blanks | "
         "it would cost money and say nothing; give a text to read"},
        {with([](auto& w) { w.values["fname"] = "Ana"; }),
         "--set fname was given, but no template | "
         "a plain text has no variables; give --template, or leave it out"},
        {with([](auto& w) { w.language = "klingonese"; }),
         "--language 'klingonese' is no language | write it like 'en', 'de-AT' or 'zh-Hant'"},
        {with([](auto& w) { w.region = "XX"; }),
         "--region 'XX' is no country | two capital letters as in ISO 3166-1: 'GB', 'US'"},
        {with([](auto& w) { w.zone = "Moon/Base"; }),
         "there is no time zone 'Moon/Base' | zones are named as in 'Europe/Berlin'; "
         "`timedatectl list-timezones` lists them"},
        {with([](auto& w) { w.key = std::string(256, 'k'); }),
         "--key has 256 bytes, at most 255 are allowed | shorten it"},
        {with([](auto& w) { w.booking = "4711\n"; }),
         "--booking holds the control character U+000A | remove it"},
        {with([](auto& w) { w.customer = "\xFF"; }),
         "--customer is not UTF-8 | convert it first, for instance with iconv"},
    };
    for (const auto& [wish, expected] : cases) CHECK(rig.refusal(wish) == expected);
}

TEST_CASE("queue: without a region a number without '+' is asked for one") {
    ComposeRig rig;
    rig.config.default_region.clear();
    auto wish = ComposeRig::wish();
    wish.to = "0151 12345678";
    CHECK(rig.refusal(wish) ==
          "--to is no phone number: no country code in front ('+49'), and no default region to "
          "read it in | write it with + and country code, or give --region");
    wish.region = "DE";
    CHECK(rig.compose(wish).message.to == "+4915112345678");
}

TEST_CASE("queue: senders of every kind are taken as typed") {
    const ComposeRig rig;
    for (const auto* from :
         {"", "+493012345678", "123", "12345678", "A", "Dr. No", "Praxis 24"}) {
        const auto said = rig.refusal(with([&](auto& w) { w.from = from; }));
        CAPTURE(from);
        CHECK(said.empty() == (std::string_view(from) != "Dr. No")); // no full stop
        if (said.empty())
            CHECK(rig.compose(with([&](auto& w) { w.from = from; })).message.from == from);
    }
}

TEST_CASE("queue: a number of no known range is a warning, or a refusal if so configured") {
    ComposeRig rig;
    auto wish = ComposeRig::wish();
    wish.to = "+12005550123";
    const auto draft = rig.compose(wish);
    REQUIRE(draft.warnings.size() == 1);
    CHECK(draft.warnings[0] == "the number is possible, but of no range that is known here");
    rig.config.refuse_invalid_numbers = true;
    CHECK(rig.refusal(wish) == "--to is possible, but no number of a known range | "
                               "messages.refuse_invalid_numbers = false lets it through");
}

TEST_CASE("queue: messages go abroad only where that is enabled") {
    ComposeRig rig;
    auto wish = ComposeRig::wish();
    wish.to = "+33612345678";
    CHECK(rig.compose(wish).message.country == "FR");
    rig.config.international_enabled = false;
    CHECK(rig.refusal(wish) == "international messages are not enabled, the number is in FR | "
                               "set general.international_enabled = true to send abroad");
    CHECK(rig.compose(ComposeRig::wish()).message.country == "DE");
}

TEST_CASE("queue: nothing is composed while sending is switched off") {
    ComposeRig rig;
    rig.config.enabled = false;
    CHECK(rig.refusal(ComposeRig::wish(), Fault::config) ==
          "sending is switched off | set general.enabled = true");
}

TEST_CASE("queue: counting needs no recipient") {
    const ComposeRig rig;
    auto wish = ComposeRig::wish();
    wish.to.clear();
    const auto draft = rig.compose(wish, false);
    CHECK_FALSE(draft.phone);
    CHECK(draft.segments.parts == 1);
}

TEST_CASE("queue: a template is rendered in the reader's language, its version kept") {
    ComposeRig rig;
    rig.config.business_name = "Praxis Nord";
    auto wish = ComposeRig::wish();
    wish.text.clear();
    wish.template_name = "hello";
    wish.values["fname"] = "Ana";
    wish.language = "de-AT";
    auto m = rig.compose(wish).message;
    CHECK(m.text == "Hallo Ana, hier ist Praxis Nord.");
    CHECK(m.language == "de");
    CHECK(m.template_name == "hello");
    CHECK(m.template_version.size() == 16);
    CHECK(m.type == "custom");
    const auto german = m.template_version;
    wish.language.clear();
    m = rig.compose(wish).message;
    CHECK(m.text == "Hello Ana, this is Praxis Nord.");
    CHECK(m.template_version != german);
    wish.values["business"] = "Praxis Süd"; // what is said wins over configuration
    CHECK(rig.compose(wish).message.text == "Hello Ana, this is Praxis Süd.");
}

TEST_CASE("queue: what a template lacks or does not know is named") {
    const ComposeRig rig;
    auto wish = ComposeRig::wish();
    wish.text.clear();
    wish.template_name = "helo";
    CHECK(rig.refusal(wish).find("'helo'") != std::string::npos);
    CHECK(rig.refusal(wish).find("did you mean 'hello'?") != std::string::npos);
    wish.template_name = "hello";
    wish.values["fname"] = "Ana";
    CHECK(rig.refusal(wish) == "template 'hello' (en) needs 'business', which was not given | "
                               "add --set business=...");
    wish.values["business"] = "Nord";
    wish.values["fnmae"] = "Ana";
    CHECK(rig.refusal(wish).find("'fnmae'") != std::string::npos);
    wish = ComposeRig::wish();
    wish.text.clear();
    wish.template_name = "places";
    wish.values["n"] = "three";
    CHECK(rig.refusal(wish) ==
          "--set n 'three' is no whole number | the template counts with it");
    wish.values["n"] = "3";
    CHECK(rig.compose(wish).message.text == "3 places");
}

TEST_CASE("queue: a template that is named like a type is of that type") {
    ComposeRig rig;
    auto wish = ComposeRig::wish();
    wish.text.clear();
    wish.template_name = "reminder_24h";
    wish.values["start"] = "2026-11-24 09:00";
    CHECK(rig.compose(wish).message.type == "reminder_24h");
    rig.config.reminder_24h = false;
    CHECK(rig.refusal(wish) == "messages of type 'reminder_24h' are switched off | "
                               "set messages.reminder_24h = true in bkxsms.toml to send them");
}

TEST_CASE("queue: look-alikes are replaced where the whole text becomes GSM-7 by it") {
    ComposeRig rig;
    auto wish = ComposeRig::wish();
    wish.text = "It’s “nine”";
    auto draft = rig.compose(wish);
    CHECK(draft.message.text == "It's \"nine\"");
    CHECK(draft.message.encoding == "GSM-7");
    CHECK(draft.blockers.size() == 3);
    wish.text = "It’s 東京";
    draft = rig.compose(wish);
    CHECK(draft.message.text == wish.text);
    CHECK(draft.message.encoding == "UCS-2");
    rig.config.smart_encoding = false;
    wish.text = "It’s nine";
    CHECK(rig.compose(wish).message.encoding == "UCS-2");
}

TEST_CASE("queue: line ends become line feeds, none at the end") {
    const ComposeRig rig;
    auto wish = ComposeRig::wish();
    wish.text = "one\r\ntwo\n\nthree\r\n\n";
    CHECK(rig.compose(wish).message.text == "one\ntwo\n\nthree");
}

TEST_CASE("queue: a price is that of the country, else of any, times the parts; or not known") {
    ComposeRig rig;
    rig.config.currency = "EUR";
    auto wish = ComposeRig::wish();
    const auto price = [&] { return rig.compose(wish).message.cost_estimate; };
    CHECK_FALSE(price());
    rig.config.rates = {{"vonage", "DE", 1}, {"twilio", "FR", 2}};
    CHECK_FALSE(price());
    rig.config.rates.push_back({"twilio", "*", 90'000'000});
    CHECK(price() == Money{90'000'000, "EUR"});
    rig.config.rates.push_back({"twilio", "DE", 75'000'000});
    CHECK(price() == Money{75'000'000, "EUR"});
    wish.text = std::string(161, 'a');
    CHECK(price() == Money{150'000'000, "EUR"});
}

TEST_CASE("queue: what becomes of a lost answer is said for each type of message") {
    ComposeRig rig;
    rig.config.on_uncertain.promotional = config::WhenUncertain::resend;
    auto wish = ComposeRig::wish();
    CHECK_FALSE(rig.compose(wish).message.resend_when_uncertain);
    wish.type = "promotional";
    CHECK(rig.compose(wish).message.resend_when_uncertain);
}
