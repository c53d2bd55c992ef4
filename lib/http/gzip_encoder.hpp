// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#pragma once

#include <string>
#include <string_view>

#include <zlib.h>

namespace hawser::http {

/// The content coding gzip (RFC 9110 §8.4.1.3, RFC 1952), of a whole content or of one that comes in pieces.
///
/// It holds about 260 KiB, whatever goes through it, and can be used again. What it makes depends on its
/// input alone: no name and no time are written, so the same content has the same bytes.
class GzipEncoder {
public:
    static constexpr int default_level = 6;

    /// @param level 1, fast, to 9, thorough. @throws std::invalid_argument for another.
    explicit GzipEncoder(int level = default_level);
    ~GzipEncoder();
    GzipEncoder(const GzipEncoder&) = delete;
    GzipEncoder& operator=(const GzipEncoder&) = delete;

    /// Takes the next piece and appends to `out` what is ready, which may be nothing.
    void write(std::string_view piece, std::string& out);

    /// Appends all that is held back, so that the client can decode everything up to here: for a content
    /// whose end is not near, such as events. It costs a few bytes each time.
    void flush(std::string& out);

    /// Takes the last piece, appends the end of the content, and is ready for another content.
    void finish(std::string_view piece, std::string& out);

    /// Forgets a content that is not finished.
    void reset() noexcept;

private:
    void run(std::string_view in, int mode, std::string& out);

    z_stream stream_{};
};

} // namespace hawser::http
