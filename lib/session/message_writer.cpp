// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include <hawser/message_writer.hpp>

#include "session/message_source.hpp"
#include "session/payload.hpp"
#include "session/websocket_session.hpp"

#include <stdexcept>
#include <utility>

namespace hawser {

MessageWriter::MessageWriter(std::shared_ptr<session::WebSocketSession> session,
                             std::shared_ptr<session::WriterSource> source) noexcept
    : session_{std::move(session)}, source_{std::move(source)}
{
}

MessageWriter::~MessageWriter()
{
    abandon();
}

MessageWriter& MessageWriter::operator=(MessageWriter&& other) noexcept
{
    if (this != &other) {
        abandon();
        session_ = std::move(other.session_);
        source_ = std::move(other.source_);
    }
    return *this;
}

SendResult MessageWriter::append(std::string_view piece)
{
    if (!source_)
        throw std::logic_error{"append: the message was ended before"};
    return session_ ? session_->append(source_, piece) : SendResult::dropped;
}

SendResult MessageWriter::append(std::span<const std::byte> piece)
{
    return append(session::as_text(piece));
}

SendResult MessageWriter::end()
{
    if (!source_)
        throw std::logic_error{"end: the message was ended before"};
    const auto result = session_ ? session_->end(source_) : SendResult::dropped;
    source_.reset();
    return result;
}

void MessageWriter::abandon() noexcept
{
    if (const auto source = std::exchange(source_, nullptr); source && session_)
        session_->abandon(source);
}

} // namespace hawser
