// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "net/listening_socket.hpp"

#include "core/system_error.hpp"

#include <boost/asio/ip/address.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ip/v6_only.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/system/errc.hpp>
#include <boost/system/system_error.hpp>

#include <fcntl.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <utility>

namespace hawser::net {

namespace {

using asio::ip::tcp;
using Sockets = std::vector<ListeningSocket>;

std::string text_of(const tcp::endpoint& endpoint)
{
    const auto port = std::to_string(endpoint.port());
    const auto address = endpoint.address().to_string();
    return endpoint.address().is_v6() ? '[' + address + "]:" + port : address + ':' + port;
}

// What is not TCP.
std::string text_of(const Listen& listen)
{
    return listen.descriptor >= 0 ? "descriptor " + std::to_string(listen.descriptor)
                                  : "unix:" + listen.unix_path;
}

[[noreturn]] void throw_cannot_listen(error_code ec, const std::string& where)
{
    throw boost::system::system_error{ec, "cannot listen on " + where};
}

void add(Sockets& sockets, ListeningSocket::Acceptor acceptor, SocketFile file = {})
{
    error_code ignored; // an address that cannot be told is none
    const auto local = acceptor.local_endpoint(ignored);
    sockets.push_back({std::move(acceptor), local.protocol(), std::move(file), to_endpoint(local)});
}

// --- TCP

struct TcpOptions {
    int backlog;
    bool reuse_port;
    bool dual_stack;
};

bool try_open(Sockets& sockets, const asio::any_io_executor& executor, const tcp::endpoint& endpoint,
              const TcpOptions& options, error_code& ec)
{
    ListeningSocket::Acceptor acceptor{executor};
    acceptor.open(endpoint.protocol(), ec);
    if (!ec && endpoint.address().is_v6())
        acceptor.set_option(asio::ip::v6_only{!options.dual_stack}, ec);
    if (!ec) // so that a restarted server gets its port back at once
        acceptor.set_option(asio::socket_base::reuse_address{true}, ec);
    const int yes = 1;
    if (!ec && options.reuse_port &&
        ::setsockopt(acceptor.native_handle(), SOL_SOCKET, SO_REUSEPORT, &yes, sizeof yes) != 0)
        ec = core::last_error();
    if (!ec)
        acceptor.bind(endpoint, ec);
    if (!ec)
        acceptor.listen(options.backlog, ec);
    if (!ec)
        acceptor.non_blocking(true, ec);
    if (ec)
        return false;
    add(sockets, std::move(acceptor));
    return true;
}

Sockets open_localhost(const asio::any_io_executor& executor, const Listen& listen, const TcpOptions& options)
{
    error_code ec;
    // A port that the system picked for one family may be taken in the other: pick again.
    for (int attempt = 0; attempt < 16; ++attempt) {
        Sockets sockets;
        const tcp::endpoint ipv4{asio::ip::address_v4::loopback(), listen.port};
        if (!try_open(sockets, executor, ipv4, options, ec))
            throw_cannot_listen(ec, text_of(ipv4));
        const tcp::endpoint ipv6{asio::ip::address_v6::loopback(), sockets.front().endpoint.port()};
        if (try_open(sockets, executor, ipv6, options, ec) || ec != asio::error::address_in_use)
            return sockets; // a system without IPv6 has one loopback only
        if (listen.port != 0)
            throw_cannot_listen(ec, text_of(ipv6));
    }
    throw_cannot_listen(ec, "localhost");
}

// One socket for both families; plain IPv4 where the system has no IPv6.
Sockets open_any(const asio::any_io_executor& executor, const Listen& listen, const TcpOptions& options)
{
    Sockets sockets;
    error_code ec;
    auto both = options;
    both.dual_stack = true;
    if (try_open(sockets, executor, {asio::ip::address_v6::any(), listen.port}, both, ec))
        return sockets;
    const tcp::endpoint any_ipv4{asio::ip::address_v4::any(), listen.port};
    const bool lacks_ipv6 =
        ec == asio::error::address_family_not_supported || ec == boost::system::errc::address_not_available;
    if (!lacks_ipv6 || !try_open(sockets, executor, any_ipv4, options, ec))
        throw_cannot_listen(ec, text_of(any_ipv4));
    return sockets;
}

Sockets open_tcp(const asio::any_io_executor& executor, const Listen& listen, int backlog)
{
    const TcpOptions options{backlog, listen.reuse_port, false};
    if (listen.address == "localhost")
        return open_localhost(executor, listen, options);
    if (listen.address.empty())
        return open_any(executor, listen, options);
    error_code ec;
    const auto address = asio::ip::make_address(listen.address, ec);
    if (ec)
        throw_cannot_listen(error::bad_option,
                            '"' + listen.address + "\": not an IP address or \"localhost\"");
    Sockets sockets;
    const tcp::endpoint endpoint{address, listen.port};
    if (!try_open(sockets, executor, endpoint, options, ec))
        throw_cannot_listen(ec, text_of(endpoint));
    return sockets;
}

// --- Unix sockets

// The name as the system wants it: an abstract one begins with NUL.
std::string system_name(std::string path)
{
    if (path.front() == '@')
        path.front() = '\0';
    return path;
}

// Binds to a path and lets in who may come in; `file` is the result.
void bind_file(ListeningSocket::Acceptor& acceptor, const Listen& listen, SocketFile& file)
{
    const auto& path = listen.unix_path;
    const auto mode = static_cast<mode_t>(listen.unix_mode);
    // The file gets the permissions of the socket, less the umask: never more than asked for.
    ::fchmod(acceptor.native_handle(), mode);
    const asio::local::stream_protocol::endpoint endpoint{path};
    error_code ec;
    acceptor.bind(endpoint, ec);
    if (ec == asio::error::address_in_use) {
        if (const auto why = remove_abandoned(path); !why.empty())
            throw_cannot_listen(ec, text_of(listen) + ": " + why);
        acceptor.bind(endpoint, ec);
    }
    if (ec)
        throw_cannot_listen(ec, text_of(listen));
    file = SocketFile{path};
    if (::chmod(path.c_str(), mode) != 0) // what the umask took
        throw_cannot_listen(core::last_error(), text_of(listen));
}

Sockets open_unix(const asio::any_io_executor& executor, const Listen& listen, int backlog)
{
    const auto name = system_name(listen.unix_path);
    if (name.size() >= sizeof(sockaddr_un::sun_path))
        throw_cannot_listen(boost::system::errc::make_error_code(boost::system::errc::filename_too_long),
                            text_of(listen));
    error_code ec;
    ListeningSocket::Acceptor acceptor{executor};
    SocketFile file; // goes before the acceptor
    acceptor.open(asio::local::stream_protocol{}, ec);
    if (ec)
        throw_cannot_listen(ec, text_of(listen));
    if (name.front() == '\0') {
        acceptor.bind(asio::local::stream_protocol::endpoint{name}, ec);
        if (!ec)
            acceptor.listen(backlog, ec);
    } else {
        const FolderLock lock{name}; // until it listens: before that it looks abandoned
        bind_file(acceptor, listen, file);
        acceptor.listen(backlog, ec);
    }
    if (!ec)
        acceptor.non_blocking(true, ec);
    if (ec)
        throw_cannot_listen(ec, text_of(listen));
    Sockets sockets;
    add(sockets, std::move(acceptor), std::move(file));
    return sockets;
}

// --- sockets of others

int socket_option(int descriptor, int option) noexcept
{
    int value = -1;
    socklen_t size = sizeof value;
    return ::getsockopt(descriptor, SOL_SOCKET, option, &value, &size) == 0 ? value : -1;
}

Sockets adopt(const asio::any_io_executor& executor, const Listen& listen)
{
    const int copy = ::fcntl(listen.descriptor, F_DUPFD_CLOEXEC, 0);
    if (copy < 0)
        throw_cannot_listen(core::last_error(), text_of(listen));
    sockaddr_storage address{};
    socklen_t size = sizeof address;
    const bool listens = socket_option(copy, SO_TYPE) == SOCK_STREAM &&
                         socket_option(copy, SO_ACCEPTCONN) == 1 &&
                         ::getsockname(copy, reinterpret_cast<sockaddr*>(&address), &size) == 0;
    ListeningSocket::Acceptor acceptor{executor};
    error_code ec;
    if (listens)
        acceptor.assign(asio::generic::stream_protocol{address.ss_family, 0}, copy, ec);
    if (!listens || ec) {
        ::close(copy);
        throw_cannot_listen(listens ? ec : error_code{error::bad_option},
                            text_of(listen) + ", which is not a listening stream socket");
    }
    acceptor.non_blocking(true, ec);
    if (ec)
        throw_cannot_listen(ec, text_of(listen));
    Sockets sockets;
    add(sockets, std::move(acceptor));
    return sockets;
}

} // namespace

Endpoint to_endpoint(const asio::generic::stream_protocol::endpoint& endpoint) noexcept
{
    if (endpoint.data()->sa_family == AF_INET) {
        sockaddr_in in{};
        std::memcpy(&in, endpoint.data(), sizeof in);
        std::array<unsigned char, 4> bytes{};
        std::memcpy(bytes.data(), &in.sin_addr, bytes.size());
        return Endpoint::ipv4(bytes, ntohs(in.sin_port));
    }
    if (endpoint.data()->sa_family == AF_INET6) {
        sockaddr_in6 in{};
        std::memcpy(&in, endpoint.data(), sizeof in);
        std::array<unsigned char, 16> bytes{};
        std::memcpy(bytes.data(), &in.sin6_addr, bytes.size());
        return Endpoint::ipv6(bytes, ntohs(in.sin6_port), in.sin6_scope_id);
    }
    if (endpoint.data()->sa_family == AF_UNIX)
        return Endpoint::local();
    return {};
}

void ListeningSocket::close() noexcept
{
    file.remove();
    error_code ignored; // the descriptor is gone whatever it says
    acceptor.close(ignored);
}

std::vector<ListeningSocket> open_listening_sockets(const asio::any_io_executor& executor,
                                                    const Listen& listen, int backlog)
{
    if (listen.backlog > 0)
        backlog = listen.backlog;
    if (listen.descriptor >= 0)
        return adopt(executor, listen);
    return listen.unix_path.empty() ? open_tcp(executor, listen, backlog)
                                    : open_unix(executor, listen, backlog);
}

} // namespace hawser::net
