#include "core/provider/xml.hpp"
#include "sns_rig.hpp"
#include "support/catch.hpp"

#include <random>

using namespace bkxsms;
using namespace bkxsms::provider;

namespace {

std::string nested(int levels) {
    std::string out;
    for (int i = 0; i < levels; ++i) out += "<a>";
    for (int i = 0; i < levels; ++i) out += "</a>";
    return out;
}

/// `element` as XML again.
std::string written(const xml::Element& element) {
    std::string out = '<' + element.name + '>';
    for (const auto& child : element.children) out += written(child);
    for (const char c : element.text) {
        if (c == '<')
            out += "&lt;";
        else if (c == '&')
            out += "&amp;";
        else if (c == '>')
            out += "&gt;";
        else if (c == '\r')
            out += "&#13;";
        else
            out += c;
    }
    return out + "</" + element.name + '>';
}

bool same(const xml::Element& a, const xml::Element& b) {
    return a.name == b.name && a.text == b.text &&
           std::equal(a.children.begin(), a.children.end(), b.children.begin(),
                      b.children.end(), same);
}

int depth_of(const xml::Element& element) {
    int deepest = 0;
    for (const auto& child : element.children) deepest = std::max(deepest, depth_of(child));
    return deepest + 1;
}

std::vector<std::string> recorded_documents() {
    std::vector<std::string> out;
    const auto vectors = test::fixture("requests-aws_sns.json");
    for (std::size_t i = 0; i < vectors.size(); ++i) {
        auto body = vectors.at(i)["response"].text("body");
        if (body.starts_with('<') && !body.starts_with("<html")) out.push_back(std::move(body));
    }
    return out;
}

} // namespace

TEST_CASE("xml: elements, text and the five entities are read", "[provider][xml]") {
    const auto root = xml::try_parse("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                                     "<A xmlns=\"http://x/\" b='&quot;' >\n"
                                     "  <B>1 &lt; 2 &amp;&amp; 3 &gt; 2 &apos;&quot;</B>\n"
                                     "  <C/><D ></D>\n"
                                     "  <E>&#65;&#x42;&#x1F44D;&#10;</E>\n"
                                     "</A>\n");
    REQUIRE(root);
    CHECK(root->name == "A");
    CHECK(root->text.empty());
    REQUIRE(root->children.size() == 4);
    CHECK(root->text_of("B") == "1 < 2 && 3 > 2 '\"");
    CHECK(root->text_of("C") == "");
    CHECK(root->text_of("D") == "");
    CHECK(root->text_of("E") == "AB\xF0\x9F\x91\x8D\n");
    CHECK_FALSE(root->text_of("F"));
    CHECK_FALSE(xml::try_parse("<a><b><c>1</c></b></a>")->text_of("b"));
}

TEST_CASE("xml: what comes twice is nobody's", "[provider][xml]") {
    const auto root = xml::try_parse("<a><id>1</id><id>2</id><x>3</x></a>");
    REQUIRE(root);
    CHECK(root->only("id") == nullptr);
    CHECK_FALSE(root->text_of("id"));
    CHECK(root->text_of("x") == "3");
}

