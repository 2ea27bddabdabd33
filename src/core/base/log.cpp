#include "core/base/log.hpp"

#include "core/base/error.hpp"
#include "core/base/file.hpp"
#include "core/base/json.hpp"

#include <fmt/format.h>
#include <spdlog/logger.h>
#include <spdlog/pattern_formatter.h>
#include <spdlog/sinks/base_sink.h>
#include <spdlog/sinks/syslog_sink.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <fcntl.h>
#include <memory>
#include <mutex>
#include <unistd.h>
#include <utility>

namespace bkxsms::log {
namespace {

constexpr std::array<std::string_view, 5> words = {"debug", "info", "warn", "error", "off"};
constexpr std::array spdlog_levels = {spdlog::level::debug, spdlog::level::info,
                                      spdlog::level::warn, spdlog::level::err,
                                      spdlog::level::off};

spdlog::level::level_enum to_spdlog(Level level) noexcept {
    return spdlog_levels[static_cast<std::size_t>(level)];
}

/// Our word for the level, where spdlog says "warning".
class LevelWord final : public spdlog::custom_flag_formatter {
public:
    void format(const spdlog::details::log_msg& message, const std::tm&,
                spdlog::memory_buf_t& out) override {
        const auto found = std::ranges::find(spdlog_levels, message.level);
        const auto index = static_cast<std::size_t>(found - spdlog_levels.begin());
        fmt::format_to(std::back_inserter(out), "{:<5}", words.at(index));
    }
    std::unique_ptr<custom_flag_formatter> clone() const override {
        return std::make_unique<LevelWord>();
    }
};

/// A file or standard error. Not spdlog's file sink: that one buffers, follows links and leaves
/// the mode to the umask.
class DescriptorSink final : public spdlog::sinks::base_sink<std::mutex> {
public:
    explicit DescriptorSink(int fd) : fd_(fd) { make_formatter(); }
    explicit DescriptorSink(Fd file) : fd_(file.get()), owned_(std::move(file)) {
        make_formatter();
    }

protected:
    void sink_it_(const spdlog::details::log_msg& message) override {
        spdlog::memory_buf_t line;
        formatter_->format(message, line);
        for (std::size_t done = 0; done < line.size();) {
            const auto n = ::write(fd_, line.data() + done, line.size() - done);
            if (n >= 0)
                done += static_cast<std::size_t>(n);
            else if (errno != EINTR)
                throw spdlog::spdlog_ex(errno_text(errno));
        }
    }
    void flush_() override {}

private:
    void make_formatter() {
        auto formatter =
            std::make_unique<spdlog::pattern_formatter>(spdlog::pattern_time_type::utc, "\n");
        formatter->add_flag<LevelWord>('*').set_pattern("%Y-%m-%dT%H:%M:%SZ %* %v");
        formatter_ = std::move(formatter);
    }

    int fd_;
    Fd owned_;
};

std::shared_ptr<spdlog::logger> make_logger(spdlog::sink_ptr sink, Level level) {
    auto logger = std::make_shared<spdlog::logger>("bkxsms", std::move(sink));
    logger->set_level(to_spdlog(level));
    logger->set_error_handler([told = false](const std::string& why) mutable {
        if (std::exchange(told, true)) return;
        const auto line = fmt::format("bkxsms: the log cannot be written: {}\n", why);
        // Nowhere is left to say that this failed too.
        [[maybe_unused]] const auto n = ::write(STDERR_FILENO, line.data(), line.size());
    });
    return logger;
}

/// Made at the first use, so that a command that logs nothing pays nothing.
std::shared_ptr<spdlog::logger>& current() {
    static auto logger =
        make_logger(std::make_shared<DescriptorSink>(STDERR_FILENO), Level::error);
    return logger;
}

Fd open_log_file(const std::string& path) {
    // O_NONBLOCK: a FIFO without a reader is an error, not a reason to hang.
    Fd file(::open(
        path.c_str(),
        O_WRONLY | O_APPEND | O_CREAT | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC, 0600));
    if (!file) {
        const auto why =
            errno == ELOOP ? std::string("it is a symbolic link") : errno_text(errno);
        throw Error(Fault::cannot_create,
                    fmt::format("cannot open the log file '{}': {}", path, why));
    }
    return file;
}

spdlog::sink_ptr make_sink(const std::string& file) {
    if (file.empty()) return std::make_shared<DescriptorSink>(STDERR_FILENO);
    if (file == "syslog")
        return std::make_shared<spdlog::sinks::syslog_sink_mt>("bkxsms", LOG_PID, LOG_DAEMON,
                                                               false);
    return std::make_shared<DescriptorSink>(open_log_file(file));
}

/// What can stand without quotes: printable ASCII but for what logfmt itself uses.
bool is_plain_word(std::string_view value) noexcept {
    return !value.empty() && std::ranges::all_of(value, [](char c) {
        return c > ' ' && c < '\x7F' && c != '"' && c != '=' && c != '\\';
    });
}

} // namespace

std::optional<Level> parse_level(std::string_view word) noexcept {
    const auto found = std::ranges::find(words, word);
    if (found == words.end()) return std::nullopt;
    return static_cast<Level>(found - words.begin());
}

void open(Level level, const std::string& file) {
    current() = make_logger(make_sink(file), level);
}

bool enabled(Level level) {
    return level != Level::off && current()->should_log(to_spdlog(level));
}

void event(Level level, std::string_view event, std::initializer_list<Field> fields) {
    if (!enabled(level)) return;
    const auto line = format_event(event, fields);
    current()->log(to_spdlog(level), spdlog::string_view_t(line.data(), line.size()));
}

std::string format_event(std::string_view event, std::initializer_list<Field> fields) {
    std::string line(event);
    for (const auto& field : fields) {
        line += ' ';
        line += field.key;
        line += '=';
        line += is_plain_word(field.value) ? field.value : json::quoted(field.value);
    }
    return line;
}

} // namespace bkxsms::log
