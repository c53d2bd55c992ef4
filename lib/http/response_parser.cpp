// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "http/response_parser.hpp"

#include "core/ascii.hpp"
#include "http/line_scan.hpp"
#include "http/response_message.hpp"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <stdexcept>
#include <utility>

namespace hawser::http {
namespace {

/// What every answer begins with that is not to be refused at once.
constexpr std::string_view http_1 = "HTTP/1.";

using core::npos;

bool needs_tunnel(std::string_view method)
{
    if (method != "GET" && method != "CONNECT") {
        throw std::invalid_argument{
            "the method of a request whose answer is read must be GET or CONNECT, not " +
            std::string{method}};
    }
    return method == "CONNECT";
}

} // namespace

struct ResponseParser::Impl : LineScan {
    enum class Stage : unsigned char {
        status_line,
        fields,
        content,    // the rest of a Content-Length, or of the stream
        chunk_line, // up to the size of the next chunk
        chunk,      // the rest of a chunk
        last_chunk, // up to the end of the trailers
        done,
        failed,
    };

    /// Nothing: go on with the next stage.
    using Step = std::optional<Event>;

    Impl(const ResponseLimits& given, bool connect) : limits{given}, is_connect{connect}
    {
        // The status line is part of the header, so that the smaller limit is the one that counts.
        limits.status_line = std::min(limits.status_line, limits.header);
    }

    Event fail(const error_code& ec) noexcept
    {
        stage = Stage::failed;
        failure = ec;
        return Event::failed;
    }

    Event need_more(std::string_view bytes) noexcept
    {
        scanned = bytes.size();
        return Event::need_more;
    }

    /// Takes the unit that has been read, and begins a new one.
    void take(std::string_view& bytes, std::size_t size, Stage next_stage) noexcept
    {
        bytes.remove_prefix(size);
        scanned = line_begin = 0;
        stage = next_stage;
    }

    Step step(std::string_view& bytes);
    Step read_status_line(std::string_view& bytes);
    Step read_fields(std::string_view& bytes);
    Step begin_body();
    Step read_content(std::string_view& bytes);
    Step read_chunk_line(std::string_view& bytes);
    Step read_last_chunk(std::string_view& bytes);

    ResponseLimits limits;
    bool is_connect;
    std::optional<ResponseMessage> message;
    ResponseHead head;
    std::string body;
    Stage stage = Stage::status_line;
    error_code failure;
    unsigned interims = 0;

    // Of the unit that is being searched for its end, as in LineScan.
    std::size_t status_line_size = 0;