TEST_CASE("xml: what is not exactly such a document is none", "[provider][xml]") {
    using namespace std::string_literals;
    const std::string refused[] = {
        "",
        " ",
        "a",
        "<",
        "<a",
        "<a>",
        "</a>",
        "<a></b>",
        "<a></a",
        "<a></a >x",
        "<a/><b/>",
        "<a><b></a></b>",
        "< a/>",
        "<a b/>",
        "<a b=c/>",
        "<a b='1' b='2'/>",
        "<a b='<'/>",
        "<a b='&x;'/>",
        "<a b='1'c='2'/>",
        "<a b='1/>",
        "<1/>",
        "<a>x<b/></a>",
        "<a><b/>x</a>",
        "<a>&nbsp;</a>",
        "<a>&</a>",
        "<a>&;</a>",
        "<a>&#;</a>",
        "<a>&#x;</a>",
        "<a>&#0;</a>",
        "<a>&#xD800;</a>",
        "<a>&#x110000;</a>",
        "<a>&#99999999999999999999;</a>",
        "<a>&#-1;</a>",
        "<a>&#xG;</a>",
        "<a>&#X41;</a>",
        "<a>&amp</a>",
        "<a>]]></a>",
        "<!DOCTYPE a><a/>",
        "<!DOCTYPE a [<!ENTITY x \"y\">]><a>&x;</a>",
        "<!DOCTYPE a SYSTEM \"file:///etc/passwd\"><a/>",
        "<a><!-- c --></a>",
        "<!-- c --><a/>",
        "<a><![CDATA[x]]></a>",
        "<a><?php x?></a>",
        "<a/><?x?>",
        "<?xml version=\"1.0\"",
        "<?xml version=\"1.0\"?>",
        "<?xml <a>?><a/>",
        " <?xml version=\"1.0\"?><a/>",
        "\xEF\xBB\xBF<a/>",
        "<a>\x01</a>",
        "<a>\xFF</a>",
        "<a>\xC3</a>",
        "<a>\xEF\xBF\xBE</a>",
        "<a>\0</a>"s,
        "<a\0/>"s,
        "<a/>\0"s,
        "<\xC3\xA9/>",
    };
    for (const auto& text : refused) {
        INFO(text);
        CHECK_FALSE(xml::try_parse(text));
    }
}

TEST_CASE("xml: depth and number of elements have an end", "[provider][xml]") {
    CHECK(xml::try_parse(nested(xml::max_depth)));
    CHECK_FALSE(xml::try_parse(nested(xml::max_depth + 1)));
    std::string open;
    for (int i = 0; i < 80'000; ++i) open += "<a>";
    CHECK_FALSE(xml::try_parse(open));

    std::string wide;
    for (std::size_t i = 1; i < xml::max_elements; ++i) wide += "<b/>";
    CHECK(xml::try_parse("<a>" + wide + "</a>"));
    CHECK_FALSE(xml::try_parse("<a>" + wide + "<b/></a>"));

    std::string attributes;
    for (int i = 0; i < 10'000; ++i) attributes += " a" + std::to_string(i) + "=''";
    CHECK_FALSE(xml::try_parse("<a" + attributes + "/>"));
    std::string ampersands(transport::usual_reply_bytes - 7, '&');
    CHECK_FALSE(xml::try_parse("<a>" + ampersands + "</a>"));
}

TEST_CASE("xml: every recorded answer is read, and no beginning of one is", "[provider][xml]") {
    const auto documents = recorded_documents();
    CHECK(documents.size() > 50);
    for (const auto& document : documents) {
        INFO(document);
        const auto root = xml::try_parse(document);
        REQUIRE(root);
        CHECK(depth_of(*root) <= 6);
    }
    for (std::size_t size = 0; size < documents[0].size(); ++size)
        CHECK_FALSE(xml::try_parse(std::string_view(documents[0]).substr(0, size)));
}

TEST_CASE("xml: 20,000 changed answers are refused, or read as what they say",
          "[provider][xml]") {
    const auto documents = recorded_documents();
    constexpr std::string_view pieces[] = {"<", ">",  "</",  "/>", "&",  "&lt;", "&#60;", "\"",
                                           "=", "<a", "]]>", "'",  "<?", "<!",   "\xC3",  " "};
    std::mt19937_64 random(20261122);
    const auto below = [&random](std::size_t n) {
        return static_cast<std::size_t>(random() % n);
    };
    int read = 0;
    for (int round = 0; round < 20'000; ++round) {
        auto text = documents[below(documents.size())];
        for (auto changes = 1 + below(4); changes > 0; --changes) {
            const auto at = below(text.size());
            switch (below(4)) {
            case 0:
                text[at] = static_cast<char>(below(256));
                break;
            case 1:
                text.erase(at, 1 + below(20));
                break;
            case 2:
                text.insert(at, pieces[below(std::size(pieces))]);
                break;
            default:
                text.insert(at, text.substr(below(text.size()), below(60)));
            }
        }
        const auto root = xml::try_parse(text);
        if (!root) continue;
        ++read;
        const auto again = xml::try_parse(written(*root));
        if (depth_of(*root) > xml::max_depth || !again || !same(*root, *again))
            FAIL(round << ' ' << text);
    }
    CHECK(read > 1'000); // a change within a text is none of the form
}
