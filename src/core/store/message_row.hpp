#pragma once

#include "core/store/messages.hpp"

/// \file
/// How a row of bkx_sms_messages becomes a Message; for the files of this room only.

namespace bkxsms::store {

/// "SELECT … FROM bkx_sms_messages", in the order that read_message expects.
extern const std::string_view message_columns;

/// Opens the sealed fields. \throws as Vault::open.
Message read_message(Store& store, const Statement& row);

/// Blind index of a number: the same in messages, conversations and opt-outs.
Bytes number_index(const Store& store, std::string_view e164);

} // namespace bkxsms::store