    std::uint64_t rest = 0;        // of the content or of the chunk
    bool behind_chunk = false;     // the CRLF of a chunk's data is due before the next chunk line
    bool ends_with_stream = false; // the content, that is
};

ResponseParser::Impl::Step ResponseParser::Impl::step(std::string_view& bytes)
{
    switch (stage) {
    case Stage::status_line: return read_status_line(bytes);
    case Stage::fields: return read_fields(bytes);
    case Stage::content:
    case Stage::chunk: return read_content(bytes);
    case Stage::chunk_line: return read_chunk_line(bytes);
    case Stage::last_chunk: return read_last_chunk(bytes);
    case Stage::done: return Event::complete;
    case Stage::failed: break;
    }
    return Event::failed;
}

ResponseParser::Impl::Step ResponseParser::Impl::read_status_line(std::string_view& bytes)
{
    // HTTP/0.9, or another protocol altogether, may never send a line end.
    if (!http_1.starts_with(bytes.substr(0, std::min(http_1.size(), limits.status_line)))) {
        return fail(error::bad_status_line);
    }
    auto line_feed = find_line_feed(bytes, scanned);
    auto size = line_feed == npos ? bytes.size() : line_feed + 1;
    if (size > limits.status_line) {
        return fail(error::header_too_large);
    }
    if (line_feed == npos) {
        return need_more(bytes);
    }
    if (bytes[line_feed - 1] != '\r') { // a bare LF; not the first byte, as checked above
        return fail(error::bad_status_line);
    }
    message.emplace(is_connect);
    if (auto ec = message->put_status_line(bytes.substr(0, size))) {
        return fail(ec);
    }
    if (message->is_interim() && ++interims > limits.interim) {
        return fail(error::header_too_large);
    }
    scanned = line_begin = status_line_size = size;
    field_count = 0;
    stage = Stage::fields;
    return std::nullopt;
}

ResponseParser::Impl::Step ResponseParser::Impl::read_fields(std::string_view& bytes)
{
    auto result = read_field_lines(bytes, limits.header, limits.fields);
    if (!result) {
        return need_more(bytes);
    }
    if (*result) {
        return fail(*result);
    }
    if (auto ec = message->put_fields(bytes.substr(status_line_size, scanned - status_line_size))) {
        return fail(ec);
    }
    take(bytes, scanned, Stage::status_line);
    return message->is_interim() ? std::nullopt : begin_body();
}

ResponseParser::Impl::Step ResponseParser::Impl::begin_body()
{
    rest = message->length();
    switch (message->framing()) {
    case ResponseMessage::Framing::no_body: stage = Stage::done; break;
    case ResponseMessage::Framing::length: stage = rest > 0 ? Stage::content : Stage::done; break;
    case ResponseMessage::Framing::chunked: stage = Stage::chunk_line; break;
    case ResponseMessage::Framing::end_of_stream:
        stage = Stage::content;
        ends_with_stream = true;
        break;
    }
    if (limits.kept_body == 0) {
        stage = Stage::done;
    }
    head = std::move(message->head());
    return Event::head;
}

ResponseParser::Impl::Step ResponseParser::Impl::read_content(std::string_view& bytes)
{
    if (bytes.empty()) {
        return Event::need_more;
    }
    auto piece = bytes.substr(0, limits.kept_body - body.size());
    if (!ends_with_stream) {
        piece = piece.substr(0, static_cast<std::size_t>(std::min<std::uint64_t>(piece.size(), rest)));
        rest -= piece.size();
    }
    if (stage == Stage::chunk) {
        if (auto ec = message->put_chunk_data(piece)) {
            return fail(ec);
        }
    }
    body.append(piece);
    bytes.remove_prefix(piece.size());
    if (body.size() == limits.kept_body) {
        stage = Stage::done;
    } else if (!ends_with_stream && rest == 0) {
        behind_chunk = stage == Stage::chunk;
        stage = behind_chunk ? Stage::chunk_line : Stage::done;
    }
    return std::nullopt;
}

/// The unit is the CRLF behind the data of a chunk, which Beast takes for the beginning of the next line, and
/// that line.
ResponseParser::Impl::Step ResponseParser::Impl::read_chunk_line(std::string_view& bytes)
{
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
        // Stays in the unit: Beast wants it together with the trailers.
        scanned = line_begin = size;
        field_count = 0;
        stage = Stage::last_chunk;
        return std::nullopt;
    }
    if (auto ec = message->put_chunk_line(bytes.substr(0, size))) {
        return fail(ec);
    }
    take(bytes, size, Stage::chunk);
    rest = announced;
    return std::nullopt;
}

ResponseParser::Impl::Step ResponseParser::Impl::read_last_chunk(std::string_view& bytes)
{
    auto result = read_field_lines(bytes, limits.header, limits.fields);
    if (!result) {
        return need_more(bytes);
    }
    if (*result) {
        return fail(*result);
    }
    if (auto ec = message->put_last_chunk(bytes.substr(0, scanned))) {
        return fail(ec);
    }
    take(bytes, scanned, Stage::done);
    return std::nullopt;
}

ResponseParser::ResponseParser(const ResponseLimits& limits, std::string_view method)
    : impl_{std::make_unique<Impl>(limits, needs_tunnel(method))}
{
}

ResponseParser::~ResponseParser() = default;

ResponseParser::Event ResponseParser::next(std::string_view& bytes)
{
    for (;;) {
        if (auto event = impl_->step(bytes)) {
            return *event;
        }
    }
}

ResponseParser::Event ResponseParser::end_of_stream(bool is_truncated)
{
    auto& impl = *impl_;
    switch (impl.stage) {
    case Impl::Stage::done: return Event::complete;
    case Impl::Stage::failed: return Event::failed;
    default: break;
    }
    if (!impl.ends_with_stream || is_truncated) {
        return impl.fail(error::end_of_stream);
    }
    impl.stage = Impl::Stage::done;
    return Event::complete;
}

const ResponseHead& ResponseParser::head() const noexcept
{
    return impl_->head;
}

std::string_view ResponseParser::body() const noexcept
{
    return impl_->body;
}

error_code ResponseParser::error() const noexcept
{
    return impl_->failure;
}

} // namespace hawser::http
