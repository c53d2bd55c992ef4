// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#pragma once

#include <hawser/config.hpp>
#include <hawser/middleware.hpp>

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

namespace hawser {

/// What is compressed, and how.
struct CompressOptions {
    /// Shorter bodies, in bytes, go out as they are: they fit into a packet anyway.
    std::size_t min_size = 1024;

    /// 1, fast, to 9, thorough. 6 is zlib's own default; 1 takes half of the time for some 15 % more bytes.
    int level = 6;

    /// Media types besides the usual ones: text, JSON, XML, JavaScript, WebAssembly, SVG and the like.
    /// `application/x-thing`, or all of a kind: `font/*`.
    std::vector<std::string> types = {};
};

/// Compresses answers with gzip, for clients that take it (RFC 9110 §12.5.3).
///
/// Of a streamed body, each piece is made complete, so that events reach the client at once; such a stream
/// holds about 260 KiB. Left as they are: files (the server has ways of its own for these), bodies that have
/// a Content-Encoding or a digest, partial ones (206), and those marked with `Cache-Control: no-transform`. A
/// strong entity tag becomes a weak one, as the bytes are no longer the same (RFC 9110 §8.8.1); a handler that
/// looks at If-None-Match itself must compare weakly.
///
/// The length of a compressed answer tells something of its content. Leave out answers that hold a secret
/// beside something that the client, or a page of another site, can choose (the BREACH attack): set
/// `Cache-Control: no-transform` there.
///
/// *Thread safety*: as any `Middleware`. Each thread keeps one encoder of about 260 KiB.
///
/// *Errors*: the constructor throws `std::invalid_argument` for a level that there is not.
///
/// *Example*
/// @code
/// server.use(hawser::Compress{{.min_size = 512, .types = {"font/ttf"}}});
/// @endcode
class HAWSER_DECL Compress final : public Middleware {
public:
    explicit Compress(CompressOptions options = {});

    Action on_request(Exchange& exchange) override;
    void on_response(Exchange& exchange) override;

private:
    std::shared_ptr<const CompressOptions> options_;
};

} // namespace hawser
