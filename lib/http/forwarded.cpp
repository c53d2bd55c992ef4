// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "http/forwarded.hpp"

#include "core/ascii.hpp"

namespace hawser::http {
namespace {

using core::npos;

/// The opening quote that belongs to the closing one at `end`. It follows a `=` (RFC 7239 §4); quotes within
/// have a backslash before them.
std::size_t opening_quote(std::string_view text, std::size_t end) noexcept
{
    for (auto at = end; at > 0;) {
        at = text.rfind('"', at - 1);
        if (at == npos)
            return npos;
        if (at > 0 && text[at - 1] == '=')
            return at;
        if (at == 0 || text[at - 1] != '\\')
            return npos;
    }
    return npos;
}

/// The comma before the last element; `npos` if there is none. False if a quote has no partner.
bool last_comma(std::string_view text, std::size_t& comma) noexcept
{
    for (auto at = text.size(); at > 0; --at) {
        const char c = text[at - 1];
        if (c == ',') {
            comma = at - 1;
            return true;
        }
        if (c != '"')
            continue;
        const auto open = opening_quote(text, at - 1);
        if (open == npos)
            return false;
        at = open + 1; // the loop takes one more
    }
    comma = npos;
    return true;
}

bool is_quoted_text(char c) noexcept
{
    const auto code = static_cast<unsigned char>(c);
    return c == '\t' || (code >= 0x20 && code != 0x7f);
}

/// Takes a quoted string (RFC 9110 §5.6.4) from the front.
bool take_quoted(std::string_view& text, std::string& value)
{
    text.remove_prefix(1);
    while (!text.empty()) {
        char c = text.front();
        text.remove_prefix(1);
        if (c == '"')
            return true;
        if (c == '\\') {
            if (text.empty())
                return false;
            c = text.front();
            text.remove_prefix(1);
        }
        if (!is_quoted_text(c))
            return false;
        value.push_back(c);
    }
    return false;
}

std::string_view take_token(std::string_view& text) noexcept
{
    std::size_t size = 0;
    while (size < text.size() && core::is_token_char(text[size]))
        ++size;
    const auto token = text.substr(0, size);
    text.remove_prefix(size);
    return token;
}

/// Node identifiers with a colon or a bracket must be quoted; that many proxies leave the quotes out harms
/// nobody, since commas, semicolons and quotes still end the value.
std::string_view take_bare_value(std::string_view& text) noexcept
{
    const auto size = text.find_first_of(";\" \t=");
    const auto value = text.substr(0, size);
    text.remove_prefix(value.size());
    return value;
}

std::string* place_of(ForwardedHop& hop, std::string_view name) noexcept
{
    if (core::iequals(name, "for"))
        return &hop.node;
    if (core::iequals(name, "proto"))
        return &hop.proto;
    return core::iequals(name, "host") ? &hop.host : nullptr;
}

bool take_pair(std::string_view& text, ForwardedHop& hop)
{
    const auto name = take_token(text);
    if (name.empty() || text.empty() || text.front() != '=')
        return false;
    text.remove_prefix(1);
    std::string value;
    if (!text.empty() && text.front() == '"') {
        if (!take_quoted(text, value))
            return false;
    } else {
        value = take_bare_value(text);
        if (value.empty())
            return false;
    }
    if (auto* place = place_of(hop, name)) {
        if (!place->empty())
            return false;
        *place = std::move(value);
    }
    return true;
}

} // namespace

std::optional<Endpoint> node_address(std::string_view node) noexcept
{
    // An obfuscated port, `192.0.2.1:_gazonk`, leaves the address what it is.
    if (const auto hidden = node.rfind(":_"); hidden != npos)
        node = node.substr(0, hidden);
    return Endpoint::from_string(node);
}

ListFromRight::ListFromRight(const Fields& fields, std::string_view name) noexcept
    : fields_{fields}, name_{name}, index_{fields.size()}
{
}

std::optional<std::string_view> ListFromRight::next() noexcept
{
    while (in_field_ || find_field()) {
        const auto element = take(rest_.rfind(','));
        if (!element->empty())
            return element;
    }
    return std::nullopt;
}

std::optional<std::string_view> ListFromRight::next_with_quotes() noexcept
{
    while (in_field_ || find_field()) {
        std::size_t comma = 0;
        if (!last_comma(rest_, comma)) {
            index_ = 0;
            in_field_ = false;
            return std::nullopt;
        }
        const auto element = take(comma);
        if (!element->empty())
            return element;
    }
    return std::nullopt;
}

bool ListFromRight::find_field() noexcept
{
    while (index_ > 0) {
        const auto field = fields_[--index_];
        if (core::iequals(field.name, name_)) {
            rest_ = field.value;
            in_field_ = true;
            return true;
        }
    }
    return false;
}

std::optional<std::string_view> ListFromRight::take(std::size_t comma) noexcept
{
    const auto element = core::trim(comma == npos ? rest_ : rest_.substr(comma + 1));
    in_field_ = comma != npos;
    rest_ = rest_.substr(0, in_field_ ? comma : 0);
    return element;
}

std::optional<ForwardedHop> parse_forwarded_element(std::string_view element)
{
    ForwardedHop hop;
    auto rest = core::trim(element);
    for (;;) {
        // Pairs may be missing; the RFC's own examples have spaces here, its grammar does not (§4).
        while (!rest.empty() && (rest.front() == ';' || rest.front() == ' ' || rest.front() == '\t'))
            rest.remove_prefix(1);
        if (rest.empty())
            return hop;
        if (!take_pair(rest, hop))
            return std::nullopt;
        rest = core::trim(rest);
        if (!rest.empty() && rest.front() != ';')
            return std::nullopt;
    }
}

} // namespace hawser::http
