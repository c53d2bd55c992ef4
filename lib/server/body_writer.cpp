// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include <hawser/body_writer.hpp>

#include "server/response_stream.hpp"

#include <utility>

namespace hawser {

// The connection holds the stream too; that all writers are gone is seen by a pointer of their own.
BodyWriter::BodyWriter(std::shared_ptr<server::ResponseStream> stream)
{
    auto* const target = stream.get();
    stream_ = {target, [owner = std::move(stream)](server::ResponseStream*) { owner->abandon(); }};
}

SendResult BodyWriter::write(std::string_view piece)
{
    return stream_->write(piece);
}

void BodyWriter::trailer(std::string_view name, std::string_view value)
{
    stream_->trailer(name, value);
}

void BodyWriter::finish()
{
    stream_->finish();
}

void BodyWriter::abort()
{
    stream_->abort();
}

bool BodyWriter::is_open() const noexcept
{
    return stream_->is_open();
}

std::size_t BodyWriter::buffered_amount() const noexcept
{
    return stream_->buffered_amount();
}

void BodyWriter::on_drain(std::function<void()> callback)
{
    stream_->on_drain(std::move(callback));
}

void BodyWriter::on_leave(std::function<void()> callback)
{
    stream_->on_leave(std::move(callback));
}

} // namespace hawser
