// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include <hawser/event_stream.hpp>
#include <hawser/response.hpp>

#include "server/response_stream.hpp"

#include <stdexcept>
#include <utility>

namespace hawser {

// A stream of events has no length, so that its last handle may end it: no half of it passes for the whole.
struct EventStream::Owner {
    explicit Owner(BodyWriter given) : writer{std::move(given)} {}
    ~Owner() { writer.stream_->end(); }
    Owner(const Owner&) = delete;
    Owner& operator=(const Owner&) = delete;

    BodyWriter writer;
};

namespace {

void append_line(std::string& text, std::string_view field, std::string_view value)
{
    text.append(field).append(": ").append(value).append("\n");
}

// A line break of any kind begins a new line of the field, since a bare one would end it.
void append_lines(std::string& text, std::string_view field, std::string_view value)
{
    for (;;) {
        const auto end = value.find_first_of("\r\n");
        append_line(text, field, value.substr(0, end));
        if (end == std::string_view::npos)
            return;
        value.remove_prefix(end + (value.substr(end).starts_with("\r\n") ? 2 : 1));
    }
}

void require_one_line(const char* what, std::string_view value)
{
    if (value.find_first_of(std::string_view{"\r\n\0", 3}) != std::string_view::npos)
        throw std::invalid_argument{std::string{"hawser: CR, LF or NUL in the "} + what + " of an event"};
}

} // namespace

EventStream::EventStream(BodyWriter writer) : owner_{std::make_shared<Owner>(std::move(writer))}
{
    owner_->writer.stream_->heartbeat(":\n\n", heartbeat);
}

SendResult EventStream::send(const Event& event)
{
    require_one_line("type", event.event);
    require_one_line("id", event.id);
    std::string text;
    if (!event.event.empty())
        append_line(text, "event", event.event);
    if (!event.id.empty())
        append_line(text, "id", event.id);
    if (event.retry)
        append_line(text, "retry", std::to_string(event.retry->count()));
    append_lines(text, "data", event.data);
    return owner_->writer.write(text += '\n');
}

SendResult EventStream::comment(std::string_view text)
{
    std::string lines;
    append_lines(lines, "", text);
    return owner_->writer.write(lines += '\n');
}

void EventStream::close()
{
    owner_->writer.stream_->end();
}

bool EventStream::is_open() const noexcept
{
    return owner_->writer.is_open();
}

std::size_t EventStream::buffered_amount() const noexcept
{
    return owner_->writer.buffered_amount();
}

void EventStream::on_drain(std::function<void()> callback)
{
    owner_->writer.on_drain(std::move(callback));
}

void EventStream::on_leave(std::function<void()> callback)
{
    owner_->writer.on_leave(std::move(callback));
}

void Response::events(std::function<void(EventStream)> begin)
{
    if (!begin)
        throw std::invalid_argument{"hawser: the function of an event stream is empty"};
    stream([begin = std::move(begin)](BodyWriter writer) { begin(EventStream{std::move(writer)}); },
           "text/event-stream");
    set("Cache-Control", "no-store");
    set("X-Accel-Buffering", "no"); // nginx would hold events back
}

} // namespace hawser
