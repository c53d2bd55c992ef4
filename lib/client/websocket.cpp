// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include <hawser/websocket.hpp>

#include "client/core.hpp"
#include "client/own_thread.hpp"
#include "client/url.hpp"
#include "core/file.hpp"
#include "session/message_source.hpp"
#include "session/payload.hpp"
#include "websocket/close_rules.hpp"

#include <boost/system/system_error.hpp>

#include <atomic>
#include <future>
#include <stdexcept>
#include <string>
#include <utility>

namespace hawser {

namespace {

std::shared_ptr<client::Core> make_core(std::string_view url,
                                        std::shared_ptr<const client::Settings> settings)
{
    auto thread = client::ThreadUse::begin();
    auto loop = thread.threads()->loops().front();
    return std::make_shared<client::Core>(std::move(thread), std::move(loop), std::move(settings),
                                          client::parse_url(url));
}

std::shared_ptr<client::Core> make_core(std::shared_ptr<net::Loop> loop, std::string_view url,
                                        std::shared_ptr<const client::Settings> settings)
{
    return std::make_shared<client::Core>(client::ThreadUse{}, std::move(loop), std::move(settings),
                                          client::parse_url(url));
}

std::shared_ptr<const client::Settings> make_settings(ClientOptions options)
{
    return std::make_shared<const client::Settings>(std::move(options));
}

void require_may_block(const client::Core& core, const char* what)
{
    if (core.must_not_block())
        throw std::logic_error{
            std::string{what} +
            ": a call that waits is for clients without an executor, and not for their callbacks; "
            "use async_" +
            what};
}

} // namespace

std::string_view to_string(ReadyState state) noexcept
{
    switch (state) {
    case ReadyState::idle: return "idle";
    case ReadyState::connecting: return "connecting";
    case ReadyState::open: return "open";
    case ReadyState::closing: return "closing";
    case ReadyState::closed: break;
    }
    return "closed";
}

WebSocket::WebSocket(std::string_view url, ClientOptions options)
    : core_{make_core(url, make_settings(std::move(options)))}
{
}

WebSocket::WebSocket(boost::asio::any_io_executor executor, std::string_view url, ClientOptions options)
    : core_{make_core(
          std::make_shared<net::Loop>(std::move(executor), net::Loop::Threading::shared, options.logger), url,
          make_settings(options))}
{
}

WebSocket::WebSocket(std::string_view url, const WebSocket& like)
    : core_{like.core_->has_own_thread() ? make_core(url, like.core_->settings())
                                         : make_core(like.core_->loop(), url, like.core_->settings())}
{
}

WebSocket::WebSocket(WebSocket&&) noexcept = default;

WebSocket& WebSocket::operator=(WebSocket&& other) noexcept
{
    if (this != &other) {
        WebSocket before{std::move(*this)};
        core_ = std::move(other.core_);
    }
    return *this;
}

WebSocket::~WebSocket()
{
    if (!core_)
        return;
    if (core_->must_not_block()) {
        core_->abandon({});
    } else {
        const auto closed = std::make_shared<std::promise<void>>();
        core_->abandon([closed] { closed->set_value(); });
        closed->get_future().wait_for(core_->settings()->options().close_timeout);
    }
    core_->release_thread();
}

// --- callbacks

void WebSocket::on_open(std::function<void()> callback)
{
    core_->set([&](client::Callbacks& all) { all.on_open = std::move(callback); });
}

void WebSocket::on_message(std::function<void(const Message&)> callback)
{
    core_->set([&](client::Callbacks& all) { all.on_message = std::move(callback); });
}

void WebSocket::on_fragment(std::function<void(const Fragment&)> callback)
{
    core_->set([&](client::Callbacks& all) { all.add_rare().on_fragment = std::move(callback); });
}

void WebSocket::on_ping(std::function<void(std::string_view)> callback)
{
    core_->set([&](client::Callbacks& all) { all.add_rare().on_ping = std::move(callback); });
}

void WebSocket::on_pong(std::function<void(std::string_view)> callback)
{
    core_->set([&](client::Callbacks& all) { all.add_rare().on_pong = std::move(callback); });
}

void WebSocket::on_drain(std::function<void()> callback)
{
    core_->set([&](client::Callbacks& all) { all.add_rare().on_drain = std::move(callback); });
}

void WebSocket::on_error(std::function<void(error_code, std::string_view)> callback)
{
    core_->set([&](client::Callbacks& all) { all.on_error = std::move(callback); });
}

void WebSocket::on_close(std::function<void(const CloseInfo&)> callback)
{
    core_->set([&](client::Callbacks& all) { all.on_close = std::move(callback); });
}

void WebSocket::on_reconnecting(std::function<void(const ReconnectInfo&)> callback)
{
    core_->set([&](client::Callbacks& all) { all.add_rare().on_reconnecting = std::move(callback); });
}

// --- connecting

void WebSocket::connect(error_code& ec)
{
    require_may_block(*core_, "connect");
    const auto done = std::make_shared<std::promise<error_code>>();
    core_->connect(next_id(), [done](error_code result) { done->set_value(result); });
    ec = done->get_future().get();
}

void WebSocket::connect()
{
    error_code ec;
    connect(ec);
    if (!ec)
        return;
    const auto result = core_->result();
    throw boost::system::system_error{ec,
                                      result && result->detail ? "connect: " + *result->detail : "connect"};
}

void WebSocket::start()
{
    core_->connect(0, {}); // on_error tells of what fails
}

// --- receiving

std::optional<OwnedMessage> WebSocket::read()
{
    require_may_block(*core_, "read");
    const auto ready = std::make_shared<std::promise<error_code>>();
    core_->read(next_id(), [ready](error_code ec) { ready->set_value(ec); });
    auto ec = ready->get_future().get();
    auto message = ec ? std::nullopt : core_->take_message(ec);
    if (ec == error::already_running)
        throw std::logic_error{"read: another one waits already"};
    return message;
}

void WebSocket::pause_receiving()
{
    core_->pause_receiving();
}

void WebSocket::resume_receiving()
{
    core_->resume_receiving();
}

// --- sending

SendResult WebSocket::send(std::string_view text, Compression compress)
{
    session::require_utf8(text);
    return core_->send(MessageType::text, text, compress);
}

SendResult WebSocket::send(std::span<const std::byte> data, Compression compress)
{
    return core_->send(MessageType::binary, session::as_text(data), compress);
}

SendResult WebSocket::send(const Message& message, Compression compress)
{
    return core_->send(message.type(), message.text(), compress);
}

void WebSocket::send_file(std::string path, MessageType type, SendHandler done, Compression compress)
{
    error_code ec;
    if (auto file = core::File::open(path, ec))
        core_->stream(type, std::make_shared<session::FileSource>(std::move(*file)), std::move(done),
                      compress);
    else if (done)
        boost::asio::post(core_->executor(), [done = std::move(done), ec] { done(ec); });
}

void WebSocket::send(std::istream& stream, std::uint64_t length, MessageType type, SendHandler done,
                     Compression compress)
{
    core_->stream(type, std::make_shared<session::StreamSource>(stream, length), std::move(done), compress);
}

MessageWriter WebSocket::begin(MessageType type, Compression compress)
{
    auto source = std::make_shared<session::WriterSource>(type);
    const auto open = core_->session();
    if (open)
        open->stream(type, source, {}, compress);
    else
        source->abandon();
    return {open, std::move(source)};
}

std::size_t WebSocket::buffered_amount() const noexcept
{
    const auto open = core_->session();
    return open ? open->buffered_amount() : core_->kept_bytes();
}

void WebSocket::compression(bool enabled) noexcept
{
    if (const auto open = core_->session())
        open->compression(enabled);
}

// --- the server's presence

SendResult WebSocket::ping(std::string_view payload)
{
    require_ping_payload(payload);
    const auto open = core_->session();
    return open ? open->ping(payload) : SendResult::dropped;
}

bool WebSocket::is_alive() const noexcept
{
    const auto open = core_->session();
    return open && open->is_alive();
}

std::optional<std::chrono::nanoseconds> WebSocket::round_trip() const noexcept
{
    const auto open = core_->session();
    return open ? open->round_trip() : std::nullopt;
}

// --- the end

void WebSocket::close(CloseCode code, std::string_view reason)
{
    require_close(code, reason);
    if (core_->must_not_block())
        return core_->close(code, reason);
    const auto closed = std::make_shared<std::promise<void>>();
    core_->close(code, reason, [closed](const CloseInfo&) { closed->set_value(); });
    closed->get_future().wait();
}

// --- what it is

ReadyState WebSocket::ready_state() const noexcept
{
    const auto state = core_->state();
    if (state != ReadyState::open)
        return state;
    const auto open = core_->session();
    return open && open->is_open() ? state : ReadyState::closing;
}

std::optional<CloseInfo> WebSocket::close_info() const
{
    return core_->close_info();
}

std::string WebSocket::url() const
{
    const auto result = core_->result();
    return (result && result->url ? *result->url : core_->url()).to_string();
}

bool WebSocket::is_secure() const
{
    const auto result = core_->result();
    return (result && result->url ? *result->url : core_->url()).is_secure;
}

std::optional<HandshakeResponse> WebSocket::response() const
{
    const auto result = core_->result();
    return result ? result->response : std::nullopt;
}

std::string WebSocket::subprotocol() const
{
    const auto result = core_->result();
    return result && result->subprotocol ? *result->subprotocol : std::string{};
}

std::string WebSocket::extensions() const
{
    const auto result = core_->result();
    return result && result->response && !result->error
               ? std::string{result->response->fields["Sec-WebSocket-Extensions"]}
               : std::string{};
}

bool WebSocket::is_compressed() const noexcept
{
    const auto result = core_->result();
    return result && result->deflate.has_value();
}

std::optional<TlsInfo> WebSocket::tls() const
{
    const auto result = core_->result();
    return result && result->tls ? std::optional{*result->tls} : std::nullopt;
}

Endpoint WebSocket::remote_endpoint() const
{
    const auto result = core_->result();
    return result ? result->remote : Endpoint{};
}

Endpoint WebSocket::local_endpoint() const
{
    const auto result = core_->result();
    return result ? result->local : Endpoint{};
}

std::shared_ptr<CookieJar> WebSocket::cookie_jar() const
{
    return core_->cookies();
}

boost::asio::any_io_executor WebSocket::executor() const
{
    return core_->executor();
}

// --- for the templates

void WebSocket::require_utf8(std::string_view text)
{
    session::require_utf8(text);
}

void WebSocket::require_ping_payload(std::string_view payload)
{
    if (payload.size() > websocket::max_short_payload)
        throw std::invalid_argument{"a Ping carries at most 125 bytes"};
}

void WebSocket::require_close(CloseCode code, std::string_view reason)
{
    if (const auto ec = websocket::check_close(websocket::Role::client, code, reason))
        throw std::invalid_argument{"close: " + ec.message()};
}

std::uint64_t WebSocket::next_id() noexcept
{
    static std::atomic<std::uint64_t> last{0};
    return ++last;
}

void WebSocket::cancel(const std::weak_ptr<client::Core>& core, std::uint64_t id)
{
    if (const auto alive = core.lock())
        alive->cancel(id);
}

void WebSocket::begin_connect(Access core, std::uint64_t id, std::function<void(error_code)> done)
{
    core->connect(id, std::move(done));
}

void WebSocket::begin_read(Access core, std::uint64_t id, std::function<void(error_code)> done)
{
    core->read(id, std::move(done));
}

std::optional<OwnedMessage> WebSocket::take_message(Access core, error_code& ec)
{
    return core->take_message(ec);
}

void WebSocket::begin_send(Access core, std::uint64_t id, MessageType type, std::string_view payload,
                           std::function<void(error_code)> done)
{
    core->send(id, type, payload, std::move(done));
}

void WebSocket::begin_ping(Access core, std::uint64_t id, std::string_view payload,
                           std::function<void(error_code, std::chrono::nanoseconds)> done)
{
    core->ping(id, payload, std::move(done));
}

void WebSocket::begin_close(Access core, std::uint64_t id, CloseCode code, std::string_view reason,
                            std::function<void(error_code, CloseInfo)> done)
{
    core->close(id, code, reason, std::move(done));
}

} // namespace hawser
