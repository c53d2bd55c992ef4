// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include <hawser/fields.hpp>

#include "core/ascii.hpp"

#include <algorithm>
#include <cstring>
#include <limits>
#include <stdexcept>

namespace hawser {
namespace {

// CR, LF or NUL. Every field of every request comes through here, so words without any control character
// up to CR are passed over whole.
bool has_line_break(std::string_view value) noexcept
{
    const auto is_break = [](char c) { return c == '\r' || c == '\n' || c == '\0'; };
    while (value.size() >= 8) {
        std::uint64_t word = 0;
        std::memcpy(&word, value.data(), sizeof word);
        constexpr std::uint64_t ones = 0x0101'0101'0101'0101;
        const auto below = (word - ones * 0x0e) & ~word & (ones * 0x80);
        if (below != 0 && std::any_of(value.begin(), value.begin() + 8, is_break)) {
            return true;
        }
        value.remove_prefix(8);
    }
    return std::any_of(value.begin(), value.end(), is_break);
}

void check(std::string_view name, std::string_view value)
{
    if (!core::is_token(name)) {
        throw std::invalid_argument{"hawser: a header field's name is not a token"};
    }
    if (has_line_break(value)) {
        throw std::invalid_argument{"hawser: CR, LF or NUL in a header field's value"};
    }
}

} // namespace

std::optional<std::string_view> Fields::find(std::string_view name) const noexcept
{
    for (auto [field_name, value] : *this) {
        if (core::iequals(field_name, name)) {
            return value;
        }
    }
    return std::nullopt;
}

std::string_view Fields::operator[](std::string_view name) const noexcept
{
    return find(name).value_or(std::string_view{});
}

std::size_t Fields::count(std::string_view name) const noexcept
{
    std::size_t n = 0;
    for (auto field : *this) {
        n += core::iequals(field.name, name) ? 1 : 0;
    }
    return n;
}

bool Fields::has_token(std::string_view name, std::string_view token) const noexcept
{
    for (auto [field_name, value] : *this) {
        if (!core::iequals(field_name, name)) {
            continue;
        }
        while (!value.empty()) {
            auto element = core::next_element(value);
            if (!element.empty() && core::iequals(element, token)) {
                return true;
            }
        }
    }
    return false;
}

void Fields::add(std::string_view name, std::string_view value)
{
    check(name, value);
    constexpr std::size_t room = std::numeric_limits<std::uint32_t>::max();
    if (name.size() > room - text_.size() || value.size() > room - text_.size() - name.size()) {
        throw std::length_error{"hawser: header fields over 4 GiB"};
    }
    entries_.push_back({static_cast<std::uint32_t>(text_.size()), static_cast<std::uint32_t>(name.size()),
                        static_cast<std::uint32_t>(value.size())});
    if (text_.capacity() - text_.size() >= name.size() + value.size()) {
        text_.append(name).append(value);
        return;
    }
    // The arguments may be views of this very container, so the old block must outlive the copying.
    try {
        std::string grown;
        grown.reserve(std::max(text_.size() * 2, text_.size() + name.size() + value.size()));
        grown.append(text_).append(name).append(value);
        text_ = std::move(grown);
    } catch (...) {
        entries_.pop_back();
        throw;
    }
}

void Fields::set(std::string_view name, std::string_view value)
{
    check(name, value);
    // Erasing moves the block, which the arguments may be views of.
    std::string kept_name{name};
    std::string kept_value{value};
    erase(kept_name);
    add(kept_name, kept_value);
}

std::size_t Fields::erase(std::string_view name)
{
    if (!contains(name)) {
        return 0;
    }
    // The text is closed up in the same pass, or a field that is set again and again would grow it.
    std::string kept_name{name};
    std::size_t text_size = 0;
    std::size_t kept = 0;
    for (std::size_t i = 0; i < entries_.size(); ++i) {
        auto entry = entries_[i];
        std::string_view entry_name{text_.data() + entry.offset, entry.name_size};
        if (core::iequals(entry_name, kept_name)) {
            continue;
        }
        auto size = std::size_t{entry.name_size} + entry.value_size;
        text_.replace(text_size, size, text_, entry.offset, size);
        entry.offset = static_cast<std::uint32_t>(text_size);
        entries_[kept++] = entry;
        text_size += size;
    }
    auto erased = entries_.size() - kept;
    entries_.resize(kept);
    text_.resize(text_size);
    return erased;
}

void Fields::clear() noexcept
{
    text_.clear();
    entries_.clear();
}

void Fields::shrink_to_fit()
{
    text_.shrink_to_fit();
    entries_.shrink_to_fit();
}

Fields::Field Fields::operator[](std::size_t index) const noexcept
{
    const auto& entry = entries_[index];
    const char* name = text_.data() + entry.offset;
    return {{name, entry.name_size}, {name + entry.name_size, entry.value_size}};
}

} // namespace hawser
