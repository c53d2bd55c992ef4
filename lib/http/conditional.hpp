// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#pragma once

#include <hawser/request.hpp>

#include <cstdint>
#include <ctime>
#include <optional>
#include <string>
#include <string_view>

namespace hawser::http {

/// An entity tag (RFC 9110 §8.8.3) for the state of a file, quotes and all.
///
/// It changes whenever size, inode or time of the last change does, so also when a file is replaced by an
/// older one, without reading the file. The three go through a hash: an inode number, and with it a clue
/// to what else lies on the disk, is nobody's business.
///
/// The clock behind a file's time is coarse (milliseconds): two writes in a row may leave the same state.
/// A tag made within two seconds of the change is therefore weak (§8.8.1), and strong after that. For
/// If-None-Match the two compare equal.
std::string make_entity_tag(std::uint64_t size, std::int64_t modified_ns, std::uint64_t inode,
                            std::int64_t now_ns);

/// What an answer with status 200 would say of its content.
struct Validators {
    std::string_view entity_tag = {};              ///< empty: none
    std::optional<std::time_t> last_modified = {}; ///< nothing: none
    bool exists = true;                            ///< false: there is nothing there yet (for `*`)
};

enum class Precondition : unsigned char {
    proceed,             ///< answer as if there were no conditions
    not_modified,        ///< 304
    precondition_failed, ///< 412
};

/// Evaluates If-Match, If-Unmodified-Since, If-None-Match and If-Modified-Since in the order of RFC 9110
/// §13.2.2. To be asked only where the answer would be 2xx. If-Range belongs to ranges and is not looked
/// at. `now` serves dates with a year of two digits.
Precondition evaluate_preconditions(const Request& request, const Validators& validators, std::time_t now);

/// Evaluates If-Range (RFC 9110 §13.1.5): false where the ranges asked for are of another state of the
/// content, and Range has to be ignored. A date counts only where the entity tag is strong: what was changed
/// in the last two seconds may have been changed twice in the second that the date names (§8.8.2.2).
bool range_condition_holds(const Request& request, const Validators& validators, std::time_t now);

/// Compare two entity tags with their quotes (RFC 9110 §8.8.3.2).
bool strongly_equal(std::string_view a, std::string_view b) noexcept;
bool weakly_equal(std::string_view a, std::string_view b) noexcept;

} // namespace hawser::http
