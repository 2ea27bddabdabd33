// Prints every key and its default, separated by a tab: what bkxsms.toml(5) must document.

#include "core/config/config.hpp"

#include <cstdio>

int main() {
    for (const auto& key : bkxsms::config::keys())
        std::printf("%.*s\t%s\n", static_cast<int>(key.name.size()), key.name.data(),
                    key.default_text.c_str());
}
