// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#pragma once

#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <string>
#include <string_view>

namespace hawser::test {

/// A new empty folder, gone with all that is in it at the end of the test.
class TempFolder {
public:
    TempFolder()
    {
        auto name = (std::filesystem::temp_directory_path() / "hawser_test_XXXXXX").string();
        if (!::mkdtemp(name.data())) {
            throw std::runtime_error{"mkdtemp failed"};
        }
        path_ = std::filesystem::canonical(name);
    }
    ~TempFolder()
    {
        std::error_code ignored;
        std::filesystem::remove_all(path_, ignored);
    }
    TempFolder(const TempFolder&) = delete;
    TempFolder& operator=(const TempFolder&) = delete;

    const std::filesystem::path& path() const noexcept { return path_; }
    std::string operator/(std::string_view name) const { return (path_ / name).string(); }

    void make_folder(std::string_view name) const { std::filesystem::create_directories(path_ / name); }

    /// Writes a file; its folder is made if it is missing.
    void write(std::string_view name, std::string_view content) const
    {
        std::filesystem::create_directories((path_ / name).parent_path());
        std::ofstream out{path_ / name, std::ios::binary | std::ios::trunc};
        out.write(content.data(), static_cast<std::streamsize>(content.size()));
        if (!out.flush()) {
            throw std::runtime_error{"cannot write " + std::string{name}};
        }
    }

    void link(std::string_view name, const std::filesystem::path& target) const
    {
        std::filesystem::create_symlink(target, path_ / name);
    }

    /// Makes a file look as if it was last changed two hours ago: its entity tag is then a strong one.
    void age(std::string_view name) const
    {
        const auto now = std::filesystem::file_time_type::clock::now();
        std::filesystem::last_write_time(path_ / name, now - std::chrono::hours{2});
    }

private:
    std::filesystem::path path_;
};

} // namespace hawser::test
