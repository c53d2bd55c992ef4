// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "http/request_parser.hpp"

#include "core/ascii.hpp"
#include "http/line_scan.hpp"
#include "http/message_parser.hpp"
#include "http/target.hpp"

#include <algorithm>
#include <utility>

namespace hawser::http {
namespace {

/// Empty lines before a request line that are forgiven (RFC 9112 §2.2 asks for one at least).
constexpr unsigned max_empty_lines = 4;

using core::npos;

/// CONNECT takes a bare authority, and only CONNECT; `*` stands for the whole server, which only OPTIONS
/// can be about (RFC 9112 §3.2.3, §3.2.4).
bool suits(Method method, std::string_view target) noexcept
{
    bool is_authority_form = target.front() != '/' && target != "*" && target.find("://") == npos;
    return is_authority_form == (method == Method::connect) && (target != "*" || method == Method::options);
}

unsigned status_of(const error_code& ec) noexcept
{
    if (!ec) {
        return 0;
    }
    switch (static_cast<hawser::error>(ec.value())) {
    case hawser::error::body_too_large: return 413;
    case hawser::error::request_line_too_long: return 414;
    case hawser::error::expectation_failed: return 417;
    case hawser::error::header_too_large:
    case hawser::error::too_many_fields: return 431;
    case hawser::error::unsupported_http_version: return 505;
    default: return 400;
    }
}

} // namespace

struct RequestParser::Impl : LineScan {
    enum class Stage : unsigned char {
        request_line,
        fields,
        content,    // the rest of a Content-Length
        chunk_line, // up to the size of the next chunk, or to the end of the trailers
        chunk,      // the rest of a chunk
        done,       // `complete` is due
        between,    // after it, before the first byte of the next request
        failed,
    };

    Impl(const RequestLimits& given, Request& r) : limits{given}, request{r}
    {
        // The request line is part of the header, so that the smaller limit is the one that counts.
        limits.request_line = std::min(limits.request_line, limits.header);
        begin();
    }

    /// Makes ready for the next request. What is public of the last one stays until the next head.
    void begin()
    {
        message.emplace(request);
        stage = Stage::request_line;
        scanned = line_begin = request_line_size = field_count = 0;
        empty_lines = 0;
        rest = total = 0;
        behind_chunk = in_trailers = is_filled = false;
    }

    /// Leaves no trace of the request before but the endpoints: they are the connection's.
    void clear_request()
    {
        length.reset();
        has_body = false;
        auto local = request.local_endpoint();
        auto remote = request.remote_endpoint();
        bool secure = request.is_secure();
        request.clear();
        request.endpoints(local, remote, secure);
    }

    Event fail(const error_code& ec)
    {
        if (!is_filled) {
            clear_request();
        }
        keep_alive = expects_continue = false;
        request.keep_alive(false);
        stage = Stage::failed;
        failure = ec;
        return Event::failed;
    }

    Event need_more(std::string_view bytes) noexcept
    {
        scanned = bytes.size();
        return Event::need_more;
    }

    Event read_request_line(std::string_view& bytes);
    Event read_fields(std::string_view& bytes);
    Event finish_head(std::string_view& bytes, std::size_t size);
    Event read_content(std::string_view& bytes);
    Event read_chunk_line(std::string_view& bytes);
    Event read_last_chunk(std::string_view& bytes);

    RequestLimits limits;
    Request& request;
    std::optional<MessageParser> message;
    Stage stage = Stage::request_line;
    error_code failure;

    // Of the unit that is being searched for its end, as in LineScan.
    std::size_t request_line_size = 0;
    unsigned empty_lines = 0;

