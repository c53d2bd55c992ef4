// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "server/pattern.hpp"

#include <algorithm>
#include <stdexcept>

namespace hawser::server {

namespace {

// The segment before the next slash; `path` moves behind that slash, or becomes null at the end.
std::string_view take_segment(std::string_view& path)
{
    const auto slash = path.find('/');
    const auto segment = path.substr(0, slash);
    path = slash == path.npos ? std::string_view{} : path.substr(slash + 1);
    return segment;
}

bool is_name(std::string_view text)
{
    return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
    });
}

} // namespace

Pattern::Pattern(std::string_view text) : text_{text}
{
    if (text_.empty() || text_.front() != '/')
        refuse("it must begin with \"/\"");
    literal_prefix_ = std::min(text_.find_first_of("{*"), text_.size());
    std::string_view rest{text_};
    rest.remove_prefix(1);
    while (rest.data()) {
        const auto segment = take_segment(rest);
        parse_segment(segment, rest.data() == nullptr);
    }
}

void Pattern::parse_segment(std::string_view segment, bool is_last)
{
    if (segment == "*") {
        if (!is_last)
            refuse("\"*\" may stand only at its end");
        has_rest_ = true;
        is_exact_ = false;
        return;
    }
    if (segment.size() > 2 && segment.front() == '{' && segment.back() == '}') {
        const auto name = segment.substr(1, segment.size() - 2);
        if (!is_name(name))
            refuse("a parameter's name has letters, digits and \"_\" only");
        for (const auto& other : segments_)
            if (other.is_parameter && other.text == name)
                refuse("two parameters have the same name");
        segments_.push_back({name, true});
        is_exact_ = false;
        return;
    }
    if (segment.find_first_of("{}*") != segment.npos)
        refuse("\"{name}\" and \"*\" must fill a whole segment");
    segments_.push_back({segment, false});
}

void Pattern::refuse(const char* why) const
{
    throw std::invalid_argument{"path \"" + text_ + "\" cannot be used: " + why};
}

bool Pattern::match(std::string_view path, Parameters& parameters) const
{
    if (is_exact_)
        return path == text_;
    if (path.empty() || path.front() != '/')
        return false;
    path.remove_prefix(1);
    const auto before = parameters.size();
    for (const auto& segment : segments_) {
        const auto part = path.data() ? take_segment(path) : std::string_view{};
        const bool fits = segment.is_parameter ? !part.empty() : part.data() && part == segment.text;
        if (!fits) {
            parameters.resize(before);
            return false;
        }
        if (segment.is_parameter)
            parameters.emplace_back(segment.text, part);
    }
    // A rest needs the slash before it: "/a/*" matches "/a/" and not "/a".
    if (has_rest_ == (path.data() != nullptr)) {
        if (has_rest_)
            parameters.emplace_back("*", path);
        return true;
    }
    parameters.resize(before);
    return false;
}

} // namespace hawser::server
