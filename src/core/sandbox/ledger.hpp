#pragma once

#include "core/base/file.hpp"
#include "core/sandbox/message.hpp"

#include <cstddef>
#include <filesystem>
#include <functional>
#include <mutex>
#include <string>
#include <unordered_map>
#include <vector>

/// \file
/// Every message the sandbox has accepted, in memory and, if wanted, in a file: the judge of
/// tests that kill the sender. A line is in the file, whole and visible to every reader, before
/// add() returns, and so before the client can have the answer. It survives the end of this
/// process at any moment; it is not fsynced.
///
/// Thread-safe. One process per file.

namespace bkxsms::sandbox {

class Ledger {
public:
    /// Continues the file if it exists: what it holds can be fetched and listed. "" for memory
    /// only. \throws Error{cannot_create|data}
    explicit Ledger(const std::filesystem::path& file);

    /// \throws Error{io} if the line cannot be written whole; then nothing has been added.
    void add(MessagePtr message);
    /// Kept for fetch and list, but not an acceptance: no line.
    void add_inbound(MessagePtr message);

    MessagePtr find(std::string_view id) const; ///< nullptr if there is none

    struct Query {
        std::string to;         ///< exactly; "" for all
        std::string after;      ///< id of the last one already seen; "" for none
        std::size_t limit = 50; ///< at most so many
        std::function<bool(const Message&)> wanted; ///< further conditions
    };
    /// Newest first.
    std::vector<MessagePtr> newest(const Query& query) const;

    std::size_t accepted() const; ///< lines
    std::string lines() const;    ///< what the file holds, from memory

    /// Forgets everything; the file becomes empty.
    void clear();

private:
    void load(const std::filesystem::path& file);
    void remember(MessagePtr message); ///< under the lock
    void write_line(const std::string& line);

    mutable std::mutex mutex_;
    Fd file_;
    std::vector<MessagePtr> messages_; ///< oldest first
    std::unordered_map<std::string_view, std::size_t> by_id_;
    std::unordered_map<std::string_view, std::vector<std::size_t>> by_recipient_;
    std::size_t accepted_ = 0;
};

} // namespace bkxsms::sandbox
