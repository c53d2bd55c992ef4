// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "server/file_answer.hpp"

#include "http/conditional.hpp"
#include "http/mime_type.hpp"
#include "server/representation.hpp"

#include <hawser/file_options.hpp>

#include <algorithm>
#include <cstdint>
#include <ctime>
#include <memory>
#include <utility>

namespace hawser::server {

void open_response_file(const Request& request, Answer& answer)
{
    auto& response = answer.response;
    if (!response.has_file())
        return;
    error_code ec;
    const auto path = response.file_path();
    auto opened = core::File::open(path, ec);
    if (!opened)
        return core::is_shortage(ec) ? answer_unavailable(response) : response.status_page(404);
    const auto type = http::mime_type(path);
    if (response.status() != 200) { // conditions and ranges are for what would be a 200
        if (!response.fields().contains("Content-Type"))
            response.set("Content-Type", type);
        answer.stream.emplace(std::move(*opened));
        return;
    }
    timespec now{};
    ::clock_gettime(CLOCK_REALTIME, &now);
    const auto stamp = opened->stamp();
    Representation representation;
    representation.file = std::make_shared<const core::File>(std::move(*opened));
    representation.size = stamp.size;
    representation.entity_tag = http::make_entity_tag(stamp.size, stamp.modified_ns, stamp.inode,
                                                      std::int64_t{now.tv_sec} * 1'000'000'000 + now.tv_nsec);
    representation.modified = std::min(stamp.modified(), now.tv_sec);
    describe(representation, {.content_type = type});
    answer_with(representation, request, FileOptions{}.max_ranges, now.tv_sec, answer);
}

void answer_unavailable(Response& response)
{
    response.status_page(503);
    response.set("Retry-After", "1");
}

} // namespace hawser::server
