// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "http/static_path.hpp"

#include <algorithm>

namespace hawser::http {
namespace {

constexpr bool is_forbidden(char c) noexcept
{
    auto byte = static_cast<unsigned char>(c);
    return byte < 0x20 || byte == 0x7f || c == '\\' || c == ':';
}

constexpr bool is_hidden(std::string_view segment, bool is_first, Dotfiles dotfiles) noexcept
{
    if (dotfiles == Dotfiles::shown) {
        return segment == "." || segment == "..";
    }
    return segment.front() == '.' && !(is_first && segment == ".well-known");
}

} // namespace

std::optional<std::string> static_path(std::string_view decoded_path, Dotfiles dotfiles)
{
    if (decoded_path.empty() || decoded_path.front() != '/' ||
        std::any_of(decoded_path.begin(), decoded_path.end(), is_forbidden)) {
        return std::nullopt;
    }
    auto path = decoded_path.substr(1);
    for (auto rest = path; !rest.empty();) {
        auto slash = rest.find('/');
        auto segment = rest.substr(0, slash);
        bool is_first = rest.data() == path.data();
        if (segment.empty() || is_hidden(segment, is_first, dotfiles)) {
            return std::nullopt;
        }
        rest.remove_prefix(slash == std::string_view::npos ? rest.size() : slash + 1);
    }
    return std::string{path};
}

} // namespace hawser::http
