// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#pragma once

#include "server/file_stream.hpp"

#include <hawser/response.hpp>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

namespace hawser::server {

/// What goes out for a request: a response, and its body where that is not the response's own.
struct Answer {
    Response response;
    std::shared_ptr<const std::string>
        content;                      ///< the body where it comes from a cache; goes before `response.body()`
    std::optional<FileStream> stream; ///< the body where it is (parts of) a file

    /// Bytes of `content` or `stream`; nothing: the body is the response's.
    std::optional<std::uint64_t> body_size() const noexcept
    {
        if (content)
            return content->size();
        if (stream)
            return stream->size();
        return std::nullopt;
    }

    void clear() noexcept
    {
        response.clear();
        content.reset();
        stream.reset();
    }
};

} // namespace hawser::server
