// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "conformance/http_placeholders.hpp"

#include "support/digest_client.hpp"
#include "support/frame_builder.hpp"
#include "support/http_answers.hpp"

#include <algorithm>
#include <sstream>

namespace hawser::test::conformance {

namespace {

constexpr std::string_view tag_mark = "$TAG";
constexpr std::string_view digest_mark = "$DIGEST";

std::string field_of(std::string answer_bytes, std::string_view name)
{
    const auto answer = take_answer(answer_bytes);
    return answer ? answer->field(name) : "";
}

// "user password count uri [nonce]" → the value of Authorization.
std::string credentials(const std::string& order, const std::string& challenge_answer)
{
    std::istringstream words{order};
    DigestClient client;
    std::uint32_t count = 0;
    std::string uri;
    std::string nonce;
    words >> client.user >> client.password >> count >> uri >> nonce;
    Response told;
    told.add("WWW-Authenticate", field_of(challenge_answer, "WWW-Authenticate"));
    const auto challenges = DigestClient::challenges(told);
    if (challenges.empty())
        return "none";
    auto challenge = challenges.front();
    if (!nonce.empty())
        challenge.nonce = nonce;
    return http::make_digest_credentials(client.credentials(challenge, Request{Method::get, uri}, count));
}

} // namespace

bool needs_challenge(const HttpCase& each)
{
    return std::any_of(each.requests.begin(), each.requests.end(),
                       [](const auto& request) { return request.find(digest_mark) != request.npos; });
}

std::string http_bytes(const HttpCase& each, const std::string& tag_answer,
                       const std::string& challenge_answer)
{
    std::string bytes;
    for (const auto& request : each.requests)
        bytes += request;
    const auto tag = field_of(tag_answer, "ETag");
    for (auto at = bytes.find(tag_mark); at != bytes.npos; at = bytes.find(tag_mark, at + tag.size()))
        bytes.replace(at, tag_mark.size(), tag);
    for (auto at = bytes.find(digest_mark); at != bytes.npos; at = bytes.find(digest_mark, at)) {
        const auto size = bytes.find('\r', at) - at;
        const auto order = bytes.substr(at + digest_mark.size(), size - digest_mark.size());
        bytes.replace(at, size, credentials(order, challenge_answer));
    }
    if (each.ending == HttpEnding::last_request)
        bytes += "GET /last HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
    if (each.ending == HttpEnding::close_frame)
        bytes += frame(8, close_payload(1000));
    return bytes;
}

} // namespace hawser::test::conformance
