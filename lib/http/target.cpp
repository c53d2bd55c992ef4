// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "http/target.hpp"

#include "core/ascii.hpp"
#include "core/percent.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <limits>

namespace hawser::http {
namespace {

template <class Predicate>
constexpr std::array<bool, 256> make_table(Predicate predicate)
{
    std::array<bool, 256> table{};
    for (std::size_t c = 0; c < table.size(); ++c) {
        table[c] = predicate(static_cast<unsigned char>(c));
    }
    return table;
}

bool consists_of(std::string_view text, const std::array<bool, 256>& table) noexcept
{
    return std::all_of(text.begin(), text.end(),
                       [&](char c) { return table[static_cast<unsigned char>(c)]; });
}

// Everything but controls, space and '#'. Bytes over 127 are not in the grammar, but clients that do not
// escape UTF-8 are common, and no reading of them is dangerous.
constexpr auto target_characters =
    make_table([](unsigned char c) { return c > 0x20 && c != 0x7f && c != '#'; });

constexpr auto name_characters = make_table([](unsigned char c) {
    auto character = static_cast<char>(c);
    return core::is_alpha(character) || core::is_digit(character) ||
           std::string_view{"-._~!$&'()*+,;="}.find(character) != std::string_view::npos;
});

/// True if each `%` stands before two hex digits.
bool has_valid_escapes(std::string_view text, bool is_path) noexcept
{
    for (auto at = text.find('%'); at != std::string_view::npos; at = text.find('%', at + 3)) {
        if (text.size() - at < 3) {
            return false;
        }
        int high = core::hex_value(text[at + 1]);
        int low = core::hex_value(text[at + 2]);
        if (high < 0 || low < 0) {
            return false;
        }
        // The decoded path ends up in file names, log lines and redirects: none may be cut or forged.
        int c = high * 16 + low;
        if (is_path && (c == '\0' || c == '\r' || c == '\n')) {
            return false;
        }
    }
    return true;
}

/// The length of `scheme://`, or 0.
std::size_t scheme_size(std::string_view target) noexcept
{
    auto colon = target.find(':');
    if (colon == std::string_view::npos || !core::is_alpha(target.front())
        || target.substr(colon, 3) != "://") {
        return 0;
    }
    bool valid = std::all_of(target.begin(), target.begin() + static_cast<std::ptrdiff_t>(colon), [](char c) {
        return core::is_alpha(c) || core::is_digit(c) || c == '+' || c == '-' || c == '.';
    });
    return valid ? colon + 3 : 0;
}

bool is_reg_name(std::string_view host) noexcept
{
    for (std::size_t i = 0; i < host.size(); ++i) {
        if (host[i] == '%') {
            if (host.size() - i < 3 || core::hex_value(host[i + 1]) < 0 || core::hex_value(host[i + 2]) < 0) {
                return false;
            }
            i += 2;
        } else if (!name_characters[static_cast<unsigned char>(host[i])]) {
            return false;
        }
    }
    return true;
}

bool is_ip6_literal(std::string_view text) noexcept
{
    return text.size() >= 2 && text.find(':') != std::string_view::npos &&
           std::all_of(text.begin(), text.end(),
                       [](char c) { return c == ':' || c == '.' || core::hex_value(c) >= 0; });
}

bool is_port(std::string_view text) noexcept
{
    return text.size() <= 5 && std::all_of(text.begin(), text.end(), core::is_digit);
}

} // namespace

std::optional<TargetParts> split_target(std::string_view target) noexcept
{
    if (target.empty() || target.size() > std::numeric_limits<std::uint32_t>::max() ||
        !consists_of(target, target_characters)) {
        return std::nullopt;
    }
    TargetParts parts;
    std::size_t path_begin = 0;
    if (target == "*") {
        parts.form = TargetForm::asterisk;
        parts.path_end = 1;
        return parts;
    }
    if (target.front() != '/') {
        path_begin = scheme_size(target);
        if (path_begin == 0) {
            // The port is no option here (RFC 9112 §3.2.3).
            auto colon = target.rfind(':');
            if (colon == 0 || colon == std::string_view::npos || colon + 1 == target.size() ||
                !is_port(target.substr(colon + 1)) || !is_authority(target)) {
                return std::nullopt;
            }
            parts.form = TargetForm::authority;
            return parts;
        }
        auto authority_end = std::min(target.find_first_of("/?", path_begin), target.size());
        auto authority = target.substr(path_begin, authority_end - path_begin);
        if (authority.empty() || authority.front() == ':' || !is_authority(authority)) {
            return std::nullopt;
        }
        parts.form = TargetForm::absolute;
        path_begin = authority_end;
    }
    auto path_end = std::min(target.find('?', path_begin), target.size());
    auto query_begin = std::min(path_end + 1, target.size());
    auto path = target.substr(path_begin, path_end - path_begin);
    if (!has_valid_escapes(path, true) || !has_valid_escapes(target.substr(query_begin), false)) {
        return std::nullopt;
    }
    parts.escaped = path.find('%') != std::string_view::npos;
    parts.path_begin = static_cast<std::uint32_t>(path_begin);
    parts.path_end = static_cast<std::uint32_t>(path_end);
    parts.query_begin = static_cast<std::uint32_t>(query_begin);
    parts.query_end = static_cast<std::uint32_t>(target.size());
    return parts;
}

bool is_authority(std::string_view text) noexcept
{
    if (!text.empty() && text.front() == '[') {
        auto end = text.find(']');
        if (end == std::string_view::npos || !is_ip6_literal(text.substr(1, end - 1))) {
            return false;
        }
        auto port = text.substr(end + 1);
        return port.empty() || (port.front() == ':' && is_port(port.substr(1)));
    }
    auto colon = text.find(':');
    if (colon == std::string_view::npos) {
        return is_reg_name(text);
    }
    return is_reg_name(text.substr(0, colon)) && is_port(text.substr(colon + 1));
}

bool has_foreign_scheme(std::string_view target, bool secure) noexcept
{
    if (target.empty() || target.front() == '/') {
        return false;
    }
    auto end = target.find("://");
    return end != std::string_view::npos && !core::iequals(target.substr(0, end), secure ? "https" : "http");
}

} // namespace hawser::http
