// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#pragma once

#include "http/request_parser.hpp"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace hawser::test {

/// Shows `input` to a parser the way a connection does, cut at the offsets in `cuts` (ascending): what
/// the parser leaves is shown again with the next part behind it.
///
/// The transcript is one line an event, with the pieces of a body joined, so that it does not depend on
/// the cuts. Its last line is `need_more`, with what is left over, or `failed`.
inline std::string request_transcript(std::string_view input, const std::vector<std::size_t>& cuts,
                                      const http::RequestLimits& limits = {})
{
    using Event = http::RequestParser::Event;
    http::RequestParser parser{limits};
    std::string out, body, pending;
    std::size_t begin = 0;
    auto take = [&](std::size_t end) {
        pending.append(input.substr(begin, end - begin));
        begin = end;
        // A block of its own for each turn, so that a sanitizer sees a look behind the end.
        std::vector<char> block(pending.begin(), pending.end());
        std::string_view bytes{block.data(), block.size()};
        for (;;) {
            auto event = parser.next(bytes);
            const auto& request = parser.request();
            switch (event) {
            case Event::need_more: pending.assign(bytes); return true;
            case Event::head:
                out.append("head ").append(request.method_string()).append(" ").append(request.target());
                out.append(request.version() == 10 ? " 1.0" : " 1.1");
                out.append(parser.keep_alive() ? " keep" : " close");
                out.append(parser.has_body() ? " body" : "")
                    .append(parser.expects_continue() ? " expect" : "");
                if (parser.content_length()) {
                    out.append(" ").append(std::to_string(*parser.content_length()));
                }
                for (auto [name, value] : request.fields()) {
                    out.append(" [").append(name).append("=").append(value).append("]");
                }
                out.append("\n");
                body.clear();
                break;
            case Event::body: body.append(parser.body_piece()); break;
            case Event::complete:
                out.append("complete ").append(body);
                for (auto [name, value] : request.trailers()) {
                    out.append(" {").append(name).append("=").append(value).append("}");
                }
                out.append("\n");
                break;
            case Event::failed:
                out.append("failed ").append(std::to_string(parser.failure_status())).append(" ");
                out.append(parser.error().message()).append("\n");
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
        out.append("need_more ").append(pending).append(parser.idle() ? " idle\n" : "\n");
    }
    return out;
}

} // namespace hawser::test
