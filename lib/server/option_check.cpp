// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "server/option_check.hpp"

#include "core/ascii.hpp"
#include "websocket/close_rules.hpp"
#include "websocket/deflate_negotiation.hpp"

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace hawser::server {

namespace {

using std::chrono::milliseconds;

[[noreturn]] void refuse(std::string_view name, std::string_view value, std::string_view allowed)
{
    std::string text{"option "};
    text.append(name).append(" is ").append(value).append(", but must be ").append(allowed);
    throw std::invalid_argument{text};
}

void require_range(std::string_view name, int value, int lowest, int highest)
{
    if (value < lowest || value > highest)
        refuse(name, std::to_string(value),
               "from " + std::to_string(lowest) + " to " + std::to_string(highest));
}

void require_size(std::string_view name, std::uint64_t value)
{
    if (value == 0)
        refuse(name, "0", "at least 1");
}

void require_time(std::string_view name, milliseconds value)
{
    if (value <= milliseconds{0})
        refuse(name, std::to_string(value.count()) + " ms", "more than 0 ms");
}

void require_time_or_zero(std::string_view name, milliseconds value)
{
    if (value < milliseconds{0})
        refuse(name, std::to_string(value.count()) + " ms", "0 ms or more");
}

void require_valid_deflate(const DeflateOptions& options)
{
    require_range("deflate.server_max_window_bits", options.server_max_window_bits,
                  websocket::min_window_bits, websocket::max_window_bits);
    require_range("deflate.client_max_window_bits", options.client_max_window_bits,
                  websocket::min_window_bits, websocket::max_window_bits);
    require_range("deflate.level", options.level, 1, 9);
    require_range("deflate.memory_level", options.memory_level, 1, 9);
}

void require_valid_queue(const WebSocketOptions& options)
{
    require_size("max_queue_size", options.max_queue_size);
    if (options.queue_low_mark > options.queue_high_mark)
        refuse("queue_low_mark", std::to_string(options.queue_low_mark),
               "at most queue_high_mark, which is " + std::to_string(options.queue_high_mark));
    // With a reason, as the session is closed with one: that excludes no_status, too.
    if (websocket::check_close(websocket::Role::server, options.queue_close_code, "full"))
        refuse("queue_close_code", std::to_string(static_cast<unsigned>(options.queue_close_code)),
               "a code that a server may send: 1000 to 1003, 1007 to 1009, 1011 to 1014 or 3000 to 4999");
    if (options.callback_executor)
        require_size("receive_queue_size", options.receive_queue_size);
}

// Tokens, each once (RFC 6455 §4.1, 10): a client that offers others is refused anyway.
void require_valid_subprotocols(const std::vector<std::string>& names)
{
    for (auto name = names.begin(); name != names.end(); ++name) {
        const auto value = '"' + *name + '"';
        if (!core::is_token(*name))
            refuse("subprotocols", value, "a list of tokens: letters, digits and !#$%&'*+-.^_`|~");
        if (std::find(names.begin(), name, *name) != name)
            refuse("subprotocols", value + " twice", "a list of different ones");
    }
}

void require_valid_http(const HttpLimits& limits)
{
    require_size("http.request_line", limits.request_line);
    require_size("http.header", limits.header);
    require_size("http.fields", limits.fields);
    require_time("http.header_timeout", limits.header_timeout);
    require_time("http.body_timeout", limits.body_timeout);
    require_time("http.idle_timeout", limits.idle_timeout);
    require_size("http.max_requests", limits.max_requests);
}

void require_valid_place(const std::string& name, const Listen& listen)
{
    const bool is_tcp = !listen.address.empty() || listen.port != 0 || listen.reuse_port;
    const bool is_unix = !listen.unix_path.empty();
    const bool is_adopted = listen.descriptor >= 0;
    if (is_tcp + is_unix + is_adopted > 1)
        refuse(name, "more than one place",
               "an address and port, a unix_path, or a descriptor; each further place is a Listen of "
               "its own");
    if (listen.descriptor < -1)
        refuse(name + ".descriptor", std::to_string(listen.descriptor), "-1 for none, or 0 and above");
    if (listen.unix_path == "@" || listen.unix_path.find('\0') != std::string::npos)
        refuse(name + ".unix_path", "no name", "a path, or \"@\" and a name, without NUL");
    if (listen.unix_mode > 0777)
        refuse(name + ".unix_mode", "not a file mode", "at most 0777 (octal)");
    if (listen.proxy_protocol && listen.proxies.empty())
        refuse(name + ".proxies", "empty", "the networks of the proxies: nobody could connect");
    require_range(name + ".backlog", listen.backlog, 0, INT32_MAX);
}

void require_valid_places(const ServerOptions& options)
{
    const auto wants_tls = [](const Listen& listen) { return listen.tls.value_or(false); };
    if (!options.tls && std::any_of(options.listen.begin(), options.listen.end(), wants_tls))
        refuse("listen[].tls", "true", "used with ServerOptions::tls, which has the certificate");
    if (!options.listen.empty() && (!options.address.empty() || options.port != 0))
        refuse("listen", "set beside address or port", "the only one of them: put these into a Listen");
    for (std::size_t i = 0; i < options.listen.size(); ++i)
        require_valid_place("listen[" + std::to_string(i) + ']', options.listen[i]);
}

} // namespace

void require_valid(const WebSocketOptions& options)
{
    require_size("max_message_size", options.max_message_size);
    require_time("message_timeout", options.message_timeout);
    require_valid_queue(options);
    require_valid_deflate(options.deflate);
    require_time_or_zero("ping_interval", options.ping_interval);
    require_time("pong_timeout", options.pong_timeout);
    require_time_or_zero("idle_timeout", options.idle_timeout);
    require_time_or_zero("close_timeout", options.close_timeout);
    require_valid_subprotocols(options.subprotocols);
}

// What the files hold is found out when they are read.
void require_valid(const TlsOptions& options)
{
    require_time("tls.handshake_timeout", options.handshake_timeout);
    const bool asks = options.client_certificates != ClientCertificates::none;
    const bool has_issuers = !options.client_ca_file.empty() || !options.client_ca_pem.empty();
    const bool has_lists = !options.client_crl_file.empty() || !options.client_crl_pem.empty();
    if (options.context) {
        if (!options.certificates.empty())
            refuse("tls.certificates", "set beside tls.context", "empty: a context has certificates of its own");
        if (asks || has_issuers || has_lists || options.verify_client)
            refuse("tls.client_certificates", "set beside tls.context",
                   "none, and with it all about clients: a context verifies by its own rules");
        return;
    }
    if (options.certificates.empty())
        refuse("tls.certificates", "empty", "one certificate or more; Certificate::self_signed makes one to try out");
    if (asks && !has_issuers && !options.verify_client)
        refuse("tls.client_ca_file", "empty", "the issuers of the clients' certificates, which are asked for");
    if (!asks && (has_issuers || has_lists || options.verify_client))
        refuse("tls.client_certificates", "none",
               "request or require: else client_ca, client_crl and verify_client mean nothing");
}

void require_valid(const ServerOptions& options)
{
    require_valid_places(options);
    if (options.tls)
        require_valid(*options.tls);
    require_size("max_connections", options.max_connections);
    require_size("max_connections_per_address", options.max_connections_per_address);
    require_range("backlog", options.backlog, 1, INT32_MAX);
    require_time("write_timeout", options.write_timeout);
    require_time_or_zero("stop_deadline", options.stop_deadline);
    if (options.server_name.find_first_of(std::string_view{"\r\n\0", 3}) != std::string::npos)
        refuse("server_name", "more than a line",
               "without CR, LF and NUL"); // it goes into each answer's head
    require_valid_http(options.http);
    require_valid(options.websocket);
}

} // namespace hawser::server
