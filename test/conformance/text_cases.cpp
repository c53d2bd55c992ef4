// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "conformance/case.hpp"
#include "support/deflate_samples.hpp"

// RFC 6455 §8.1 with RFC 3629: what is UTF-8, and when it is found not to be.

namespace hawser::test::conformance {

namespace {

// The code points on both sides of every border.
void add_valid(Section& section)
{
    struct Sample {
        const char* name;
        std::string text;
    };
    const Sample samples[] = {
        {"0000", bytes_of({0x00})},
        {"007f", bytes_of({0x7f})},
        {"0080", bytes_of({0xc2, 0x80})},
        {"07ff", bytes_of({0xdf, 0xbf})},
        {"0800", bytes_of({0xe0, 0xa0, 0x80})},
        {"0fff", bytes_of({0xe0, 0xbf, 0xbf})},
        {"1000", bytes_of({0xe1, 0x80, 0x80})},
        {"d7ff", bytes_of({0xed, 0x9f, 0xbf})},
        {"e000", bytes_of({0xee, 0x80, 0x80})},
        {"feff", bytes_of({0xef, 0xbb, 0xbf})},
        {"fffd", bytes_of({0xef, 0xbf, 0xbd})},
        {"fffe", bytes_of({0xef, 0xbf, 0xbe})},
        {"ffff", bytes_of({0xef, 0xbf, 0xbf})},
        {"10000", bytes_of({0xf0, 0x90, 0x80, 0x80})},
        {"3ffff", bytes_of({0xf0, 0xbf, 0xbf, 0xbf})},
        {"40000", bytes_of({0xf1, 0x80, 0x80, 0x80})},
        {"100000", bytes_of({0xf4, 0x80, 0x80, 0x80})},
        {"10ffff", bytes_of({0xf4, 0x8f, 0xbf, 0xbf})},
    };
    section.rule("3629-4: the code points of 1, 2, 3 and 4 bytes, without the surrogates, up to 10FFFF");
    for (const auto& [name, sample] : samples)
        section.sends(std::string{"u+"} + name, frame(text, sample));
}

void add_invalid(Section& section)
{
    struct Sample {
        const char* name;
        std::string text;
    };
    const Sample samples[] = {
        {"lone-80", bytes_of({0x80})},
        {"lone-bf", bytes_of({0xbf})},
        {"continuation-behind-ascii", bytes_of({'a', 0x80})},
        {"one-continuation-too-many", bytes_of({0xe2, 0x82, 0xac, 0x80})},
        {"overlong-c0-80", bytes_of({0xc0, 0x80})},
        {"overlong-c1-bf", bytes_of({0xc1, 0xbf})},
        {"overlong-e0-80-80", bytes_of({0xe0, 0x80, 0x80})},
        {"overlong-e0-9f-bf", bytes_of({0xe0, 0x9f, 0xbf})},
        {"overlong-f0-80-80-80", bytes_of({0xf0, 0x80, 0x80, 0x80})},
        {"overlong-f0-8f-bf-bf", bytes_of({0xf0, 0x8f, 0xbf, 0xbf})},
        {"surrogate-d800", bytes_of({0xed, 0xa0, 0x80})},
        {"surrogate-dbff", bytes_of({0xed, 0xaf, 0xbf})},
        {"surrogate-dc00", bytes_of({0xed, 0xb0, 0x80})},
        {"surrogate-dfff", bytes_of({0xed, 0xbf, 0xbf})},
        {"surrogate-pair", bytes_of({0xed, 0xa0, 0x80, 0xed, 0xb0, 0x80})},
        {"110000", bytes_of({0xf4, 0x90, 0x80, 0x80})},
        {"1fffff", bytes_of({0xf7, 0xbf, 0xbf, 0xbf})},
        {"f5", bytes_of({0xf5, 0x80, 0x80, 0x80})},
        {"of-5-bytes", bytes_of({0xf8, 0x88, 0x80, 0x80, 0x80})},
        {"of-6-bytes", bytes_of({0xfc, 0x84, 0x80, 0x80, 0x80, 0x80})},
        {"fe", bytes_of({0xfe})},
        {"ff", bytes_of({0xff})},
        {"cut-1-of-2", bytes_of({0xc3})},
        {"cut-1-of-3", bytes_of({0xe2})},
        {"cut-2-of-3", bytes_of({0xe2, 0x82})},
        {"cut-1-of-4", bytes_of({0xf0})},
        {"cut-3-of-4", bytes_of({0xf0, 0x9f, 0x98})},
        {"cut-by-ascii", bytes_of({0xe2, 0x82, 'a'})},
        {"cut-by-another", bytes_of({0xe2, 0xe2, 0x82, 0xac})},
        {"late-in-long-text", letters(500) + bytes_of({0xff}) + letters(500)},
    };
    section.rule("text that is not UTF-8 fails the connection, with 1007 (7.4.1)");
    for (const auto& [name, sample] : samples)
        section.sends(name, frame(text, sample));
}

void add_fragmented_text(Section& section)
{
    const auto smile = bytes_of({0xf0, 0x9f, 0x98, 0x80});
    section.rule("5.6: a fragment may end within a character; the whole message has to be valid");
    for (std::size_t cut = 1; cut < smile.size(); ++cut)
        section.sends("character-cut-at-" + std::to_string(cut),
                      begun(text, smile.substr(0, cut)) + frame(more, smile.substr(cut)));
    section
        .sends("character-in-4-fragments", begun(text, smile.substr(0, 1)) + begun(more, smile.substr(1, 1)) +
                                               begun(more, smile.substr(2, 1)) + frame(more, smile.substr(3)))
        .sends("character-with-ping-inside",
               begun(text, smile.substr(0, 2)) + frame(ping, "\xff") + frame(more, smile.substr(2)))
        .sends("character-not-ended", begun(text, smile.substr(0, 3)) + frame(more, ""))
        .sends("character-ended-wrongly", begun(text, smile.substr(0, 3)) + frame(more, "a"))
        .sends("character-not-across-messages",
               frame(text, smile.substr(0, 2)) + frame(text, smile.substr(2)));
    section
        .rule(
            "8.1: the connection is failed as soon as that is found: at the first byte that cannot be right")
        .sends("at-once-in-fragment", begun(text, bytes_of({'a', 0xff})), Ending::wait)
        .sends("at-once-in-frame", frame(text, bytes_of({'a', 0xff}), {.length = 1000}), Ending::wait)
        .sends("at-once-in-second-byte", begun(text, bytes_of({0xe0, 0x80})), Ending::wait)
        .sends("at-once-in-second-fragment", begun(text, bytes_of({0xed})) + begun(more, bytes_of({0xa0})),
               Ending::wait)
        .sends("at-once-above-10ffff", begun(text, bytes_of({0xf4, 0x90})), Ending::wait);
}

} // namespace

void add_text_cases(Cases& cases)
{
    Section section{cases, "6455-8.1-", "/echo"};
    add_valid(section);
    add_invalid(section);
    add_fragmented_text(section);
}

} // namespace hawser::test::conformance
