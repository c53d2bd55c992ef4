// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "conformance/http_view.hpp"

#include "conformance/shown.hpp"
#include "core/ascii.hpp"

#include <algorithm>

namespace hawser::test::conformance {

namespace {

// The fields that are shown if they are there, and what they are called in the line; "": the value alone.
constexpr std::pair<std::string_view, std::string_view> shown_fields[] = {
    {"connection", ""},         {"allow", "allow"},     {"location", "to"},
    {"content-range", "range"}, {"upgrade", "upgrade"}, {"content-encoding", "coding"},
    {"retry-after", "retry"},   {"vary", "vary"},       {"trailer", "trailer"},
    {"set-cookie", "cookie"},
};

// The values of entity tags and challenges differ from run to run: only their kind is shown.
std::string kind_of_tag(std::string_view tag)
{
    return tag.starts_with("W/") ? "weak tag" : "tag";
}

AskedBy asked_by(std::string_view request)
{
    while (request.starts_with("\r\n"))
        request.remove_prefix(2);
    const auto line = request.substr(0, request.find('\n'));
    return {std::string{line.substr(0, line.find(' '))}, line.find("HTTP/1.0") != line.npos};
}

// The parts of multipart/byteranges (RFC 9110 §14.6): "bytes 0-1/26 'ab'" each.
std::string parts_of(const StrictAnswer& answer)
{
    constexpr std::string_view key = "boundary=";
    const auto type = answer.field("content-type");
    const auto at = type.find(key);
    if (at == type.npos)
        return "VIOLATION: no boundary (RFC 9110 14.6)";
    auto boundary = type.substr(at + key.size());
    std::erase(boundary, '"');
    std::string_view rest = answer.body;
    if (rest.starts_with("\r\n"))
        rest.remove_prefix(2);
    std::string list;
    const auto delimiter = "--" + boundary;
    while (rest.starts_with(delimiter + "\r\n")) {
        rest.remove_prefix(delimiter.size() + 2);
        const auto head = rest.substr(0, rest.find("\r\n\r\n"));
        const auto end = rest.find("\r\n" + delimiter, head.size());
        const auto range = head.find("Content-Range: ");
        if (head.size() == rest.size() || end == rest.npos || range == head.npos ||
            head.find("Content-Type: ") == head.npos)
            return list + " VIOLATION: malformed part (RFC 9110 14.6)";
        const auto value = head.substr(range + 15);
        list.append(list.empty() ? "" : ", ").append(value.substr(0, value.find('\r')));
        list.append(" ").append(shown(rest.substr(head.size() + 4, end - head.size() - 4)));
        rest.remove_prefix(end + 2);
    }
    const auto is_whole = rest == delimiter + "--" || rest == delimiter + "--\r\n";
    return "(" + list + ")" + (is_whole ? "" : " VIOLATION: no closing delimiter (RFC 9110 14.6)");
}

} // namespace

HttpView::HttpView(std::string_view bytes, const HttpCase& each) : case_{each}
{
    take_answers(bytes);
    if (line_.empty())
        add("no answer");
    if (each.ending == HttpEnding::last_request)
        line_.append(is_kept_ ? " | kept" : " | closed");
}

void HttpView::take_answers(std::string_view bytes)
{
    while (!bytes.empty() && !is_upgraded_) {
        const bool is_last = answers_ == case_.requests.size();
        if (is_told_closed_)
            return violation("bytes behind an answer that ends the connection (RFC 9112 9.6)");
        if (answers_ > case_.requests.size() || (is_last && case_.ending != HttpEnding::last_request))
            return violation("an answer to nothing: " + shown(bytes.substr(0, 40)));
        const auto asked = is_last ? AskedBy{"GET", false} : asked_by(case_.requests[answers_]);
        std::string fault;
        const auto answer = take_strict_answer(bytes, asked, fault);
        if (!fault.empty())
            violation(fault);
        if (!answer)
            return violation("no whole answer: " + shown(bytes));
        if (const auto rule = broken_rule(*answer, asked); !rule.empty())
            violation(rule);
        if (answer->status < 200 && answer->status != 101)
            add(std::to_string(answer->status));
        else if (is_last)
            check_last(*answer);
        else
            final_answer(*answer, asked);
    }
    if (is_upgraded_ && !bytes.empty())
        add(shown(bytes));
}

void HttpView::final_answer(const StrictAnswer& answer, const AskedBy& asked)
{
    ++answers_;
    show(answer, asked);
    is_upgraded_ = answer.status == 101;
    is_told_closed_ =
        answer.field("connection").find("close") != std::string::npos || answer.ends_with_connection;
}

// The answer to the request behind those of the case, if the connection was kept for it.
void HttpView::check_last(const StrictAnswer& answer)
{
    ++answers_;
    is_kept_ = true;
    is_told_closed_ = true;
    if (answer.status != 200 || answer.body != "GET /last" || answer.field("connection") != "close")
        violation("the answer to the last request is " + std::to_string(answer.status) + " " +
                  shown(answer.body));
}

void HttpView::show(const StrictAnswer& answer, const AskedBy& asked)
{
    auto item = std::to_string(answer.status);
    const auto bracket = [&item](std::string_view label, std::string_view value) {
        item.append(" [").append(label).append(label.empty() ? "" : " ").append(value).append("]");
    };
    for (const auto& [name, label] : shown_fields)
        if (answer.count(name) > 0)
            bracket(label, answer.field(name));
    if (answer.count("etag") > 0)
        item.append(" [").append(kind_of_tag(answer.field("etag"))).append("]");
    for (const auto& [name, value] : answer.fields)
        if (name == "www-authenticate")
            bracket("challenge", value.substr(0, value.find(' ')));
    if (answer.is_chunked)
        item.append(" [chunked]");
    if (!answer.trailers.empty())
        bracket("trailers", answer.trailers);
    if (!case_.also.empty())
        bracket(case_.also, answer.count(case_.also) > 0 ? answer.field(case_.also) : "none");
    const auto type = answer.field("content-type");
    if (asked.method == "HEAD" || answer.status == 304) {
        if (answer.count("content-length") > 0)
            bracket("length", answer.field("content-length"));
    } else if (type.starts_with("multipart/byteranges")) {
        item.append(" ").append(parts_of(answer));
    } else if (answer.status >= 300 && type.starts_with("text/html")) {
        item.append(" page");
    } else if (!answer.body.empty()) {
        item.append(" ").append(shown(answer.body));
    }
    add(item);
}

void HttpView::add(std::string_view item)
{
    line_.append(line_.empty() ? "" : ", ").append(item);
}

void HttpView::violation(std::string_view what)
{
    add("VIOLATION: " + std::string{what});
}

} // namespace hawser::test::conformance
