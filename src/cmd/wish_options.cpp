#include "cmd/wish_options.hpp"

#include "core/base/error.hpp"
#include "core/base/file.hpp"
#include "core/security/mask.hpp"

#include <fmt/format.h>
#include <unistd.h>

namespace bkxsms::cmd {

namespace {

constexpr std::size_t max_document = 256 * 1024;

std::string read_named(const std::string& name) {
    return name == "-" ? read_all(STDIN_FILENO, max_document) : read_file(name, max_document);
}

} // namespace

void add_wish_options(CLI::App& app, WishOptions& o) {
    auto& w = o.wish;
    app.add_option("--to", w.to, "Recipient's number")->type_name("NUMBER");
    app.add_option("--message,--body", w.text, "The text")->type_name("TEXT");
    app.add_option("--message-file", o.message_file,
                   "The text from a file, - for standard input")
        ->type_name("FILE");
    app.add_option("--template", w.template_name, "A template instead of a text")
        ->type_name("NAME");
    app.add_option("--set", o.sets, "A variable of the template; repeatable")
        ->type_name("NAME=VALUE")
        ->take_all()
        ->allow_extra_args(false);
    app.add_option("--language", w.language, "Recipient's language, as de-AT")
        ->type_name("TAG");
    app.add_option("--region", w.region, "Country of a number without +")->type_name("ISO");
    app.add_option("--from", w.from, "Sender: number, short code or name")->type_name("SENDER");
    app.add_option("--type", w.type, "What it is for; see the manual")->type_name("TYPE");
    app.add_option("--at", w.at, "When: RFC 3339, or a local time")->type_name("TIME");
    app.add_option("--tz", w.zone, "Zone of local times")->type_name("ZONE");
    app.add_option("--ttl", w.ttl, "Do not send later than this after it is due")
        ->type_name("DURATION");
    app.add_option("--priority", w.priority, "low, normal or high")->type_name("LANE");
    app.add_option("--provider", w.provider, "Only through this provider")->type_name("NAME");
    app.add_option("--booking", w.booking, "The booking it belongs to")->type_name("ID");
    app.add_option("--customer", w.customer, "The customer it belongs to")->type_name("ID");
    app.add_option("--key", w.key, "Idempotency key: the same key is accepted once")
        ->type_name("KEY");
    app.add_option("--json-in", o.json_in,
                   "All of it as one JSON document, - for standard input")
        ->type_name("FILE");
}

namespace {

/// What stands in the document must not be half overruled, silently or otherwise.
void require_document_alone(const WishOptions& options) {
    auto fields = options.wish;
    for (const auto name : queue::field_names())
        if (!queue::field(fields, name).empty())
            throw Error(Fault::usage,
                        fmt::format("--json-in and an option for '{}' were given", name),
                        "put everything into the document");
    if (!options.sets.empty() || !options.message_file.empty())
        throw Error(Fault::usage, "--json-in and options for the text were given",
                    "put everything into the document");
}

} // namespace

queue::Wish read_wish(const WishOptions& options) {
    if (!options.json_in.empty()) {
        require_document_alone(options);
        return queue::wish_from_json(read_named(options.json_in));
    }
    auto wish = options.wish;
    if (!options.message_file.empty()) {
        if (!wish.text.empty())
            throw Error(Fault::usage, "both --message and --message-file were given",
                        "give one");
        wish.text = read_named(options.message_file);
    }
    for (const auto& set : options.sets) {
        const auto equals = set.find('=');
        if (equals == std::string::npos || equals == 0)
            throw Error(Fault::usage,
                        fmt::format("--set '{}' is not NAME=VALUE", security::printable(set)),
                        "for instance --set fname=Ann");
        wish.values[set.substr(0, equals)] = set.substr(equals + 1);
    }
    return wish;
}

} // namespace bkxsms::cmd
