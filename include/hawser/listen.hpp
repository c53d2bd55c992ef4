// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#pragma once

#include <hawser/config.hpp>
#include <hawser/network.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace hawser {

/// One place where a server listens: a TCP port, a Unix socket, or a listening socket that another process
/// has opened. A server may have several (`ServerOptions::listen`).
///
/// *Example*
/// @code
/// hawser::HttpServer server{{.listen = {{.address = "localhost", .port = 8080},
///                                       {.unix_path = "/run/app.sock", .unix_mode = 0660}}}};
/// @endcode
struct HAWSER_DECL Listen {
    /// TCP: an IPv4 or IPv6 address; `"localhost"`: the loopback of both families; empty: every interface,
    /// both families.
    std::string address{};
    /// TCP: the port; 0 lets the system pick one, which `Server::endpoints` tells.
    std::uint16_t port = 0;
    /// TCP: other processes of the same user may listen on the port, too, and the system deals the
    /// connections out among them (SO_REUSEPORT).
    bool reuse_port = false;

    /// Unix socket, not TCP: its path; `"@name"`: a name without a file (Linux only). A file that a server
    /// left behind when it died is replaced; one on which a server answers, or that is no socket, is not. The
    /// file goes when the server stops.
    std::string unix_path{};
    /// Who may connect: the permissions of the file, of which write counts. The owner alone, by default; 0660
    /// lets the group in, too. Without meaning for a name, to which everybody on the machine may connect.
    unsigned unix_mode = 0600;

    /// A listening stream socket of any family that this process has got open already, not TCP or a Unix
    /// path. The server uses a copy of the descriptor, so the socket remains yours: what connects while the
    /// server is stopped waits until it runs again.
    int descriptor = -1;

    /// Whether TLS is talked here; nothing: if `ServerOptions::tls` is set. With a PROXY header, behind it.
    std::optional<bool> tls{};

    /// Each connection begins with a header of the PROXY protocol, version 1 or 2, in which the proxy says
    /// who its client is. A connection without one is closed.
    bool proxy_protocol = false;
    /// Who may say so. Anybody else's connection is closed: he could claim to be anyone.
    std::vector<Network> proxies = Network::loopback();

    /// What `ServerOptions::backlog` is; 0: the same as there.
    int backlog = 0;

    /// The sockets that systemd, or what speaks its protocol (sd_listen_fds(3)), has opened for this process,
    /// or those of them with that name (`FileDescriptorName=`). Empty if there are none, as when it was
    /// started by hand. Not to be called while another thread changes the environment.
    /// @throws std::invalid_argument if the variables LISTEN_FDS or LISTEN_FDNAMES make no sense.
    static std::vector<Listen> from_systemd(std::string_view name = {});
};

} // namespace hawser
