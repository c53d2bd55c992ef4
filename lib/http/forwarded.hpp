// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#pragma once

#include <hawser/endpoint.hpp>
#include <hawser/fields.hpp>

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace hawser::http {

/// What one proxy says of the request that came to it (RFC 7239 §5).
struct ForwardedHop {
    std::string node;  ///< who sent it, as written: `192.0.2.1`, `[2001:db8::1]:80`, `unknown`, `_hidden`
    std::string proto; ///< `http`, `https`; `""` if it does not say
    std::string host;  ///< the Host field that it got; `""` if it does not say
};

/// The address of a node identifier (RFC 7239 §6), the port 0 if there is none; nothing for `unknown`, for
/// an obfuscated one and for what is neither. An IPv6 address may lack its brackets, as X-Forwarded-For has
/// it.
std::optional<Endpoint> node_address(std::string_view node) noexcept;

/// Takes the elements of a list that may lie in several fields (RFC 9110 §5.3), from the last to the first:
/// each proxy appends to it, so what stands further left is less to be trusted.
class ListFromRight {
public:
    /// `fields` must stay as they are while this is in use.
    ListFromRight(const Fields& fields, std::string_view name) noexcept;

    /// The next element, trimmed; empty ones are passed over. Nothing at the start of the list.
    std::optional<std::string_view> next() noexcept;

    /// The same for elements that may have commas in quoted strings. A quote that has no partner ends the
    /// list.
    std::optional<std::string_view> next_with_quotes() noexcept;

private:
    bool find_field() noexcept;
    std::optional<std::string_view> take(std::size_t comma) noexcept;

    const Fields& fields_;
    std::string_view name_;
    std::size_t index_; // of the field that rest_ is a part of
    std::string_view rest_;
    bool in_field_ = false;
};

/// One element of Forwarded (RFC 7239 §4): `for=192.0.2.1;proto=https;host="example.com:8080"`. Nothing if
/// it is malformed or names a parameter twice. Extensions are passed over.
std::optional<ForwardedHop> parse_forwarded_element(std::string_view element);

} // namespace hawser::http
