// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace hawser::server {

/// The path of a route or service: exact (`/a/b`), with parameters that match one non-empty segment each
/// (`/a/{name}`), or with a `*` at the end that matches any rest (`/a/*`).
class Pattern {
public:
    using Parameters = std::vector<std::pair<std::string_view, std::string_view>>;

    /// @throws std::invalid_argument with a text that names the pattern and what is wrong with it.
    explicit Pattern(std::string_view text);
    Pattern(const Pattern&) = delete; // the segments are views of the text
    Pattern& operator=(const Pattern&) = delete;

    const std::string& text() const noexcept { return text_; }

    /// True if there is neither a parameter nor a `*`: `text()` is the only path that matches.
    bool is_exact() const noexcept { return is_exact_; }

    /// Characters before the first parameter or `*`; longer means more specific.
    std::size_t literal_prefix() const noexcept { return literal_prefix_; }

    /// Matches a decoded path and adds what the parameters matched: views of `text()` and of `path`.
    bool match(std::string_view path, Parameters& parameters) const;

private:
    struct Segment {
        std::string_view text; // a literal, or the name of a parameter; a view of text_
        bool is_parameter;
    };

    void parse_segment(std::string_view segment, bool is_last);
    [[noreturn]] void refuse(const char* why) const;

    std::string text_;
    std::vector<Segment> segments_;
    std::size_t literal_prefix_ = 0;
    bool is_exact_ = true;
    bool has_rest_ = false;
};

} // namespace hawser::server
