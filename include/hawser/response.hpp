// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#pragma once

#include <hawser/config.hpp>
#include <hawser/cookie.hpp>
#include <hawser/fields.hpp>

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace hawser {

class BodyWriter;
class EventStream;

/// `"OK"`, `"Not Found"` …: the usual reason phrase of a status, or `""`.
HAWSER_DECL std::string_view reason_phrase(unsigned status) noexcept;

/// The answer to a request; what a handler fills in.
///
/// A new response is `200 OK` without fields and body. The server itself adds `Date`, `Server`,
/// `Content-Length`, `Connection` and the framing; fields of those names that a handler sets are
/// kept for `Date` and `Server` and ignored for the others. The answer to HEAD, and any 1xx, 204 and
/// 304, goes out without its body.
///
/// *Thread safety*: like a standard container.
///
/// *Example*
/// @code
/// server.get("/users/{id}", [](const hawser::Request& req, hawser::Response& res) {
///     if (req.parameter("id") != "1") return res.status_page(404);
///     res.set("Cache-Control", "no-store");
///     res.json(R"({"id":1})");
/// });
/// @endcode
class HAWSER_DECL Response {
public:
    unsigned status() const noexcept { return status_; }
    std::string_view reason() const noexcept;
    /// Sets the status, 200–599, and the reason phrase (empty: the usual one). 101 is the server's own: from
    /// a handler it becomes 500.
    /// @throws std::invalid_argument for another number, or CR, LF or NUL in `reason`.
    Response& status(unsigned code, std::string_view reason = {});

    const Fields& fields() const noexcept { return fields_; }
    Fields& fields() noexcept { return fields_; }
    /// Replaces a field; throws as `Fields::set` does on CR, LF or NUL.
    Response& set(std::string_view name, std::string_view value);
    /// Adds a field (for `Set-Cookie`, which comes once per cookie).
    Response& add(std::string_view name, std::string_view value);
    /// Adds the Set-Cookie field for a cookie. Throws as `Cookie::to_string` does.
    Response& set_cookie(const Cookie& cookie);

    /// Bodies. Each sets Content-Type and replaces any body before.
    void text(std::string_view body); ///< `text/plain; charset=utf-8`
    void html(std::string_view body); ///< `text/html; charset=utf-8`
    void json(std::string_view body); ///< `application/json`
    void body(std::string body, std::string_view content_type);

    /// Answers with a file, streamed with bounded memory: content type by extension, entity tag,
    /// Last-Modified, and 304 for a conditional request that the file satisfies (RFC 9110 §13).
    /// A file that cannot be opened gives 404. `path` is trusted: never build it from a request
    /// without checking it; `document_root` does that for you.
    void file(std::string path);

    /// Answers with a body that is made piece by piece. When the head has been sent, `begin` is called with
    /// the writer, which it may keep, move to another thread, and use for as long as it likes. It is not called
    /// where no body is sent: for HEAD, and with 204 and 304. With a `length` in bytes the client is told; else
    /// the body goes out in chunks, to an HTTP/1.0 client up to the end of the connection.
    /// Include <hawser/body_writer.hpp>.
    void stream(std::function<void(BodyWriter)> begin, std::string_view content_type = "application/octet-stream",
                std::optional<std::uint64_t> length = {});

    /// Answers with Server-Sent Events (`text/event-stream`), which are not cached. `begin` is called as in
    /// `stream`. Include <hawser/event_stream.hpp>.
    void events(std::function<void(EventStream)> begin);

    /// Sends the client elsewhere. @throws std::invalid_argument on CR, LF or NUL, or if `status` is
    /// not 301, 302, 303, 307 or 308.
    void redirect(std::string_view location, unsigned status = 302);

    /// A short page that names the status, as the server itself answers errors.
    void status_page(unsigned code, std::string_view detail = {});

    /// Ends the connection after this answer.
    Response& close_connection() noexcept;

    std::string_view body() const noexcept { return body_; }
    const std::string& file_path() const noexcept { return file_path_; }
    bool has_file() const noexcept { return !file_path_.empty(); }
    bool closes_connection() const noexcept { return close_; }
    bool has_stream() const noexcept { return stream_ != nullptr; }
    /// What `stream` was given, or what stands for it.
    const std::function<void(BodyWriter)>& stream_begin() const noexcept { return stream_; }
    std::optional<std::uint64_t> stream_length() const noexcept { return stream_length_; }

    /// Has each piece of a streamed body replaced by what `filter` makes of it, as a compressor does; the last
    /// call has `is_last` and may have an empty piece. The length is not known then. For middleware.
    using BodyFilter = std::function<std::string(std::string_view piece, bool is_last)>;
    void filter_stream(BodyFilter filter);
    const BodyFilter& stream_filter() const noexcept { return filter_; }

    /// Back to `200 OK` with nothing in it; keeps the memory for the next answer.
    void clear() noexcept;

private:
    void drop_other_bodies() noexcept;

    Fields fields_;
    std::string body_;
    std::string file_path_;
    std::function<void(BodyWriter)> stream_;
    BodyFilter filter_;
    std::optional<std::uint64_t> stream_length_;
    std::string reason_;
    unsigned short status_ = 200;
    bool close_ = false;
};

} // namespace hawser
