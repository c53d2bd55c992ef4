// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

// What a client accepts, and its media types: the answer is always one of those offered.

#include "core/ascii.hpp"
#include "http/accept.hpp"
#include "http/media_type.hpp"
#include "support/fuzz_check.hpp"

#include <algorithm>
#include <array>
#include <stdexcept>
#include <string>

namespace {

template <std::size_t Size>
void check_choice(std::string_view chosen, const std::array<std::string_view, Size>& offered)
{
    FUZZ_CHECK(chosen.empty() || std::find(offered.begin(), offered.end(), chosen) != offered.end());
}

void check_elements(std::string_view list)
{
    const auto whole = list;
    hawser::http::Preference element;
    while (hawser::http::next_preference(list, element)) {
        FUZZ_CHECK(element.weight <= 1000 && !element.value.empty());
        FUZZ_CHECK(element.value.data() >= whole.data() &&
                   element.value.data() + element.value.size() <= whole.data() + whole.size());
    }
    FUZZ_CHECK(list.empty());
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const std::string_view text{reinterpret_cast<const char*>(data), size};
    check_elements(text);
    for (char c : hawser::http::media_type(text)) {
        FUZZ_CHECK(c == '/' || hawser::core::is_token_char(c));
    }
    hawser::http::media_parameter(text, "charset");
    hawser::Fields fields;
    try {
        fields.add("Accept", text);
        fields.add("Accept-Encoding", text);
        fields.add("Accept-Language", text);
    } catch (const std::invalid_argument&) {
        return 0; // CR, LF or NUL
    }
    constexpr std::array<std::string_view, 2> codings{"br", "gzip"};
    constexpr std::array<std::string_view, 3> types{"text/html", "text/html;level=1", "application/json"};
    constexpr std::array<std::string_view, 3> languages{"en", "de-CH", "zh-Hant"};
    const auto coding = hawser::http::best_encoding(fields, codings);
    check_choice(coding, codings);
    FUZZ_CHECK(coding.empty() || hawser::http::encoding_quality(fields, coding) > 0);
    check_choice(hawser::http::best_type(fields, types), types);
    check_choice(hawser::http::best_language(fields, languages), languages);
    return 0;
}
