#include "core/text/catalogue.hpp"
#include "core/text/segment.hpp"
#include "rig.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <fstream>
#include <iterator>
#include <regex>
#include <set>

using namespace bkxsms;
using text::Catalogue, text::Values;

namespace {

const std::vector<std::string> names = {
    "booking_confirmation", "cancellation", "payment_confirmation", "promotional",
    "reminder_1h",          "reminder_24h", "rescheduling",         "status_update"};
const std::vector<std::string> locales = {"ar", "de", "en", "zh"};

Catalogue shipped() {
    return Catalogue({std::string(BKXSMS_SOURCE_DIR) + "/share/templates"}, "en");
}

/// Rather long ones, so that a shorter name never costs a part more. The day is the longest of
/// the year in English and German.
Values typical(const std::string& locale) {
    constexpr std::int64_t one = 1'000'000'000;
    Values values = {{"booking_number", "BX-10427"}, {"status", "completed"}};
    const auto at = [&](std::string_view zone) {
        values.insert_or_assign("start", test::when("2026-09-30T08:30:00Z", zone));
    };
    if (locale == "de") {
        at("Europe/Berlin");
        values["fname"] = "Katharina";
        values["business"] = "Zahnarztpraxis Lindenhof";
        values["service"] = "Prophylaxe";
        values["offer"] = "20 % auf alle Massagen bis 31. Oktober. Rufen Sie uns an!";
        values["price"] = Money{145 * one, "EUR"};
    } else if (locale == "ar") {
        at("Asia/Riyadh");
        values["fname"] = "عبد الرحمن";
        values["business"] = "عيادة الياسمين";
        values["service"] = "تنظيف الأسنان";
        values["offer"] = "خصم 20% على جميع الجلسات حتى 31 أكتوبر.";
        values["price"] = Money{145 * one, "SAR"};
    } else if (locale == "zh") {
        at("Asia/Shanghai");
        values["fname"] = "欧阳小明";
        values["business"] = "河畔牙科诊所";
        values["service"] = "洗牙及检查";
        values["offer"] = "10月31日前全部按摩项目八折，欢迎来电预约。";
        values["price"] = Money{145 * one, "CNY"};
    } else {
        at("Europe/London");
        values["fname"] = "Alexandra";
        values["business"] = "Riverside Dental Clinic";
        values["service"] = "Dental hygiene";
        values["offer"] = "Enjoy 20% off every massage until October 31. Call us to book.";
        values["price"] = Money{145 * one, "USD"};
    }
    return values;
}

std::string rendered(const text::Template& t, const Values& all) {
    Values needed;
    for (const auto& name : t.variables()) needed.insert_or_assign(name, all.at(name));
    return t.render(needed);
}

std::string comment_of(const std::filesystem::path& file) {
    std::ifstream in(file);
    const std::string content{std::istreambuf_iterator<char>(in), {}};
    std::string comment;
    for (std::size_t at = 0; content.substr(at).starts_with("#");) {
        const auto end = content.find('\n', at) + 1;
        comment += content.substr(at, end - at);
        at = end;
    }
    return comment;
}

} // namespace

TEST_CASE("shipped templates: every one is there in every language", "[text][templates]") {
    std::vector<std::string> expected, found;
    for (const auto& name : names)
        for (const auto& locale : locales) expected.push_back(name + ' ' + locale);
    for (const auto& entry : shipped().list()) found.push_back(entry.name + ' ' + entry.locale);
    CHECK(found == expected);
}

TEST_CASE("shipped templates: each fits in the parts that its comment states",
          "[text][templates]") {
    const std::regex stated("# Length: ([12]) parts? of (GSM-7|UCS-2) with typical values\n");
    for (const auto& entry : shipped().list()) {
        const auto text =
            rendered(shipped().find(entry.name, entry.locale), typical(entry.locale));
        const auto segments = text::count_segments(text);
        INFO(entry.file << " (" << segments.units << " units): " << text);
        std::smatch length;
        const auto comment = comment_of(entry.file);
        REQUIRE(std::regex_search(comment, length, stated));
        CHECK(std::to_string(segments.parts) == length[1].str());
        CHECK(std::string(word(segments.alphabet)) == length[2].str());
        CHECK(segments.parts <= (segments.alphabet == text::Alphabet::gsm7 ? 1 : 2));
    }
}

