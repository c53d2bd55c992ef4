// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include <hawser/form_error.hpp>

#include <string>

namespace hawser {
namespace {

class FormCategory final : public boost::system::error_category {
public:
    constexpr FormCategory() noexcept : error_category{0x7d24'a1c9'5e80'b36f} {}

    const char* name() const noexcept override { return "hawser.form"; }

    std::string message(int value) const override
    {
        switch (static_cast<form_error>(value)) {
        case form_error::not_a_form: return "the body is not a form";
        case form_error::bad_delimiter: return "malformed boundary in a multipart form";
        case form_error::bad_part: return "malformed header of a part of a form";
        case form_error::truncated: return "the form ends too early";
        case form_error::too_many_parts: return "too many fields in a form";
        case form_error::part_header_too_large: return "the header of a part of a form is too large";
        case form_error::part_too_large: return "a field or file of a form is too large";
        case form_error::form_too_large: return "the form is too large";
        }
        return "unknown form error";
    }

    bool equivalent(int value, const boost::system::error_condition& other) const noexcept override
    {
        if (other == make_error_condition(condition::limit_exceeded)) {
            return value >= static_cast<int>(form_error::too_many_parts);
        }
        if (other == make_error_condition(condition::protocol_error)) {
            return value < static_cast<int>(form_error::too_many_parts);
        }
        return error_category::equivalent(value, other);
    }
};

} // namespace

const boost::system::error_category& form_category() noexcept
{
    static const FormCategory category;
    return category;
}

unsigned form_status(const error_code& ec) noexcept
{
    if (ec == form_error::not_a_form) {
        return 415;
    }
    if (ec.category() != form_category()) {
        return 500;
    }
    return ec == condition::limit_exceeded ? 413 : 400;
}

} // namespace hawser
