// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include <hawser/session.hpp>

#include "core/file.hpp"
#include "session/message_source.hpp"
#include "session/payload.hpp"
#include "server/service_state.hpp"
#include "server/service_session.hpp"

#include <stdexcept>
#include <utility>

namespace hawser {

namespace {

void require_group(std::string_view group)
{
    if (group.empty())
        throw std::invalid_argument{"a group needs a name"};
}

} // namespace

Session::Session(std::shared_ptr<server::ServiceSession> session) noexcept : session_{std::move(session)} {}

std::string Session::id() const
{
    return session_->session_id().to_string();
}

bool Session::is_open() const noexcept
{
    return session_->is_open();
}

std::chrono::system_clock::time_point Session::start_time() const noexcept
{
    return session_->start_time();
}

Endpoint Session::remote_endpoint() const noexcept
{
    return session_->request().remote_endpoint();
}

std::string_view Session::subprotocol() const noexcept
{
    return session_->subprotocol();
}

std::shared_ptr<void> Session::attached(const std::type_info& type) const noexcept
{
    return session_->attached(type);
}

bool Session::is_alive() const noexcept
{
    return session_->is_alive();
}

std::optional<std::chrono::nanoseconds> Session::round_trip() const noexcept
{
    return session_->round_trip();
}

SendResult Session::ping(std::string_view payload) const
{
    return session_->ping(payload);
}

void Session::begin_ping(std::string_view payload,
                         std::function<void(error_code, std::chrono::nanoseconds)> done) const
{
    session_->ping(payload, std::move(done));
}

std::size_t Session::buffered_amount() const noexcept
{
    return session_->buffered_amount();
}

SendResult Session::send(std::string_view text, Compression compress) const
{
    session::require_utf8(text);
    return session_->send(MessageType::text, text, compress);
}

SendResult Session::send(std::span<const std::byte> data, Compression compress) const
{
    return session_->send(MessageType::binary, session::as_text(data), compress);
}

SendResult Session::send(const Message& message, Compression compress) const
{
    return session_->send(message.type(), message.text(), compress);
}

void Session::send_file(std::string path, MessageType type, SendHandler done, Compression compress) const
{
    error_code ec;
    if (auto file = core::File::open(path, ec))
        session_->stream(type, std::make_shared<session::FileSource>(std::move(*file)), std::move(done), compress);
    else
        session_->report(std::move(done), ec);
}

void Session::send(std::istream& stream, std::uint64_t length, MessageType type, SendHandler done,
                   Compression compress) const
{
    session_->stream(type, std::make_shared<session::StreamSource>(stream, length), std::move(done), compress);
}

MessageWriter Session::begin(MessageType type, Compression compress) const
{
    auto source = std::make_shared<session::WriterSource>(type);
    session_->stream(type, source, {}, compress);
    return {session_, std::move(source)};
}

bool Session::is_compressed() const noexcept
{
    return session_->is_compressed();
}

void Session::compression(bool enabled) const noexcept
{
    session_->compression(enabled);
}

void Session::pause_receiving() const
{
    session_->pause_receiving();
}

void Session::resume_receiving() const
{
    session_->resume_receiving();
}

void Session::join(std::string_view group) const
{
    require_group(group);
    session_->join(group);
}

void Session::leave(std::string_view group) const
{
    require_group(group);
    session_->leave(group);
}

std::vector<std::string> Session::groups() const
{
    return session_->service().registry->group_names(*session_);
}

void Session::close(CloseCode code, std::string_view reason) const
{
    session_->close(code, reason);
}

void Session::begin_close(CloseCode code, std::string_view reason, std::function<void(CloseInfo)> done) const
{
    session_->close(code, reason, std::move(done));
}

boost::asio::any_io_executor Session::executor() const
{
    return session_->executor();
}

} // namespace hawser
