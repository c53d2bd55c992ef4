// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "client/settings.hpp"

#include "client/backoff.hpp"
#include "client/upgrade.hpp"
#include "core/ascii.hpp"
#include "core/option_rules.hpp"
#include "session/deflate_settings.hpp"
#include "session/session_rules.hpp"
#include "tls/openssl.hpp"

#include <boost/asio/ssl/context.hpp>

#include <cstdlib>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

namespace hawser::client {

namespace {

constexpr unsigned max_redirects = 50;

WebSocketOptions session_options(const ClientOptions& options)
{
    WebSocketOptions session;
    session.max_message_size = options.max_message_size;
    session.deliver_fragments = options.deliver_fragments;
    session.message_timeout = options.message_timeout;
    session.max_queue_size = options.max_queue_size;
    session.queue_high_mark = options.queue_high_mark;
    session.queue_low_mark = options.queue_low_mark;
    session.queue_policy = options.queue_policy;
    session.queue_close_code = options.queue_close_code;
    session.fragment_size = options.fragment_size;
    session.compression = options.compression;
    session.deflate = options.deflate;
    session.ping_interval = options.ping_interval;
    session.pong_timeout = options.pong_timeout;
    session.idle_timeout = options.idle_timeout;
    session.close_timeout = options.close_timeout;
    session.subprotocols = options.subprotocols;
    session.receive_queue_size = options.receive_queue_size;
    return session;
}

bool has_line_break(std::string_view text) noexcept
{
    return text.find_first_of(std::string_view{"\r\n\0", 3}) != std::string_view::npos;
}

void require_valid_fields(const ClientOptions& options)
{
    for (const auto& [name, value] : options.fields) {
        if (is_owned_field(name))
            core::refuse_option(
                "fields", '"' + name + '"',
                "a field that the handshake does not set itself: not Host, Upgrade, Connection, "
                "Sec-WebSocket-*, Content-Length or Transfer-Encoding");
        try {
            Fields{}.add(name, value);
        } catch (const std::invalid_argument&) {
            core::refuse_option(
                "fields",
                core::is_token(name) ? '"' + name + "\" with more than a line"
                                     : std::string{"a field with a name that is none"},
                "a name of letters, digits, - and the like, with a value without CR, LF and NUL");
        }
    }
    if (has_line_break(options.origin))
        core::refuse_option("origin", "more than a line", "without CR, LF and NUL");
    if (has_line_break(options.user_agent))
        core::refuse_option("user_agent", "more than a line", "without CR, LF and NUL");
}

void require_valid_timeouts(const ConnectTimeouts& timeouts)
{
    core::require_time("timeouts.total", timeouts.total);
    core::require_time("timeouts.resolve", timeouts.resolve);
    core::require_time("timeouts.connect", timeouts.connect);
    core::require_time("timeouts.proxy", timeouts.proxy);
    core::require_time("timeouts.tls", timeouts.tls);
    core::require_time("timeouts.handshake", timeouts.handshake);
}

void require_valid_proxy(const ProxyOptions& options, const std::optional<Proxy>& proxy)
{
    if (proxy && proxy->kind == Proxy::Kind::socks5 && options.credentials &&
        !options.credentials->bearer.empty())
        core::refuse_option("proxy.credentials", "a token", "a user and password: SOCKS5 knows nothing else");
}

void require_valid_tls(std::string_view name, const TlsClientOptions& options)
{
    const bool brings_issuers = !options.ca_file.empty() || !options.ca_folder.empty() ||
                                !options.ca_pem.empty() || !options.crl_file.empty() ||
                                !options.crl_pem.empty();
    const bool brings_ciphers = options.min_version != TlsClientOptions{}.min_version ||
                                !options.ciphers.empty() || !options.cipher_suites.empty();
    if (options.context &&
        (brings_issuers || brings_ciphers || options.certificate || !options.pinned_keys.empty() ||
         options.verify_server || options.verify == TlsVerify::none))
        core::refuse_option(std::string{name} + ".context", "set beside other options",
                            "the only one of them, but for server_name: a context verifies by its own rules");
}

} // namespace

Settings::Settings(ClientOptions options) : options_{std::move(options)}, session_{session_options(options_)}
{
    session::require_valid(session_, websocket::Role::client);
    core::require_size("receive_queue_size", options_.receive_queue_size);
    core::require_time("write_timeout", options_.write_timeout);
    require_valid_fields(options_);
    if (options_.max_redirects > max_redirects)
        core::refuse_option("max_redirects", std::to_string(options_.max_redirects),
                            "at most " + std::to_string(max_redirects));
    require_valid_timeouts(options_.timeouts);
    require_valid_tls("tls", options_.tls);
    require_valid_tls("proxy.tls", options_.proxy.tls);
    if (options_.reconnect)
        require_valid(*options_.reconnect);
    if (!options_.proxy.url.empty())
        proxy_ = parse_proxy(options_.proxy.url);
    require_valid_proxy(options_.proxy, proxy_);
    if (!options_.unix_socket.empty() && proxy_)
        core::refuse_option("unix_socket", "set beside proxy.url",
                            "the only one of them: a proxy has an address");
    if (options_.compression)
        deflate_ = session::deflate_policy(options_.deflate);
}

std::optional<Proxy> Settings::proxy_for(const Url& url) const
{
    if (!options_.unix_socket.empty() || is_excluded(options_.proxy.no_proxy, url))
        return std::nullopt;
    if (proxy_ || !options_.proxy.from_environment)
        return proxy_;
    return proxy_from_environment(url, [](const char* name) -> const char* { return std::getenv(name); });
}

std::shared_ptr<const tls::Context> Settings::foreign_context() const
{
    if (!options_.tls.certificate)
        return server_context();
    auto without = options_.tls;
    without.certificate.reset();
    return foreign_context_.get(without);
}

std::shared_ptr<const tls::Context> Settings::LazyContext::get(const TlsClientOptions& options)
{
    const std::lock_guard lock{mutex_};
    if (!context_)
        context_ = options.context ? tls::Context::adopt(options.context->native_handle(), options.context)
                                   : tls::Context::for_client(options);
    return context_;
}

} // namespace hawser::client
