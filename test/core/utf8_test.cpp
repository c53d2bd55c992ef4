// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "core/utf8.hpp"

#include <boost/test/unit_test.hpp>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace utf8_test {

namespace {

using hawser::core::is_ascii;
using hawser::core::is_plain_text;
using hawser::core::is_valid_utf8;
using hawser::core::Utf8Validator;

constexpr std::size_t none = std::string::npos;

// The index of the first bad byte, or `none`; the same text must give the same index in any pieces.
std::size_t first_bad(std::string_view text)
{
    Utf8Validator whole;
    const auto expected = whole.feed(text);
    for (std::size_t cut = 0; cut <= text.size(); ++cut) {
        Utf8Validator halves;
        auto bad = halves.feed(text.substr(0, cut));
        if (bad == cut) {
            bad += halves.feed(text.substr(cut));
        }
        BOOST_TEST(bad == expected);
        if (bad == text.size()) {
            BOOST_TEST(halves.complete() == whole.complete());
        }
    }
    Utf8Validator bytes;
    std::size_t bad = 0;
    while (bad < text.size() && bytes.feed(text.substr(bad, 1)) == 1) {
        ++bad;
    }
    BOOST_TEST(bad == expected);
    return expected == text.size() ? none : expected;
}

bool complete(std::string_view text)
{
    Utf8Validator validator;
    BOOST_TEST(validator.feed(text) == text.size());
    return validator.complete();
}

// A slow decoder that follows the definition: decode, then look at the number.
bool decodes(std::string_view text)
{
    for (std::size_t i = 0; i < text.size();) {
        const auto byte = [&](std::size_t k) { return static_cast<unsigned char>(text[k]); };
        const auto lead = byte(i);
        const unsigned size = lead < 0x80       ? 1
                              : lead >> 5 == 6  ? 2
                              : lead >> 4 == 14 ? 3
                              : lead >> 3 == 30 ? 4
                                                : 0;
        if (size == 0 || i + size > text.size()) {
            return false;
        }
        std::uint32_t number = size == 1 ? lead : lead & (0xffu >> (size + 1));
        for (unsigned k = 1; k < size; ++k) {
            if (byte(i + k) >> 6 != 2) {
                return false;
            }
            number = number << 6 | (byte(i + k) & 63u);
        }
        const std::uint32_t lowest[] = {0, 0, 0x80, 0x800, 0x10000};
        if (number < lowest[size] || number > 0x10ffff || (number >= 0xd800 && number <= 0xdfff)) {
            return false;
        }
        i += size;
    }
    return true;
}

} // namespace

static_assert(sizeof(Utf8Validator) <= 4);

BOOST_AUTO_TEST_SUITE(utf8_test)

BOOST_AUTO_TEST_CASE(boundaries_of_what_is_valid)
{
    for (std::string_view text : {
             "",
             "\x7f",
             "\xc2\x80",
             "\xdf\xbf",
             "\xe0\xa0\x80",
             "\xe0\xbf\xbf",
             "\xe1\x80\x80",
             "\xec\xbf\xbf",
             "\xed\x80\x80",
             "\xed\x9f\xbf",
             "\xee\x80\x80",
             "\xef\xbf\xbe",
             "\xef\xbf\xbf",
             "\xf0\x90\x80\x80",
             "\xf3\xbf\xbf\xbf",
             "\xf4\x80\x80\x80",
             "\xf4\x8f\xbf\xbf",
             "\xce\xba\xe1\xbd\xb9\xcf\x83\xce\xbc\xce\xb5",
             "a\xf0\x9f\x98\x80z",
         }) {
        BOOST_TEST(first_bad(text) == none);
        BOOST_TEST(complete(text));
        BOOST_TEST(is_valid_utf8(text));
    }
    BOOST_TEST(first_bad(std::string_view{"\0", 1}) == none);
}

