// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace hawser::test::conformance {

/// What the client does when all its requests are sent.
enum class HttpEnding {
    last_request, ///< it sends one more, for /last, with `Connection: close`: the answer shows that the
                  ///< connection was kept, and that the server was in step
    close_frame,  ///< it sends a WebSocket Close frame
    eof,          ///< it ends its side of the connection
    silence,      ///< it does nothing, until the server's deadlines have passed
};
inline constexpr auto eof = HttpEnding::eof;
inline constexpr auto silence = HttpEnding::silence;

/// A request as text that may break any rule. By default a valid one.
struct HttpRequestText {
    std::string line = "GET /echo HTTP/1.1";
    std::string fields = "Host: localhost\r\n";
    std::string content;

    HttpRequestText& with(std::string_view field)
    {
        fields.append(field).append("\r\n");
        return *this;
    }
    /// Replaces all fields, `Host` included; each has its line end.
    HttpRequestText& only(std::string text)
    {
        fields = std::move(text);
        return *this;
    }
    /// What follows the fields, whatever they say.
    HttpRequestText& then(std::string bytes)
    {
        content = std::move(bytes);
        return *this;
    }
    /// A body with its length.
    HttpRequestText& body(std::string text)
    {
        with("Content-Length: " + std::to_string(text.size()));
        return then(std::move(text));
    }
    /// Chunks, as they go on the wire.
    HttpRequestText& chunks(std::string text)
    {
        return with("Transfer-Encoding: chunked").then(std::move(text));
    }

    std::string text() const { return line + "\r\n" + fields + "\r\n" + content; }
};

/// `GET` of a target.
inline HttpRequestText get(std::string_view target = "/echo")
{
    HttpRequestText request;
    request.line = "GET " + std::string{target} + " HTTP/1.1";
    return request;
}
/// Any request line: `line("POST /echo HTTP/1.0")`.
inline HttpRequestText line(std::string text)
{
    HttpRequestText request;
    request.line = std::move(text);
    return request;
}
inline HttpRequestText post(std::string_view target = "/echo")
{
    return line("POST " + std::string{target} + " HTTP/1.1");
}

/// One rule, put to the test: what a client sends. What it gets for that is in http_expected.txt.
///
/// In the bytes, `$TAG` stands for the entity tag of /alphabet.txt, and `$DIGEST user password count uri` for
/// credentials that answer a challenge of /digest; a nonce behind them takes the place of the challenge's.
struct HttpCase {
    std::string name;                  ///< the section and a few words: it never changes
    std::string rule;                  ///< the gist of what the section says
    std::vector<std::string> requests; ///< each of which should get one answer; sent without a pause
    HttpEnding ending = HttpEnding::last_request;
    std::string also; ///< a field of the answers that is shown too

    std::size_t size() const
    {
        std::size_t sum = 0;
        for (const auto& request : requests)
            sum += request.size();
        return sum;
    }
};

using HttpCases = std::vector<HttpCase>;

/// Adds the cases of one section.
class HttpSection {
public:
    HttpSection(HttpCases& cases, std::string prefix) : cases_{cases}, prefix_{std::move(prefix) + "-"} {}

    /// The rule that the following cases are about.
    HttpSection& rule(std::string text, std::string also = {})
    {
        rule_ = std::move(text);
        also_ = std::move(also);
        return *this;
    }
    HttpSection& asks(const std::string& name, const HttpRequestText& request,
                      HttpEnding ending = HttpEnding::last_request)
    {
        return sends(name, {request.text()}, ending);
    }
    /// Several in a row.
    HttpSection& asks(const std::string& name, const std::vector<HttpRequestText>& requests,
                      HttpEnding ending = HttpEnding::last_request)
    {
        std::vector<std::string> texts;
        for (const auto& request : requests)
            texts.push_back(request.text());
        return sends(name, std::move(texts), ending);
    }
    /// Bytes that are no request of the form above.
    HttpSection& sends(const std::string& name, std::vector<std::string> bytes,
                       HttpEnding ending = HttpEnding::last_request)
    {
        cases_.push_back({prefix_ + name, rule_, std::move(bytes), ending, also_});
        return *this;
    }

private:
    HttpCases& cases_;
    std::string prefix_;
    std::string rule_;
    std::string also_;
};

void add_http_message_cases(HttpCases& cases);    // RFC 9112 §2 to §5
void add_http_length_cases(HttpCases& cases);     // §6, §8
void add_http_chunked_cases(HttpCases& cases);    // §7
void add_http_connection_cases(HttpCases& cases); // §9
void add_http_semantics_cases(HttpCases& cases);  // RFC 9110 §2 to §8, §15
void add_http_method_cases(HttpCases& cases);     // §9, §10
void add_http_condition_cases(HttpCases& cases);  // §5.6.7, §13
void add_http_range_cases(HttpCases& cases);      // §14
void add_http_trap_cases(HttpCases& cases);       // what has bitten others

inline HttpCases all_http_cases()
{
    HttpCases cases;
    add_http_message_cases(cases);
    add_http_length_cases(cases);
    add_http_chunked_cases(cases);
    add_http_connection_cases(cases);
    add_http_semantics_cases(cases);
    add_http_method_cases(cases);
    add_http_condition_cases(cases);
    add_http_range_cases(cases);
    add_http_trap_cases(cases);
    return cases;
}

} // namespace hawser::test::conformance