    std::uint64_t rest = 0;  // of the content or of the chunk
    std::uint64_t total = 0; // content announced so far, chunk by chunk
    std::uint64_t body_limit = 0;
    std::optional<std::uint64_t> length;
    std::string_view piece;
    bool behind_chunk = false; // the CRLF of a chunk's data is due before the next chunk line
    bool in_trailers = false;
    bool is_filled = false; // `request` is this one, not the one before
    bool has_body = false;
    bool keep_alive = false;
    bool expects_continue = false;
};

RequestParser::Event RequestParser::Impl::read_request_line(std::string_view& bytes)
{
    for (;;) {
        // Says at once to a TLS client, or to any other stranger, that this is not its place.
        if (!bytes.empty() && bytes.front() != '\r' && !core::is_token_char(bytes.front())) {
            return fail(error::bad_request_line);
        }
        auto line_feed = find_line_feed(bytes, scanned);
        auto size = line_feed == npos ? bytes.size() : line_feed + 1;
        if (size > limits.request_line) {
            return fail(error::request_line_too_long);
        }
        if (line_feed == npos) {
            return need_more(bytes);
        }
        if (bytes[line_feed - 1] != '\r') { // a bare LF; not the first byte, as checked above
            return fail(error::bad_request_line);
        }
        if (size > 2) {
            request_line_size = size;
            break;
        }
        if (++empty_lines > max_empty_lines) {
            return fail(error::bad_request_line);
        }
        bytes.remove_prefix(2);
        scanned = 0;
    }
    auto line = bytes.substr(0, request_line_size);
    if (auto ec = message->put_all(line)) {
        if (has_foreign_version(line)) {
            return fail(error::unsupported_http_version);
        }
        return fail(ec == error::bad_target ? ec : make_error_code(error::bad_request_line));
    }
    scanned = line_begin = request_line_size;
    stage = Stage::fields;
    return read_fields(bytes);
}

RequestParser::Event RequestParser::Impl::read_fields(std::string_view& bytes)
{
    auto result = read_field_lines(bytes, limits.header, limits.fields);
    if (!result) {
        return need_more(bytes);
    }
    return *result ? fail(*result) : finish_head(bytes, scanned);
}

RequestParser::Event RequestParser::Impl::finish_head(std::string_view& bytes, std::size_t size)
{
    clear_request();
    is_filled = true;
    auto method = bytes.substr(0, message->method_size());
    auto target = bytes.substr(method.size() + 1, message->target_size());
    request.method(method).version(message->version());
    if (!request.target(target) || !suits(request.method(), target)) {
        return fail(error::bad_target);
    }
    if (auto ec = message->put_all(bytes.substr(request_line_size, size - request_line_size))) {
        return fail(ec);
    }
    bytes.remove_prefix(size);
    scanned = line_begin = 0;

    body_limit = limits.body;
    length = message->guard().content_length();
    total = rest = length.value_or(0);
    has_body = message->chunked() || rest > 0;
    keep_alive = message->guard().keep_alive();
    request.keep_alive(keep_alive);
    expects_continue = has_body && message->guard().expects_continue();
    stage = message->chunked() ? Stage::chunk_line : has_body ? Stage::content : Stage::done;
    return Event::head;
}

RequestParser::Event RequestParser::Impl::read_content(std::string_view& bytes)
{
    if (total > body_limit) {
        return fail(error::body_too_large);
    }
    if (bytes.empty()) {
        return Event::need_more;
    }
    error_code ec;
    auto taken = message->put_content(bytes, ec);
    if (ec) {
        return fail(ec);
    }
    piece = bytes.substr(0, taken);
    bytes.remove_prefix(taken);
    rest -= taken;
    if (rest == 0) {
        behind_chunk = stage == Stage::chunk;
        stage = stage == Stage::chunk ? Stage::chunk_line : Stage::done;
    }
    return Event::body;
}

/// The unit is the CRLF behind the data of a chunk, which Beast takes for the beginning of the next line,
/// and that line; for the last chunk, also the trailers and the empty line.
RequestParser::Event RequestParser::Impl::read_chunk_line(std::string_view& bytes)
{
    if (total > body_limit) {
        return fail(error::body_too_large);
    }
    if (in_trailers) {
        return read_last_chunk(bytes);
    }
    const auto line = LineScan::read_chunk_line(bytes, behind_chunk);
    if (!line) {
        return need_more(bytes);
    }
    if (line->error) {
        return fail(line->error);
    }
    const auto size = line->size;
    const auto announced = line->announced;
    if (announced == 0) {
        in_trailers = true;
        field_count = 0;
        scanned = line_begin = size;
        return read_last_chunk(bytes);
    }
    if (announced > body_limit - total) {
        return fail(error::body_too_large);
    }
    if (message->put_all(bytes.substr(0, size))) {
        return fail(error::bad_chunk);
    }
    bytes.remove_prefix(size);
    scanned = 0;
    total += announced;
    rest = announced;
    stage = Stage::chunk;
    return read_content(bytes);
}

RequestParser::Event RequestParser::Impl::read_last_chunk(std::string_view& bytes)
{
    auto result = read_field_lines(bytes, limits.header, limits.fields);
    if (!result) {
        return need_more(bytes);
    }
    if (*result) {
        return fail(*result);
    }
    if (auto ec = message->put_all(bytes.substr(0, scanned))) {
        return fail(ec);
    }
    bytes.remove_prefix(scanned);
    if (!message->trailers().empty()) {
        request.trailers(std::move(message->trailers()));
    }
    stage = Stage::between;
    return Event::complete;
}

RequestParser::RequestParser(const RequestLimits& limits) : impl_{std::make_unique<Impl>(limits, request_)} {}

RequestParser::~RequestParser() = default;

RequestParser::Event RequestParser::next(std::string_view& bytes)
{
    auto& impl = *impl_;
    impl.piece = {};
    switch (impl.stage) {
    case Impl::Stage::between:
        if (bytes.empty()) {
            return Event::need_more;
        }
        impl.begin();
        return impl.read_request_line(bytes);
    case Impl::Stage::request_line: return impl.read_request_line(bytes);
    case Impl::Stage::fields: return impl.read_fields(bytes);
    case Impl::Stage::content:
    case Impl::Stage::chunk: return impl.read_content(bytes);
    case Impl::Stage::chunk_line: return impl.read_chunk_line(bytes);
    case Impl::Stage::done: impl.stage = Impl::Stage::between; return Event::complete;
    case Impl::Stage::failed: break;
    }
    return Event::failed;
}

bool RequestParser::idle() const noexcept
{
    return impl_->stage == Impl::Stage::between ||
           (impl_->stage == Impl::Stage::request_line && impl_->scanned == 0);
}

bool RequestParser::is_complete_due() const noexcept
{
    return impl_->stage == Impl::Stage::done;
}

std::string_view RequestParser::body_piece() const noexcept
{
    return impl_->piece;
}

bool RequestParser::keep_alive() const noexcept
{
    return impl_->keep_alive;
}

bool RequestParser::expects_continue() const noexcept
{
    return impl_->expects_continue;
}

bool RequestParser::has_body() const noexcept
{
    return impl_->has_body;
}

std::optional<std::uint64_t> RequestParser::content_length() const noexcept
{
    return impl_->length;
}

void RequestParser::body_limit(std::uint64_t bytes)
{
    impl_->body_limit = bytes;
}

error_code RequestParser::error() const noexcept
{
    return impl_->failure;
}

unsigned RequestParser::failure_status() const noexcept
{
    return status_of(impl_->failure);
}

} // namespace hawser::http