BOOST_AUTO_TEST_CASE(first_bad_byte)
{
    struct Case {
        std::string_view text;
        std::size_t bad;
    };
    const Case cases[] = {
        {"\x80", 0}, // a continuation byte first
        {"\xbf", 0},
        {"\xc0\x80", 0}, // overlong already at the first byte
        {"\xc1\xbf", 0},
        {"\xe0\x80\x80", 1}, // overlong at the second
        {"\xe0\x9f\xbf", 1},
        {"\xf0\x80\x80\x80", 1},
        {"\xf0\x8f\xbf\xbf", 1},
        {"\xed\xa0\x80", 1},     // U+D800
        {"\xed\xbf\xbf", 1},     // U+DFFF
        {"\xf4\x90\x80\x80", 1}, // U+110000
        {"\xf5\x80\x80\x80", 0},
        {"\xf8\x88\x80\x80\x80", 0}, // the five and six bytes of RFC 2279
        {"\xfc\x84\x80\x80\x80\x80", 0},
        {"\xfe", 0},
        {"\xff", 0},
        {"\xc2\x7f", 1}, // cut short by something else
        {"\xc2\xc2\x80", 1},
        {"\xe1\x80\xc0", 2},
        {"\xe1\x80 ", 2},
        {"\xf1\x80\x80\x7f", 3},
        {"\xf1\x80\xc2\x80", 2},
        {"ab\xff", 2},
        {"\xce\xba\xe1\xbd\xb9\xcf\x83\xce\xbc\xce\xb5\xed\xa0\x80"
         "edited",
         12}, // Autobahn 6.4
        {"0123456789abcdef0123456789abcdef0123456789\xff", 42},
        {"0123456789abcdef0123456789abcdef\xff", 32},
        {"0123456\xff", 7},
        {"01234567\xff", 8},
    };
    for (const auto& c : cases) {
        BOOST_TEST(first_bad(c.text) == c.bad);
        BOOST_TEST(!is_valid_utf8(c.text));
    }
}

BOOST_AUTO_TEST_CASE(incomplete_at_the_end)
{
    for (std::string_view text : {"\xc2", "\xdf", "\xe0", "\xe0\xa0", "\xed\x9f", "\xf0", "\xf0\x90",
                                  "\xf0\x90\x80", "\xf4\x8f\xbf", "text \xe2\x82"}) {
        BOOST_TEST(first_bad(text) == none);
        BOOST_TEST(!complete(text));
        BOOST_TEST(!is_valid_utf8(text));
    }
    Utf8Validator validator;
    BOOST_TEST(validator.feed(std::string_view{"\xe2\x82"}) == 2u);
    validator.reset();
    BOOST_TEST(validator.complete());
    BOOST_TEST(validator.feed(std::string_view{"a"}) == 1u);
}

BOOST_AUTO_TEST_CASE(all_pairs_and_many_longer_texts_agree_with_the_definition)
{
    std::string text(2, '\0');
    for (unsigned a = 0; a < 0x10000; ++a) {
        text[0] = static_cast<char>(a >> 8);
        text[1] = static_cast<char>(a & 0xff);
        BOOST_TEST_REQUIRE(is_valid_utf8(text) == decodes(text));
    }
    // Leads and continuations around every boundary, in all combinations of four.
    const std::string_view edges =
        "\x7f\x80\x8f\x90\x9f\xa0\xbf\xc1\xc2\xdf\xe0\xe1\xec\xed\xee\xf0\xf1\xf4\xf5";
    text.assign(4, '\0');
    for (std::size_t n = 0; n < edges.size() * edges.size() * edges.size() * edges.size(); ++n) {
        auto rest = n;
        for (auto& c : text) {
            c = edges[rest % edges.size()];
            rest /= edges.size();
        }
        BOOST_TEST_REQUIRE(is_valid_utf8(text) == decodes(text));
    }
}

BOOST_AUTO_TEST_CASE(a_bad_byte_is_found_at_every_place_of_a_long_text)
{
    const std::string text(300, 'x'); // two groups of the widest vectors, and what is left behind them
    for (std::size_t at = 0; at < text.size(); ++at) {
        auto bad = text;
        bad[at] = '\xff';
        for (std::size_t begin = 0; begin <= at; begin += 7) { // other alignments
            Utf8Validator validator;
            BOOST_TEST(validator.feed(std::string_view{bad}.substr(begin)) == at - begin);
            BOOST_TEST(!is_ascii(std::string_view{bad}.substr(begin)));
        }
    }
    for (std::size_t size = 0; size <= text.size(); ++size) {
        BOOST_TEST(is_ascii(std::string_view{text}.substr(0, size)));
        BOOST_TEST(is_valid_utf8(std::string_view{text}.substr(0, size)));
    }
}

BOOST_AUTO_TEST_CASE(a_character_of_several_bytes_at_every_place_of_a_long_text)
{
    for (std::size_t at = 0; at < 300; ++at) {
        auto text = std::string(300, 'x');
        text.insert(at, "\xf0\x9f\x98\x80");
        BOOST_TEST(is_valid_utf8(text));
        text.erase(at + 3, 1);
        BOOST_TEST(!is_valid_utf8(text));
    }
}

BOOST_AUTO_TEST_CASE(plain_text)
{
    BOOST_TEST(is_plain_text(""));
    BOOST_TEST(is_plain_text("Aladdin: open \xc3\xa4"));
    for (const char* text : {"a\tb", "a\n", "\r", "\x7f", "\xff", "\xc3"})
        BOOST_TEST(!is_plain_text(text));
    BOOST_TEST(!is_plain_text(std::string_view{"a\0b", 3}));
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace utf8_test
