#pragma once

#include "core/provider/outcome.hpp"
#include "core/transport/exchange.hpp"

#include <memory>
#include <string>
#include <string_view>
#include <vector>

/// \file
/// A provider, pure: it does no I/O, reads no clock and keeps no state. It turns a message into
/// a request and a finished exchange into an outcome; the engine does the waiting. One of the
/// three seams to the world.

namespace bkxsms::provider {

struct Outgoing {
    std::string to;        ///< E.164
    std::string from;      ///< E.164, short code or alphanumeric; "" to leave it to the account
    std::string text;      ///< UTF-8
    std::string reference; ///< our token for this attempt; comes back in webhooks
    std::string callback_url;         ///< where reports go, without the reference; "" for none
    std::chrono::seconds validity{0}; ///< how long the provider may keep trying; 0: its default
};

/// A message as the provider's list shows it: the evidence for a send whose answer was lost.
struct Sighting {
    Receipt receipt;
    std::string to;
    std::string from;
    std::string text;
    bool outbound = true;
    std::optional<TimePoint> created_at; ///< the provider's clock
};

struct Page {
    std::vector<Sighting> messages;
    std::string next; ///< hand to list_request for the next page; "" at the end
};

/// A webhook as it arrived; everything in it is hostile until verified.
struct WebhookRequest {
    std::string method; ///< "POST", "GET"
    std::string url;    ///< the public URL, from configuration, with the query as received
    transport::Headers headers; ///< names in lower case
    std::string body;           ///< raw bytes
};

struct Verdict {
    bool genuine = false;
    std::string scheme; ///< "twilio-form", "twilio-json", …
    std::string why;    ///< in words, when not genuine; for the operator, never for the caller
};

/// What a status, list or balance request came to: the value, or why there is none.
template <class T>
using Answer = std::variant<T, Failure>;

class Provider {
public:
    virtual ~Provider() = default;

    virtual std::string_view name() const noexcept = 0; ///< "twilio"

    virtual transport::Request send_request(const Outgoing& message) const = 0;
    /// Reads the end of a send. When in doubt the outcome is Unknown.
    virtual Outcome read_send(const transport::Exchange& exchange) const = 0;

    virtual transport::Request status_request(std::string_view provider_message_id) const = 0;
    virtual Answer<Receipt> read_status(const transport::Exchange& exchange) const = 0;

    /// What was sent to `to`, newest first. `next` is "" for the first page, else Page::next.
    virtual transport::Request list_request(std::string_view to,
                                            std::string_view next) const = 0;
    virtual Answer<Page> read_list(const transport::Exchange& exchange) const = 0;

    virtual transport::Request balance_request() const = 0;
    virtual Answer<Money> read_balance(const transport::Exchange& exchange) const = 0;

    /// Judges the signature over the raw bytes. Constant time in the signature.
    virtual Verdict verify(const WebhookRequest& webhook) const = 0;
    /// The reports in a genuine webhook; empty for one that carries none (an inbound message).
    /// \throws Error{data} if it cannot be read as this provider's.
    virtual std::vector<Receipt> read_receipts(const WebhookRequest& webhook) const = 0;
};

/// What the provider's codes mean: for read_send, for reports, and for `provider errors`.
struct CodeMeaning {
    std::string_view code;
    Category category;
    Remedy remedy;
    std::string_view meaning;
};

} // namespace bkxsms::provider
