#pragma once

#include <string>
#include <string_view>

/// \file
/// What a text in the configuration must look like. These catch slips of the hand before a
/// message is refused for them at night; whether an account or a zone file is good shows later.

namespace bkxsms::config {

struct Check {
    std::string_view wants;             ///< completes "'KEY' must be …"
    bool (*accept)(std::string& value); ///< may bring `value` into its one canonical form
    bool repeat = true; ///< the message may show the value: no number, no secret
};

extern const Check short_text;     ///< at most 100 bytes, one line
extern const Check provider_name;  ///< "twilio", "vonage", "plivo", "aws"
extern const Check region_or_none; ///< "GB", ""
extern const Check region_or_all;  ///< "GB", "*"
extern const Check type_or_all;    ///< a type of message, "*"
extern const Check time_zone;      ///< a file of the system's tz database
extern const Check language_tag;   ///< "de-AT"; canonical after
extern const Check currency_code;  ///< "EUR"
extern const Check loopback_url;   ///< "http://127.0.0.1:8025", ""
extern const Check public_address; ///< https, or http to a loopback address; "" for none
extern const Check account_sid;    ///< "AC…", ""
extern const Check key_sid;        ///< "SK…", ""
extern const Check service_sid;    ///< "MG…", ""
extern const Check account_id;     ///< letters and digits, ""
extern const Check uuid;           ///< 8-4-4-4-12 hexadecimal digits, ""
extern const Check aws_region;     ///< "eu-central-1"
extern const Check sender_number;  ///< E.164 or a short code, ""
extern const Check sender_id;  ///< E.164, digits, or at most 11 characters with a letter, ""
extern const Check log_target; ///< "", "syslog" or a path

/// "file:PATH" or "credential:NAME", the two forms that security::load_secret knows, or "".
bool is_secret_reference(std::string_view value) noexcept;

/// Well-formed and free of control characters: what any text here must be.
bool is_one_line(std::string_view value) noexcept;

} // namespace bkxsms::config
