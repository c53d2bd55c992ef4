// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include <hawser/upload_file.hpp>

#include "core/ascii.hpp"
#include "core/utf8.hpp"
#include "http/filename_limits.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>

namespace hawser {
namespace {

using core::npos;

/// Behind the last separator of either kind, and behind a drive letter: old browsers sent whole paths.
std::string_view last_segment(std::string_view name) noexcept
{
    if (auto slash = name.find_last_of("/\\"); slash != npos) {
        name.remove_prefix(slash + 1);
    }
    bool has_drive = name.size() >= 2 && name[1] == ':' && core::to_lower(name[0]) >= 'a' &&
                     core::to_lower(name[0]) <= 'z';
    return name.substr(has_drive ? 2 : 0);
}

/// Each byte that is part of no character becomes `_`.
std::string to_utf8(std::string_view text)
{
    std::string out;
    while (!text.empty()) {
        core::Utf8Validator validator;
        auto good = validator.feed(text);
        // What was begun and not ended is bad from its first byte on.
        auto whole = text.substr(0, good);
        while (!core::is_valid_utf8(whole)) {
            whole.remove_suffix(1);
        }
        out.append(whole);
        if (whole.size() < text.size()) {
            out.push_back('_');
        }
        text.remove_prefix(std::min(whole.size() + 1, text.size()));
    }
    return out;
}

/// Characters that are not seen but change how a name is read: controls over 127 and those that turn the
/// direction of writing around, so that `exe.jpg` looks like `gpj.exe`.
bool is_invisible(std::uint32_t c) noexcept
{
    return (c >= 0x80 && c <= 0x9f) || c == 0x61c || (c >= 0x200b && c <= 0x200f) ||
           (c >= 0x2028 && c <= 0x202e) || (c >= 0x2060 && c <= 0x206f) || c == 0xfeff;
}

/// The character of two or three bytes at the front of valid UTF-8, or 0 for any other.
std::uint32_t decode_short(std::string_view text) noexcept
{
    const auto byte = [&](std::size_t i) {
        return static_cast<std::uint32_t>(static_cast<unsigned char>(text[i]));
    };
    if ((byte(0) & 0xe0) == 0xc0) {
        return (byte(0) & 0x1f) << 6 | (byte(1) & 0x3f);
    }
    if ((byte(0) & 0xf0) == 0xe0) {
        return (byte(0) & 0x0f) << 12 | (byte(1) & 0x3f) << 6 | (byte(2) & 0x3f);
    }
    return 0;
}

std::size_t character_size(char first) noexcept
{
    auto byte = static_cast<unsigned char>(first);
    return byte < 0xc0 ? 1 : byte < 0xe0 ? 2 : byte < 0xf0 ? 3 : 4;
}

/// Drops what is invisible, and replaces what some file system does not allow or a shell would expand.
std::string without_specials(std::string_view text)
{
    std::string out;
    while (!text.empty()) {
        auto size = character_size(text.front());
        auto byte = static_cast<unsigned char>(text.front());
        if (size == 1) {
            if (byte >= 0x20 && byte != 0x7f) {
                out.push_back(std::string_view{"<>:\"|?*"}.find(text.front()) == npos ? text.front() : '_');
            }
        } else if (!is_invisible(decode_short(text))) {
            out.append(text.substr(0, size));
        }
        text.remove_prefix(size);
    }
    return out;
}

/// Leading dots hide a file, or name another folder; those at the end vanish on Windows, as do spaces.
std::string_view without_dots(std::string_view name) noexcept
{
    auto begin = std::min(name.find_first_not_of(". "), name.size());
    name.remove_prefix(begin);
    return name.substr(0, name.find_last_not_of(". ") + 1);
}

/// `CON`, `com1.txt`: devices on Windows, whatever the extension.
bool is_device(std::string_view name) noexcept
{
    constexpr std::array<std::string_view, 6> devices{"con", "prn", "aux", "nul", "conin$", "conout$"};
    auto stem = name.substr(0, name.find('.'));
    stem = stem.substr(0, stem.find_last_not_of(' ') + 1);
    bool is_numbered = stem.size() == 4 && stem[3] >= '0' && stem[3] <= '9' &&
                       (core::iequals(stem.substr(0, 3), "com") || core::iequals(stem.substr(0, 3), "lpt"));
    return is_numbered || std::any_of(devices.begin(), devices.end(),
                                      [&](std::string_view device) { return core::iequals(stem, device); });
}

/// Cuts the end of the stem, between characters.
std::string shortened(const std::string& name)
{
    if (name.size() <= http::max_filename_size) {
        return name;
    }
    auto dot = name.rfind('.');
    auto extension =
        dot != npos && name.size() - dot <= http::max_extension_size ? name.substr(dot) : std::string{};
    auto end = http::max_filename_size - extension.size();
    while (end > 0 && (static_cast<unsigned char>(name[end]) & 0xc0) == 0x80) {
        --end;
    }
    return std::string{without_dots(std::string_view{name}.substr(0, end))}.append(extension);
}

} // namespace

std::string clean_filename(std::string_view name)
{
    auto cleaned = without_specials(to_utf8(last_segment(name)));
    cleaned = std::string{without_dots(cleaned)};
    if (cleaned.empty()) {
        return "file";
    }
    if (is_device(cleaned)) {
        cleaned.insert(0, 1, '_');
    }
    return shortened(cleaned);
}

} // namespace hawser
