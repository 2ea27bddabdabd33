#include "core/sandbox/ledger.hpp"

#include "core/base/error.hpp"
#include "core/base/parse.hpp"

#include <algorithm>
#include <cerrno>
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

namespace bkxsms::sandbox {

namespace fs = std::filesystem;

Ledger::Ledger(const fs::path& file) {
    if (file.empty()) return;
    if (fs::exists(file)) load(file);
    file_ =
        Fd(::open(file.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600));
    if (!file_)
        throw Error(Fault::cannot_create, fmt::format("cannot open the ledger '{}': {}",
                                                      file.string(), errno_text(errno)));
}

void Ledger::load(const fs::path& file) {
    constexpr std::size_t limit = std::size_t{1} << 30;
    const auto text = read_file(file, limit);
    std::size_t number = 0;
    for (const auto line : split(text, '\n')) {
        ++number;
        if (line.empty()) continue;
        try {
            remember(std::make_shared<const Message>(read_ledger_line(line)));
            ++accepted_;
        } catch (const Error&) {
            throw Error(
                Fault::data,
                fmt::format("'{}' line {} is no line of a ledger", file.string(), number),
                "give the sandbox a file of its own");
        }
    }
}

void Ledger::add(MessagePtr message) {
    const auto line = ledger_line(*message);
    const std::lock_guard lock(mutex_);
    if (file_) write_line(line);
    ++accepted_;
    remember(std::move(message));
}

void Ledger::add_inbound(MessagePtr message) {
    const std::lock_guard lock(mutex_);
    remember(std::move(message));
}

void Ledger::remember(MessagePtr message) {
    const auto index = messages_.size();
    const auto& kept = *messages_.emplace_back(std::move(message));
    by_id_.emplace(kept.id, index);
    by_recipient_[kept.to].push_back(index);
}

// One write(2) on an O_APPEND descriptor: a reader sees the whole line or none of it.
void Ledger::write_line(const std::string& line) {
    ssize_t written = -1;
    do {
        written = ::write(file_.get(), line.data(), line.size());
    } while (written < 0 && errno == EINTR);
    if (written == static_cast<ssize_t>(line.size())) return;

    const auto why = written < 0 ? errno_text(errno) : std::string("no space left");
    struct stat now {};
    // Half a line would be read as damage, or glued to the next one.
    if (written > 0 &&
        (fstat(file_.get(), &now) != 0 || ftruncate(file_.get(), now.st_size - written) != 0))
        throw Error(Fault::io, "the ledger holds half a line: " + why);
    throw Error(Fault::io, "cannot write the ledger: " + why);
}

MessagePtr Ledger::find(std::string_view id) const {
    const std::lock_guard lock(mutex_);
    const auto at = by_id_.find(id);
    return at == by_id_.end() ? nullptr : messages_[at->second];
}

std::vector<MessagePtr> Ledger::newest(const Query& query) const {
    const std::lock_guard lock(mutex_);
    auto end = messages_.size();
    if (!query.after.empty()) {
        const auto at = by_id_.find(query.after);
        if (at == by_id_.end()) return {};
        end = at->second;
    }
    std::vector<MessagePtr> found;
    const auto take = [&](std::size_t index) {
        if (index < end && found.size() < query.limit && query.wanted(*messages_[index]))
            found.push_back(messages_[index]);
    };
    if (query.to.empty()) {
        for (auto i = end; i-- > 0 && found.size() < query.limit;) take(i);
    } else if (const auto at = by_recipient_.find(query.to); at != by_recipient_.end()) {
        for (auto i = at->second.size(); i-- > 0 && found.size() < query.limit;)
            take(at->second[i]);
    }
    return found;
}

std::size_t Ledger::accepted() const {
    const std::lock_guard lock(mutex_);
    return accepted_;
}

std::string Ledger::lines() const {
    std::vector<MessagePtr> all;
    {
        const std::lock_guard lock(mutex_);
        all = messages_;
    }
    std::string text;
    for (const auto& message : all)
        if (!message->inbound) text += ledger_line(*message);
    return text;
}

void Ledger::clear() {
    const std::lock_guard lock(mutex_);
    if (file_ && ftruncate(file_.get(), 0) != 0)
        throw Error(Fault::io, "cannot empty the ledger: " + errno_text(errno));
    by_id_.clear();
    by_recipient_.clear();
    messages_.clear();
    accepted_ = 0;
}

} // namespace bkxsms::sandbox
