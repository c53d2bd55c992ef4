// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "server/option_check.hpp"

#include "core/option_rules.hpp"
#include "session/session_rules.hpp"

#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>

namespace hawser::server {

namespace {

using core::refuse_option;
using core::require_range;
using core::require_size;
using core::require_time;
using core::require_time_or_zero;

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
        refuse_option(name, "more than one place",
               "an address and port, a unix_path, or a descriptor; each further place is a Listen of "
               "its own");
    if (listen.descriptor < -1)
        refuse_option(name + ".descriptor", std::to_string(listen.descriptor), "-1 for none, or 0 and above");
    if (listen.unix_path == "@" || listen.unix_path.find('\0') != std::string::npos)
        refuse_option(name + ".unix_path", "no name", "a path, or \"@\" and a name, without NUL");
    if (listen.unix_mode > 0777)
        refuse_option(name + ".unix_mode", "not a file mode", "at most 0777 (octal)");
    if (listen.proxy_protocol && listen.proxies.empty())
        refuse_option(name + ".proxies", "empty", "the networks of the proxies: nobody could connect");
    require_range(name + ".backlog", listen.backlog, 0, INT32_MAX);
}

void require_valid_places(const ServerOptions& options)
{
    const auto wants_tls = [](const Listen& listen) { return listen.tls.value_or(false); };
    if (!options.tls && std::any_of(options.listen.begin(), options.listen.end(), wants_tls))
        refuse_option("listen[].tls", "true", "used with ServerOptions::tls, which has the certificate");
    if (!options.listen.empty() && (!options.address.empty() || options.port != 0))
        refuse_option("listen", "set beside address or port", "the only one of them: put these into a Listen");
    for (std::size_t i = 0; i < options.listen.size(); ++i)
        require_valid_place("listen[" + std::to_string(i) + ']', options.listen[i]);
}

} // namespace

void require_valid(const WebSocketOptions& options)
{
    session::require_valid(options, websocket::Role::server);
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
            refuse_option("tls.certificates", "set beside tls.context", "empty: a context has certificates of its own");
        if (asks || has_issuers || has_lists || options.verify_client)
            refuse_option("tls.client_certificates", "set beside tls.context",
                   "none, and with it all about clients: a context verifies by its own rules");
        return;
    }
    if (options.certificates.empty())
        refuse_option("tls.certificates", "empty", "one certificate or more; Certificate::self_signed makes one to try out");
    if (asks && !has_issuers && !options.verify_client)
        refuse_option("tls.client_ca_file", "empty", "the issuers of the clients' certificates, which are asked for");
    if (!asks && (has_issuers || has_lists || options.verify_client))
        refuse_option("tls.client_certificates", "none",
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
        refuse_option("server_name", "more than a line",
               "without CR, LF and NUL"); // it goes into each answer's head
    require_valid_http(options.http);
    require_valid(options.websocket);
}

} // namespace hawser::server
