// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

// Urlencoded forms, by way of `Form` and of a query, which must agree; and names of files.

#include <hawser/form.hpp>
#include <hawser/request.hpp>
#include <hawser/upload_file.hpp>

#include "core/utf8.hpp"
#include "support/fuzz_check.hpp"

#include <string>

namespace {

void check_filename(std::string_view given)
{
    const auto name = hawser::clean_filename(given);
    FUZZ_CHECK(!name.empty() && name.size() <= 255 && name.front() != '.' && name.back() != '.');
    FUZZ_CHECK(name.find_first_of("/\\:") == std::string::npos && name.find('\0') == std::string::npos);
    FUZZ_CHECK(hawser::core::is_valid_utf8(name));
    FUZZ_CHECK(hawser::clean_filename(name) == name);
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    hawser::test::FuzzInput input{data, size};
    hawser::FormLimits limits;
    if (input.byte() & 1) {
        limits = {.parts = 3, .field = 10, .total = 40};
    }
    const auto text = input.rest();
    check_filename(text);
    hawser::error_code ec;
    const auto form = hawser::Form::parse_urlencoded(text, ec, limits);
    FUZZ_CHECK(form.fields().size() <= limits.parts && (!ec || form.fields().empty()));
    hawser::Request request;
    const bool is_target = request.target("/?" + std::string{text});
    for (const auto& [name, value] : form.fields()) {
        FUZZ_CHECK(name.size() + value.size() <= limits.field);
        FUZZ_CHECK(!is_target || request.query_all(name) == form.values(name));
    }
    return 0;
}
