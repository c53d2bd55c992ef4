// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#pragma once

#include "http/multipart.hpp"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace hawser::test {

/// Shows `input` to a parser cut at the offsets in `cuts` (ascending); what the parser leaves is shown again
/// with the next part behind it.
///
/// The transcript is one line a part, with the pieces of its content joined, so that it does not depend on
/// the cuts. Its last line is `complete`, `need_more` or `failed`.
inline std::string multipart_transcript(std::string_view boundary, std::string_view input,
                                        const std::vector<std::size_t>& cuts, const FormLimits& limits = {})
{
    using Event = http::MultipartParser::Event;
    http::MultipartParser parser{boundary, limits};
    std::string out, content, pending;
    std::size_t begin = 0;
    auto take = [&](std::size_t end) {
        pending.append(input.substr(begin, end - begin));
        begin = end;
        // A block of its own for each turn, so that a sanitizer sees a look behind the end.
        const std::vector<char> block(pending.begin(), pending.end());
        std::string_view bytes{block.data(), block.size()};
        for (;;) {
            switch (parser.next(bytes)) {
            case Event::need_more: pending.assign(bytes); return true;
            case Event::part:
                out.append("part ").append(parser.part().name);
                out.append(parser.part().is_file ? " file " + parser.part().filename : "");
                out.append(parser.part().content_type.empty() ? "" : " " + parser.part().content_type);
                content.clear();
                break;
            case Event::data: content.append(parser.data()); break;
            case Event::part_end: out.append(": ").append(content).append("\n"); break;
            case Event::complete: out.append("complete\n"); return false;
            case Event::failed:
                out.append("failed ").append(parser.error().message()).append("\n");
                return false;
            }
        }
    };
    for (auto cut : cuts) {
        if (!take(cut)) {
            return out;
        }
    }
    if (take(input.size())) {
        out.append("need_more\n");
    }
    return out;
}

} // namespace hawser::test
