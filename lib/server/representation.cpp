// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "server/representation.hpp"

#include "core/ascii.hpp"
#include "core/random.hpp"
#include "http/byte_range.hpp"
#include "http/conditional.hpp"
#include "http/date.hpp"
#include "http/vary.hpp"

#include <array>
#include <utility>
#include <vector>

namespace hawser::server {

namespace {

using http::ByteRange;

// The application's word about the content counts for more than what its file's name tells.
bool belongs_to_handler(std::string_view name) noexcept
{
    return core::iequals(name, "Content-Type") || core::iequals(name, "Cache-Control");
}

void add_fields(const Fields& fields, Response& response)
{
    if (response.fields().empty()) {
        response.fields() = fields;
        return;
    }
    for (const auto [name, value] : fields) {
        if (core::iequals(name, "Vary"))
            http::add_vary(response.fields(), value);
        else if (!belongs_to_handler(name) || !response.fields().contains(name))
            response.set(name, value);
    }
}

// Random, so that no content has it by chance, or because somebody wanted it to.
std::string make_boundary()
{
    std::array<unsigned char, 16> bytes{};
    core::fill_random(bytes);
    std::string boundary;
    for (const auto byte : bytes) {
        boundary.push_back("0123456789abcdef"[byte >> 4]);
        boundary.push_back("0123456789abcdef"[byte & 15]);
    }
    return boundary;
}

void send_whole(const Representation& representation, Answer& answer)
{
    if (representation.content)
        answer.content = representation.content;
    else
        answer.stream.emplace(representation.file);
}

void send_range(const Representation& representation, const ByteRange& range, Answer& answer)
{
    answer.response.set("Content-Range", http::content_range(range, representation.size));
    if (representation.content)
        answer.content = std::make_shared<const std::string>(representation.content->substr(
            static_cast<std::size_t>(range.offset), static_cast<std::size_t>(range.size)));
    else
        answer.stream.emplace(representation.file, range.offset, range.size);
}

std::string join(const std::string& content, const std::vector<FileStream::Part>& parts)
{
    std::string body;
    for (const auto& part : parts)
        body.append(part.head).append(content, static_cast<std::size_t>(part.offset),
                                      static_cast<std::size_t>(part.size));
    return body;
}

void send_ranges(const Representation& representation, const std::vector<ByteRange>& ranges, Answer& answer)
{
    const auto boundary = make_boundary();
    const std::string content_type{answer.response.fields()["Content-Type"]};
    std::vector<FileStream::Part> parts;
    for (const auto& range : ranges)
        parts.push_back(
            {http::range_part_head(boundary, content_type, range, representation.size, parts.empty()),
             range.offset, range.size});
    parts.push_back({http::range_parts_end(boundary), 0, 0});
    answer.response.set("Content-Type", "multipart/byteranges; boundary=" + boundary);
    if (representation.content)
        answer.content = std::make_shared<const std::string>(join(*representation.content, parts));
    else
        answer.stream.emplace(representation.file, std::move(parts));
}

// A range is asked for with GET alone (RFC 9110 §14.2). Several ranges of coded content go out as the whole:
// what Content-Encoding would be about, the parts or all of them together, is nowhere said.
http::RangeVerdict ranges_of(const Request& request, const Representation& representation,
                             std::size_t max_ranges, const http::Validators& validators, std::time_t now,
                             std::vector<ByteRange>& ranges)
{
    const auto field = request.fields().find("Range");
    if (!field || request.method() != Method::get || request.fields().count("Range") != 1 ||
        !http::range_condition_holds(request, validators, now))
        return http::RangeVerdict::whole;
    const auto verdict = http::parse_ranges(*field, representation.size, max_ranges, ranges);
    return representation.is_coded && ranges.size() > 1 ? http::RangeVerdict::whole : verdict;
}

} // namespace

void describe(Representation& representation, const RepresentationFields& values)
{
    auto& shared = representation.not_modified_fields;
    shared.clear();
    shared.add("ETag", representation.entity_tag);
    shared.add("Last-Modified", http::format_date(representation.modified));
    if (!values.cache_control.empty())
        shared.add("Cache-Control", values.cache_control);
    if (values.varies)
        shared.add("Vary", "Accept-Encoding");
    auto& fields = representation.fields;
    fields = shared;
    fields.add("Content-Type", values.content_type);
    if (!values.content_coding.empty())
        fields.add("Content-Encoding", values.content_coding);
    if (values.accepts_ranges)
        fields.add("Accept-Ranges", "bytes");
    fields.shrink_to_fit();
}

void answer_with(const Representation& representation, const Request& request, std::size_t max_ranges,
                 std::time_t now, Answer& answer)
{
    auto& response = answer.response;
    const http::Validators validators{representation.entity_tag, representation.modified, true};
    switch (http::evaluate_preconditions(request, validators, now)) {
    case http::Precondition::not_modified:
        add_fields(representation.not_modified_fields, response);
        response.status(304);
        return;
    case http::Precondition::precondition_failed:
        add_fields(representation.not_modified_fields, response);
        return response.status_page(412);
    case http::Precondition::proceed: break;
    }
    std::vector<ByteRange> ranges;
    const auto verdict = ranges_of(request, representation, max_ranges, validators, now, ranges);
    if (verdict == http::RangeVerdict::unsatisfiable) {
        response.status_page(416);
        response.set("Content-Range", http::unsatisfied_range(representation.size));
        return;
    }
    add_fields(representation.fields, response);
    if (verdict == http::RangeVerdict::whole)
        return send_whole(representation, answer);
    response.status(206);
    if (ranges.size() == 1)
        send_range(representation, ranges.front(), answer);
    else
        send_ranges(representation, ranges, answer);
}

} // namespace hawser::server
