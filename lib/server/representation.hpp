// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#pragma once

#include "server/answer.hpp"
#include "core/file.hpp"

#include <hawser/fields.hpp>
#include <hawser/request.hpp>

#include <cstddef>
#include <cstdint>
#include <ctime>
#include <memory>
#include <string>
#include <string_view>

namespace hawser::server {

/// A file's content in one content coding (RFC 9110 §3.2), with all that an answer says of it, ready to be
/// sent again and again. The content is in memory or in an open file.
struct Representation {
    std::shared_ptr<const std::string> content;
    std::shared_ptr<const core::File> file;
    std::uint64_t size = 0;
    std::string entity_tag;
    std::time_t modified = 0;
    bool is_coded = false;
    Fields fields;              ///< of 200 and 206
    Fields not_modified_fields; ///< those that a 304 has too (RFC 9110 §15.4.5)
};

/// What goes into the fields of a representation. Empty ones are left out.
struct RepresentationFields {
    std::string_view content_type{};
    std::string_view content_coding{};
    std::string_view cache_control{};
    bool varies = false; ///< there are, or may be, others for other Accept-Encodings
    bool accepts_ranges = true;
};

/// Sets both sets of fields from these, the entity tag and the time of the last change.
void describe(Representation& representation, const RepresentationFields& values);

/// Fills in the answer for a representation that was selected: 200, or what the conditions and ranges of the
/// request ask for: 206, 304, 412, 416 (in the order of RFC 9110 §13.2.2). Content-Type and Cache-Control
/// that the response has already stay. `now` is in seconds since the epoch.
void answer_with(const Representation& representation, const Request& request, std::size_t max_ranges,
                 std::time_t now, Answer& answer);

} // namespace hawser::server
