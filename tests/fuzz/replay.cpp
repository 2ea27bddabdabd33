// What stands in for libFuzzer in a build without it: replays files, then mutations of them.
// The same options, so that a target is called the same way in both builds:
//
//     NAME_fuzz [-runs=N] [-seed=N] [-dict=FILE] PATH...
//
// PATH is a file, or a folder of files. An input that breaks a rule is left as crash-NAME in
// the current folder.

#include "replay_mutator.hpp"

#include "core/base/parse.hpp"

#include <algorithm>
#include <csignal>
#include <cstdint>
#include <cstdio>
#include <exception>
#include <fcntl.h>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <string>
#include <string_view>
#include <unistd.h>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);
// There if AddressSanitizer is, which ends a process without a signal.
extern "C" void __sanitizer_set_death_callback(void (*callback)()) __attribute__((weak));

namespace {

namespace fs = std::filesystem;
using namespace bkxsms::fuzz;

struct Options {
    std::uint64_t runs = 1000;
    std::uint64_t seed = 1;
    std::string dictionary;
    std::vector<fs::path> paths;
};

Options read_options(int argc, char** argv) {
    Options options;
    for (int i = 1; i < argc; ++i) {
        const std::string_view word = argv[i];
        const auto value = word.substr(std::min(word.find('=') + 1, word.size()));
        const auto number = bkxsms::parse_integer(value);
        if (word.starts_with("-dict="))
            options.dictionary = value;
        else if (word.starts_with("-runs=") && number && *number >= 0)
            options.runs = static_cast<std::uint64_t>(*number);
        else if (word.starts_with("-seed=") && number && *number >= 0)
            options.seed = static_cast<std::uint64_t>(*number);
        else if (word.starts_with('-'))
            throw std::runtime_error("what is '" + std::string(word) + "'?");
        else
            options.paths.emplace_back(word);
    }
    return options;
}

std::string read(const fs::path& file) {
    std::ifstream in(file, std::ios::binary);
    if (!in) throw std::runtime_error("cannot read '" + file.string() + "'");
    return {std::istreambuf_iterator<char>(in), {}};
}

/// In the order of their names: a seed finds the same on every machine.
std::vector<std::string> read_corpus(const std::vector<fs::path>& paths) {
    std::vector<fs::path> files;
    for (const auto& path : paths) {
        if (fs::is_directory(path))
            std::copy(fs::directory_iterator(path), {}, std::back_inserter(files));
        else
            files.push_back(path);
    }
    std::ranges::sort(files);
    std::vector<std::string> corpus;
    for (const auto& file : files) corpus.push_back(read(file));
    return corpus;
}

std::string current;    // what the target is looking at
std::string crash_file; // where it goes if the target does not come back

void keep_current() {
    const int file = ::open(crash_file.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (file < 0) return;
    for (std::string_view rest = current; !rest.empty();) {
        const auto written = ::write(file, rest.data(), rest.size());
        if (written <= 0) break;
        rest.remove_prefix(static_cast<std::size_t>(written));
    }
    ::close(file);
    std::fprintf(stderr, "the input is in %s\n", crash_file.c_str());
}

extern "C" void on_signal(int number) {
    keep_current();
    std::signal(number, SIG_DFL);
    std::raise(number);
}

void watch() {
    if (__sanitizer_set_death_callback != nullptr)
        __sanitizer_set_death_callback(keep_current);
    else
        for (const int number : {SIGSEGV, SIGBUS, SIGFPE, SIGILL})
            std::signal(number, on_signal);
    std::signal(SIGABRT, on_signal);
}

void run(std::string input) {
    current = std::move(input);
    // A copy of its own size, so that a reader that goes too far is seen to.
    const std::vector<std::uint8_t> exact(current.begin(), current.end());
    LLVMFuzzerTestOneInput(exact.data(), exact.size());
}

} // namespace

int main(int argc, char** argv) {
    try {
        const auto options = read_options(argc, argv);
        crash_file = "crash-" + fs::path(argv[0]).filename().string();
        const auto corpus = read_corpus(options.paths);
        if (corpus.empty()) throw std::runtime_error("no corpus");
        auto words = options.dictionary.empty() ? std::vector<std::string>()
                                                : read_dictionary(read(options.dictionary));
        std::printf("%zu files, %zu words, then %llu mutations with -seed=%llu\n",
                    corpus.size(), words.size(), static_cast<unsigned long long>(options.runs),
                    static_cast<unsigned long long>(options.seed));
        std::fflush(stdout);
        watch();
        run("");
        for (const auto& input : corpus) run(input);
        Mutator mutator(corpus, std::move(words), options.seed);
        for (std::uint64_t i = 0; i < options.runs; ++i) run(mutator.next());
    } catch (const std::exception& error) {
        // Also what escapes from the target: nothing but bkxsms::Error may, and that is caught.
        if (!current.empty()) keep_current();
        std::fprintf(stderr, "replay: %s\n", error.what());
        return 1;
    }
}
