#include "core/queue/bulk.hpp"

#include "compose_rig.hpp"
#include "support/catch.hpp"
#include "support/store_rig.hpp"

#include <fmt/format.h>
#include <sstream>

using namespace bkxsms;
using namespace bkxsms::queue;

namespace {

struct Rig {
    test::ComposeRig compose;
    test::StoreRig stored;
    BulkOptions options;
    std::vector<BulkRow> rows;
    std::function<bool()> stop = [] { return false; };

    Rig() {
        options.actor = "user:1000";
        options.common.text = "See you on Tuesday";
    }
    BulkTotals send(const std::string& file) {
        rows.clear();
        std::istringstream in(file);
        Composer composer(compose.config, compose.catalogue);
        return send_bulk(
            &stored.store, composer, compose.config, in, options, stored.clock,
            [this](const BulkRow& row) { rows.push_back(row); }, stop);
    }
    std::string refusal(const std::string& file) {
        try {
            send(file);
        } catch (const Error& error) {
            CHECK(error.fault() == Fault::data);
            return error.what() + (error.hint().empty() ? "" : " | " + error.hint());
        }
        return {};
    }
    /// "2 ok", "3 duplicate", "4 why"
    std::vector<std::string> report() const {
        std::vector<std::string> lines;
        for (const auto& row : rows) {
            std::string said = "ok";
            if (const auto* refused = std::get_if<Refused>(&row.receipt))
                said = refused->what;
            else if (std::get<Accepted>(row.receipt).duplicate)
                said = "duplicate";
            lines.push_back(fmt::format("{} {}", row.line, said));
        }
        return lines;
    }
    store::Message message(std::int64_t id) { return stored.message(MessageId{id}); }
    std::int64_t messages() { return stored.number("SELECT count(*) FROM bkx_sms_messages"); }
};

using Lines = std::vector<std::string>;

} // namespace

TEST_CASE("queue: each row of a CSV file is a message, a bad one is named by its line") {
    Rig rig;
    const auto totals = rig.send("to,text,booking\r\n"
                                 "+4915112345001,One,1\r\n"
                                 "nonsense,Two,2\r\n"
                                 "+4915112345003,\"Three,\nfour\",3\r\n"
                                 "+4915112345004,Four\r\n"
                                 "+4915112345005,Fi\xFFve,5\r\n"
                                 "\r\n"
                                 "+4915112345006,Six,6\r\n"
                                 ",Seven,7\r\n"
                                 "+4915112345008,,8\r\n");
    CHECK(totals.rows == 8);
    CHECK(totals.accepted == 4);
    CHECK(totals.refused == 4);
    CHECK(totals.duplicates == 0);
    const auto lines = rig.report();
    REQUIRE(lines.size() == 8);
    CHECK(lines[0] == "2 ok");
    CHECK(lines[1] ==
          "3 column 'to' is no phone number: letters do not belong into a phone number");
    CHECK(lines[2] == "4 ok");
    CHECK(lines[3] == "6 the row has 2 fields, the header 3");
    CHECK(lines[4].substr(0, 2) == "7 ");
    CHECK(lines[5] == "9 ok");
    CHECK(lines[6] == "10 no recipient was given");
    CHECK(lines[7] == "11 ok"); // an empty field says nothing: the text for all
    CHECK(rig.message(2).text == "Three,\nfour");
    CHECK(rig.message(2).booking == "3");
    CHECK(rig.message(4).text == "See you on Tuesday");
    CHECK_FALSE(totals.batch.empty());
    CHECK(rig.message(1).batch == totals.batch);
    CHECK(rig.stored.number("SELECT count(*) FROM bkx_sms_audit") == 1);
}