TEST_CASE("shipped templates: a comment names the variables, alike in every language",
          "[text][templates]") {
    for (const auto& entry : shipped().list()) {
        INFO(entry.file);
        const auto variables = shipped().find(entry.name, entry.locale).variables();
        CHECK(variables == shipped().find(entry.name, "en").variables());

        const auto comment = comment_of(entry.file);
        const std::regex line("# Variables: (.*)\n"), aside(" ?\\([^)]*\\)"), word("[a-z_]+");
        std::smatch found;
        REQUIRE(std::regex_search(comment, found, line));
        const auto list = std::regex_replace(found[1].str(), aside, "");
        const std::set<std::string> named(
            std::sregex_token_iterator(list.begin(), list.end(), word), {});
        CHECK(named == std::set<std::string>(variables.begin(), variables.end()));
    }
}

TEST_CASE("shipped templates: every status has its words", "[text][templates]") {
    for (const auto& locale : locales) {
        std::set<std::string> texts;
        for (const char* status :
             {"pending", "ack", "completed", "cancelled", "missed", "paused"}) {
            auto values = typical(locale);
            values["status"] = status;
            const auto text = rendered(shipped().find("status_update", locale), values);
            INFO(text);
            texts.insert(text);
            const bool shown = text.find(status) != std::string::npos;
            if (locale != "en") CHECK(shown == (status == std::string("paused")));
            CHECK(text::count_segments(text).parts <= (locale == "ar" ? 2 : 1));
        }
        CHECK(texts.size() == 6);
    }
}

TEST_CASE("shipped templates: advertising ends with the way out", "[text][templates]") {
    for (const auto& locale : locales) {
        const auto text = rendered(shipped().find("promotional", locale), typical(locale));
        INFO(text);
        const auto last_line = text.substr(text.rfind('\n') + 1);
        CHECK(last_line.find("STOP") != std::string::npos);
    }
}

TEST_CASE(
    "shipped templates: an Arabic text begins with an Arabic letter, so that phones lay it "
    "out from the right",
    "[text][templates]") {
    for (const auto& name : names) {
        const auto text = rendered(shipped().find(name, "ar"), typical("en"));
        INFO(text);
        CHECK(text.starts_with("\u0645"));
    }
}

TEST_CASE("shipped templates: one of each, word for word", "[text][templates]") {
    struct Row {
        std::string locale;
        std::string text;
    };
    const auto row = GENERATE(values<Row>({
        {"en", "Hi Alexandra, your appointment at Riverside Dental Clinic is confirmed: Dental "
               "hygiene, Wednesday, September 30 at 9:30 AM. Booking no. BX-10427."},
        {"de", "Hallo Katharina, Ihr Termin bei Zahnarztpraxis Lindenhof ist bestätigt: "
               "Prophylaxe, Mittwoch, 30. September, 10:30 Uhr. Buchungsnr. BX-10427."},
        {"ar", "مرحبًا عبد الرحمن، تم تأكيد موعدك لدى عيادة الياسمين: تنظيف الأسنان، الأربعاء، "
               "30 سبتمبر، "
               "الساعة 11:30 ص. رقم الحجز: BX-10427."},
        {"zh", "欧阳小明您好，您在河畔牙科诊所的预约已确认：洗牙及检查，9月30日星期三 "
               "16:30。预约编号："
               "BX-10427。"},
    }));
    CHECK(rendered(shipped().find("booking_confirmation", row.locale), typical(row.locale)) ==
          row.text);
}
