// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#pragma once

#include <hawser/config.hpp>
#include <hawser/error.hpp>

#include <type_traits>

namespace hawser {

/// What is wrong with a form. `condition::protocol_error` stands for those that are malformed,
/// `condition::limit_exceeded` for those that are too large.
enum class form_error {
    not_a_form = 1,        ///< Content-Type is neither urlencoded nor multipart/form-data with a boundary
    bad_delimiter,         ///< a boundary with something behind it
    bad_part,              ///< the header of a part is malformed, or not one of a form
    truncated,             ///< the body ends in the middle of the form
    too_many_parts,        ///< more than `FormLimits::parts`
    part_header_too_large, ///< more than `FormLimits::part_header`
    part_too_large,        ///< more than `FormLimits::field`, `all_fields` or `file`
    form_too_large,        ///< more than `FormLimits::total`
};

HAWSER_DECL const boost::system::error_category& form_category() noexcept;

inline error_code make_error_code(form_error e) noexcept
{
    return {static_cast<int>(e), form_category()};
}

/// The status to answer with: 415, 413 or 400, or 500 where the fault was not the client's.
HAWSER_DECL unsigned form_status(const error_code& ec) noexcept;

} // namespace hawser

template <>
struct boost::system::is_error_code_enum<hawser::form_error> : std::true_type {
};