TEST_CASE("queue: a header that cannot be used stops the file") {
    Rig rig;
    CHECK(rig.refusal("") == "the file is empty | the first line names the columns");
    CHECK(rig.refusal("phone,text\n") == "the header has no column 'to' | "
                                         "name the column with the numbers: --map to=COLUMN");
    CHECK(rig.refusal("to,text,text\n") ==
          "the header has the column 'text' twice | name each column once");
    CHECK(rig.refusal("to,\"te\"xt\n").substr(0, 8) == "line 1: ");
    rig.options.columns = {{"to", "phone"}};
    CHECK(rig.refusal("mobile,text\n") ==
          "--map names the column 'phone', which the file does not have | "
          "it has: columns 'mobile', 'text'");
    CHECK(rig.refusal("phone,to\n") ==
          "the header has the column 'to' twice | name each column once");
    rig.options.columns.clear();
    CHECK(
        rig.refusal("to,text,Shoe Size,fname\n") ==
        "the columns 'Shoe Size', 'fname' are no field of a message, and no template is given "
        "| leave it out, or say what it is: --map FIELD=COLUMN");
    rig.options.common.text.clear();
    rig.options.common.template_name = "hello";
    CHECK(rig.refusal("to,fname,business,shoe\n") ==
          "the column 'shoe' is no field of a message and no variable of 'hello' | "
          "leave it out, or say what it is: --map FIELD=COLUMN");
    CHECK(rig.refusal("to,business\n") ==
          "the header lacks the column 'fname' that the template 'hello' needs | "
          "add it, or give it to all rows: --set fname=...");
    CHECK(rig.messages() == 0);
}

TEST_CASE("queue: a row is refused by the name that its part has in the file") {
    Rig rig;
    rig.options.columns = {{"to", "Phone"}};
    rig.send("Phone,at\nx,\n+4915112345001,noon\n");
    CHECK(
        rig.report() ==
        Lines{"2 column 'Phone' is no phone number: letters do not belong into a phone number",
              "3 column 'at' 'noon' is no time"});
    rig.options.common.at = "dusk"; // what was said for all was said by an option
    rig.send("Phone,at\n+4915112345001,\n");
    CHECK(rig.report() == Lines{"2 --at 'dusk' is no time"});
    rig.options.format = BulkFormat::jsonl;
    rig.send("{\"to\": \"+4915112345001\"}\n{\"to\": \"+4915112345001\", \"at\": \"noon\"}\n");
    CHECK(rig.report() == Lines{"1 --at 'dusk' is no time", "2 member 'at' 'noon' is no time"});
}

TEST_CASE("queue: the longest JSON line is read whole, one byte more is refused") {
    Rig rig;
    rig.options.format = BulkFormat::jsonl;
    const std::string row = "{\"to\": \"+4915112345001\"";
    const auto padded = [&](std::size_t size) {
        return row + std::string(size - row.size() - 1, ' ') + "}";
    };
    CHECK(rig.send(padded(256 * 1024) + "\n" + padded(256 * 1024)).accepted == 2);
    CHECK(rig.send(padded(256 * 1024 + 1) + "\n" + padded(256 * 1024 + 1)).refused == 2);
}

TEST_CASE("queue: columns are what --map says, all renamed at once") {
    Rig rig;
    rig.options.columns = {{"to", "Mobile No"}, {"booking", "id"}};
    CHECK(rig.send("id,Mobile No\n1041,+4915112345001\n").accepted == 1);
    CHECK(rig.message(1).to == "+4915112345001");
    CHECK(rig.message(1).booking == "1041");

    // Two that change places, whichever stands first.
    rig.options.columns = {{"booking", "customer"}, {"customer", "booking"}};
    for (const auto* file : {"to,booking,customer\n+4915112345002,1,2\n",
                             "to,customer,booking\n+4915112345002,2,1\n"}) {
        rig.send(file);
        const auto id = rig.messages();
        CAPTURE(file);
        CHECK(rig.message(id).booking == "2");
        CHECK(rig.message(id).customer == "1");
    }

    rig.options.columns = {{"to", "n"}, {"booking", "n"}};
    CHECK(rig.refusal("n\n+4915112345003\n") ==
          "--map names the column 'n' twice | give each column one meaning");
}

TEST_CASE("queue: another separator, a byte order mark and columns of the template") {
    Rig rig;
    rig.options.separator = ';';
    rig.options.common.text.clear();
    rig.options.common.template_name = "hello";
    rig.options.common.values["business"] = "Nord";
    CHECK(rig.send("\xEF\xBB\xBFto;fname\n+4915112345001;Ana\n+4915112345002;\n").accepted ==
          1);
    CHECK(rig.message(1).text == "Hello Ana, this is Nord.");
    CHECK(rig.report()[1] == "3 template 'hello' (en) needs 'fname', which was not given");
}

