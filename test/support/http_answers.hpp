// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#pragma once

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace hawser::test {

/// One HTTP answer as a client sees it.
struct HttpAnswer {
    unsigned status = 0;
    std::string head; ///< status line and fields, each with its line end
    std::string body;

    bool has(std::string_view line) const
    {
        return head.find(std::string{line} + "\r\n") != std::string::npos;
    }
    std::string field(std::string_view name) const
    {
        const auto key = "\r\n" + std::string{name} + ": ";
        const auto at = head.find(key);
        return at == std::string::npos
                   ? ""
                   : head.substr(at + key.size(), head.find('\r', at + 2) - at - key.size());
    }
};

/// Takes the first answer from the front of `bytes`; nothing, and no change, if it is not complete.
inline std::optional<HttpAnswer> take_answer(std::string& bytes, bool to_head = false)
{
    const auto end = bytes.find("\r\n\r\n");
    if (end == std::string::npos) {
        return std::nullopt;
    }
    HttpAnswer answer;
    answer.head = bytes.substr(0, end + 2);
    answer.status = static_cast<unsigned>(std::stoul(answer.head.substr(9, 3)));
    const auto length = answer.field("Content-Length");
    const auto size = length.empty() || to_head ? 0 : std::stoul(length);
    if (bytes.size() < end + 4 + size) {
        return std::nullopt;
    }
    answer.body = bytes.substr(end + 4, size);
    bytes.erase(0, end + 4 + size);
    return answer;
}

/// All answers in `bytes`, which have to be whole.
inline std::vector<HttpAnswer> all_answers(std::string bytes, bool to_head = false)
{
    std::vector<HttpAnswer> answers;
    while (auto answer = take_answer(bytes, to_head)) {
        answers.push_back(std::move(*answer));
    }
    if (!bytes.empty()) {
        answers.push_back({0, "and " + std::to_string(bytes.size()) + " bytes", ""});
    }
    return answers;
}

/// Their status codes: `"200 404"`.
inline std::string statuses(const std::string& bytes, bool to_head = false)
{
    std::string list;
    for (const auto& answer : all_answers(bytes, to_head)) {
        list.append(list.empty() ? "" : " ")
            .append(answer.status == 0 ? answer.head : std::to_string(answer.status));
    }
    return list;
}

/// Without the `Date` fields, which differ from run to run.
inline std::string without_dates(std::string bytes)
{
    for (auto at = bytes.find("Date: "); at != std::string::npos; at = bytes.find("Date: ", at)) {
        bytes.erase(at, bytes.find('\n', at) + 1 - at);
    }
    return bytes;
}

} // namespace hawser::test
