// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#pragma once

#include <hawser/fields.hpp>

#include <span>
#include <string_view>
#include <vector>

namespace hawser::http {

/// One element of Accept, Accept-Language or Accept-Encoding: what the client takes, and how gladly
/// (RFC 9110 §12.4.2).
struct Preference {
    std::string_view value; ///< with its parameters, without the weight: `text/html;level=1`
    unsigned weight = 1000; ///< thousandths: 1000 for `q=1`; 0 means "not this"
};

/// Takes the next element from the front of a list; false at its end. Elements that are empty or whose
/// weight is malformed are passed over. Commas and semicolons in quoted strings are data.
bool next_preference(std::string_view& list, Preference& element) noexcept;

/// All elements of all fields of that name with a weight above 0, the dearest first; of equal ones, the
/// first first.
std::vector<std::string_view> preferences(const Fields& fields, std::string_view name);

/// How gladly the client takes a content coding, in thousandths; 0: not at all (RFC 9110 §12.5.3). Without
/// Accept-Encoding, or with an empty one, it takes nothing but `identity`: that is no more than a guess,
/// but the one that always works. `x-gzip` is gzip (§8.4.1.3).
unsigned encoding_quality(const Fields& fields, std::string_view coding) noexcept;

/// The content coding to answer with: the one of `offered` that the client takes most gladly, and of equal
/// ones the first, so `offered` is in the server's order of preference. `""` stands for identity: the client
/// prefers it, or takes none of those offered. Equal to the best of the codings, identity loses.
std::string_view best_encoding(const Fields& fields, std::span<const std::string_view> offered) noexcept;

/// The media type of `offered` that the client takes most gladly (RFC 9110 §12.5.1); of equal ones the first.
/// The most specific range that fits decides about a type, also if it is the one that excludes it. Without
/// Accept, the first of `offered`; `""` if the client takes none of them.
std::string_view best_type(const Fields& fields, std::span<const std::string_view> offered) noexcept;

/// The language tag of `offered` for the client: its ranges are asked in the order of their weight, each
/// first as a whole (RFC 4647 §3.3.1), then cut subtag by subtag (§3.4). `""` if no range fits: the caller
/// has a default. Without Accept-Language, the first of `offered`.
std::string_view best_language(const Fields& fields, std::span<const std::string_view> offered);

} // namespace hawser::http