TEST_CASE("queue: each JSON line is a message, a bad one is named by its line") {
    Rig rig;
    rig.options.format = BulkFormat::jsonl;
    rig.options.common.priority = "high";
    rig.options.common.booking = "for all";
    const auto totals = rig.send("{\"to\": \"+4915112345001\"}\n"
                                 "\n"
                                 "{\"to\": \"+4915112345002\", \"booking\": 7}\n"
                                 "{\"to\": \n"
                                 "{\"too\": \"x\"}\n"
                                 "{\"to\": \"+4915112345003\", \"text\": \"Own\"}");
    CHECK(totals.accepted == 3);
    CHECK(totals.refused == 2);
    const auto lines = rig.report();
    REQUIRE(lines.size() == 5);
    CHECK(lines[0] == "1 ok");
    CHECK(lines[1] == "3 ok");
    CHECK(lines[2].substr(0, 2) == "4 ");
    CHECK(lines[3] == "5 unknown member 'too'");
    CHECK(lines[4] == "6 ok");
    CHECK(rig.message(1).booking == "for all");
    CHECK(rig.message(2).booking == "7");
    CHECK(rig.message(3).text == "Own");
    CHECK(rig.message(3).priority == 2);
}

TEST_CASE("queue: a JSON line that is too long is refused, the next is read") {
    Rig rig;
    rig.options.format = BulkFormat::jsonl;
    const auto huge = "{\"to\": \"" + std::string(300'000, '1') + "\"}";
    CHECK(rig.send(huge + "\n{\"to\": \"+4915112345001\"}\n").accepted == 1);
    CHECK(rig.report() == Lines{"1 longer than 262144 bytes", "2 ok"});
}

TEST_CASE("queue: a file that is sent again sends nothing twice if its rows have keys") {
    Rig rig;
    const std::string file = "to,key\n+4915112345001,a\n+4915112345002,b\n+4915112345001,a\n"
                             "+4915112345003,a\n";
    auto totals = rig.send(file);
    CHECK(totals.accepted == 2);
    CHECK(totals.duplicates == 1);
    CHECK(totals.refused == 1);
    CHECK(rig.report() == Lines{"2 ok", "3 ok", "4 duplicate",
                                "5 the key was used for a different message, 1"});
    totals = rig.send(file);
    CHECK(totals.accepted == 0);
    CHECK(totals.duplicates == 3);
    CHECK(rig.messages() == 2);
}

TEST_CASE("queue: rows are accepted in groups, and a stop is heard between them") {
    Rig rig;
    std::string file = "to\n";
    for (std::size_t i = 0; i < 2 * bulk_group + 1; ++i)
        file += fmt::format("+4915112{:06}\n", i);
    std::size_t reported_at_stop = 0;
    rig.stop = [&] {
        reported_at_stop = rig.rows.size();
        return true;
    };
    CHECK(rig.send(file).accepted == bulk_group);
    CHECK(reported_at_stop == bulk_group);
    CHECK(rig.messages() == static_cast<std::int64_t>(bulk_group));
    rig.stop = [] { return false; };
    CHECK(rig.send(file).accepted == 2 * bulk_group + 1);
    CHECK(rig.stored.number("SELECT count(*) FROM bkx_sms_audit") == 4);
}

TEST_CASE("queue: a group that cannot be stored is not reported, those before it stay") {
    Rig rig;
    std::string file = "to\n";
    for (std::size_t i = 0; i < bulk_group + 5; ++i) file += fmt::format("+4915112{:06}\n", i);
    rig.stored.store.db.execute(
        "CREATE TRIGGER trap BEFORE INSERT ON bkx_sms_audit WHEN NEW.n > 1 "
        "BEGIN SELECT RAISE(ABORT, 'trap'); END");
    CHECK_THROWS_AS(rig.send(file), Error);
    CHECK(rig.rows.size() == bulk_group);
    CHECK(rig.messages() == static_cast<std::int64_t>(bulk_group));
}

TEST_CASE("queue: a dry run checks every row and stores none") {
    Rig rig;
    rig.options.dry_run = true;
    std::istringstream in("to\n+4915112345001\nnonsense\n+4915112345002\n");
    Composer composer(rig.compose.config, rig.compose.catalogue);
    const auto totals = send_bulk(
        nullptr, composer, rig.compose.config, in, rig.options, rig.stored.clock,
        [&](const BulkRow& row) { rig.rows.push_back(row); }, [] { return false; });
    CHECK(totals.accepted == 2);
    CHECK(totals.refused == 1);
    REQUIRE(rig.rows.size() == 3);
    CHECK(rig.rows[0].draft.message.to == "+4915112345001");
    CHECK(rig.rows[2].draft.message.to == "+4915112345002");
    CHECK(rig.messages() == 0);
}
