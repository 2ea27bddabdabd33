#pragma once

#include <filesystem>
#include <string_view>

namespace bkxsms::test {

/// A new folder of mode 0700 that goes with its object.
class TempFolder {
public:
    TempFolder();
    ~TempFolder();
    TempFolder(const TempFolder&) = delete;
    TempFolder& operator=(const TempFolder&) = delete;

    const std::filesystem::path& path() const noexcept { return path_; }
    /// Writes a file below it (mode 0600) and returns its path.
    std::filesystem::path write(std::string_view name, std::string_view content) const;

private:
    std::filesystem::path path_;
};

} // namespace bkxsms::test
