// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "net/listening_socket.hpp"

#include "support/temp_folder.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/local/connect_pair.hpp>
#include <boost/asio/local/datagram_protocol.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/system/system_error.hpp>
#include <boost/test/unit_test.hpp>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

namespace listening_socket_test {

namespace {

namespace asio = boost::asio;
using hawser::Endpoint;
using hawser::error_code;
using hawser::Listen;
using hawser::net::ListeningSocket;
using hawser::net::open_listening_sockets;
using local = asio::local::stream_protocol;

struct Fixture {
    asio::io_context context;
    hawser::test::TempFolder folder;
    const std::string path = folder / "socket";

    std::vector<ListeningSocket> open(const Listen& listen)
    {
        return open_listening_sockets(context.get_executor(), listen, 16);
    }

    std::string failure_of(const Listen& listen)
    {
        try {
            open(listen);
        } catch (const boost::system::system_error& e) {
            return e.what();
        }
        return {};
    }

    bool connects(const std::string& name)
    {
        error_code ec;
        local::socket socket{context};
        socket.connect(name, ec);
        return !ec;
    }

    bool connects(std::uint16_t port)
    {
        error_code ec;
        asio::ip::tcp::socket socket{context};
        socket.connect({asio::ip::address_v4::loopback(), port}, ec);
        return !ec;
    }

    unsigned mode() const
    {
        struct stat status {};
        BOOST_TEST_REQUIRE(::stat(path.c_str(), &status) == 0);
        return status.st_mode & 07777U;
    }

    /// What a server leaves behind that was killed.
    void abandon() const
    {
        asio::io_context other;
        local::acceptor{other, local::endpoint{path}};
        BOOST_TEST_REQUIRE(std::filesystem::is_socket(path));
    }
};

bool has(const std::string& text, const std::string& part)
{
    return text.find(part) != std::string::npos;
}

} // namespace

BOOST_FIXTURE_TEST_SUITE(listening_socket, Fixture)

// --- Unix sockets

BOOST_AUTO_TEST_CASE(a_path_is_listened_on_and_its_file_goes_with_the_socket)
{
    {
        auto sockets = open({.unix_path = path});
        BOOST_TEST_REQUIRE(sockets.size() == 1U);
        BOOST_TEST((sockets[0].endpoint == Endpoint::local()));
        BOOST_TEST(sockets[0].acceptor.non_blocking());
        BOOST_TEST(connects(path));
        sockets[0].close();
        BOOST_TEST(!std::filesystem::exists(path));
    }
    {
        const auto sockets = open({.unix_path = path});
        BOOST_TEST(connects(path));
    }
    BOOST_TEST(!std::filesystem::exists(path));
}

BOOST_AUTO_TEST_CASE(the_file_lets_in_whom_it_should)
{
    const auto before = ::umask(0022);
    {
        const auto sockets = open({.unix_path = path});
        BOOST_TEST(mode() == 0600U);
    }
    {
        const auto sockets = open({.unix_path = path, .unix_mode = 0666});
        BOOST_TEST(mode() == 0666U);
    }
    ::umask(before);
}

BOOST_AUTO_TEST_CASE(what_a_dead_server_left_is_replaced)
{
    abandon();
    const auto sockets = open({.unix_path = path});
    BOOST_TEST(connects(path));
}

BOOST_AUTO_TEST_CASE(a_path_with_a_living_server_is_not_taken)
{
    const auto first = open({.unix_path = path});
    const auto text = failure_of({.unix_path = path});
    BOOST_TEST(has(text, "cannot listen on unix:" + path + ": a server answers there"));
    BOOST_TEST(has(text, error_code{asio::error::address_in_use}.message()));
    BOOST_TEST(connects(path));
}

BOOST_AUTO_TEST_CASE(a_server_with_a_full_backlog_lives)
{
    local::acceptor server{context, local{}};
    server.bind(path);
    server.listen(0);
    std::vector<local::socket> clients;
    for (int i = 0; i < 8; ++i) {
        error_code ec;
        clients.emplace_back(context, local{}).non_blocking(true);
        clients.back().native_non_blocking(true);
        const local::endpoint endpoint{path};
        if (::connect(clients.back().native_handle(), endpoint.data(),
                      static_cast<socklen_t>(endpoint.size())) != 0)
            break;
    }
    BOOST_TEST(has(failure_of({.unix_path = path}), "a server answers there"));
    BOOST_TEST(std::filesystem::exists(path));
}

BOOST_AUTO_TEST_CASE(what_is_no_socket_is_not_removed)
{
    folder.write("socket", "precious");
    BOOST_TEST(
        has(failure_of({.unix_path = path}), "unix:" + path + ": there is a file that is not a socket"));
    BOOST_TEST(std::filesystem::is_regular_file(path));
    folder.make_folder("folder");
    BOOST_TEST(has(failure_of({.unix_path = folder / "folder"}), "there is a file that is not a socket"));
    folder.link("link", "nowhere");
    BOOST_TEST(has(failure_of({.unix_path = folder / "link"}), "there is a file that is not a socket"));
}

BOOST_AUTO_TEST_CASE(a_socket_of_another_kind_is_not_removed)
{
    asio::local::datagram_protocol::socket other{context, asio::local::datagram_protocol::endpoint{path}};
    BOOST_TEST(has(failure_of({.unix_path = path}), "cannot find out whether a server answers there"));
    BOOST_TEST(std::filesystem::exists(path));
}

BOOST_AUTO_TEST_CASE(a_file_that_has_taken_the_place_stays)
{
    auto first = open({.unix_path = path});
    std::filesystem::remove(path);
    const auto second = open({.unix_path = path});
    first[0].close();
    BOOST_TEST(connects(path));
}

BOOST_AUTO_TEST_CASE(a_path_that_cannot_be_is_named)
{
    BOOST_TEST(
        has(failure_of({.unix_path = folder / "no/such"}), "cannot listen on unix:" + (folder / "no/such")));
    const auto longest = path + std::string(107 - path.size(), 'x');
    BOOST_TEST(failure_of({.unix_path = longest}) == "");
    BOOST_TEST(has(failure_of({.unix_path = longest + 'x'}), "File name too long"));
}

BOOST_AUTO_TEST_CASE(a_path_may_be_relative)
{
    const auto before = std::filesystem::current_path();
    std::filesystem::current_path(folder.path());
    {
        const auto sockets = open({.unix_path = "socket"});
        BOOST_TEST(connects(path));
        BOOST_TEST(has(failure_of({.unix_path = "socket"}), "a server answers there"));
    }
    BOOST_TEST(!std::filesystem::exists(path));
    std::filesystem::current_path(before);
}

BOOST_AUTO_TEST_CASE(a_name_has_no_file)
{
    const auto name = "hawser-test-" + std::to_string(::getpid());
    const auto sockets = open({.unix_path = '@' + name});
    BOOST_TEST(connects('\0' + name));
    BOOST_TEST(has(failure_of({.unix_path = '@' + name}), "cannot listen on unix:@" + name));
    BOOST_TEST(!std::filesystem::exists('@' + name));
}

// --- sockets of others

BOOST_AUTO_TEST_CASE(a_descriptor_is_used_and_left_open)
{
    asio::ip::tcp::acceptor acceptor{context, {asio::ip::address_v4::loopback(), 0}};
    const auto port = acceptor.local_endpoint().port();
    for (int i = 0; i < 3; ++i) {
        auto sockets = open({.descriptor = acceptor.native_handle()});
        BOOST_TEST_REQUIRE(sockets.size() == 1U);
        BOOST_TEST((sockets[0].endpoint == Endpoint::ipv4({127, 0, 0, 1}, port)));
        BOOST_TEST(connects(port));
        error_code ec;
        sockets[0].acceptor.accept(ec);
        BOOST_TEST(!ec);
        sockets[0].acceptor.accept(ec);
        BOOST_TEST((ec == asio::error::would_block));
        BOOST_TEST((::fcntl(sockets[0].acceptor.native_handle(), F_GETFD) & FD_CLOEXEC) != 0);
        sockets[0].close();
    }
    BOOST_TEST(connects(port)); // waits for whoever accepts next
}

BOOST_AUTO_TEST_CASE(a_descriptor_may_be_a_unix_socket)
{
    local::acceptor acceptor{context, local::endpoint{path}};
    {
        const auto sockets = open({.descriptor = acceptor.native_handle()});
        BOOST_TEST((sockets[0].endpoint == Endpoint::local()));
        BOOST_TEST(connects(path));
    }
    BOOST_TEST(std::filesystem::exists(path)); // whose it is removes it
}

BOOST_AUTO_TEST_CASE(a_descriptor_that_cannot_be_is_named)
{
    const auto wrong = [&](int descriptor) {
        return has(failure_of({.descriptor = descriptor}), "cannot listen on descriptor " +
                                                               std::to_string(descriptor) +
                                                               ", which is not a listening stream socket");
    };
    BOOST_TEST(has(failure_of({.descriptor = 1'000'000}), "cannot listen on descriptor 1000000: "));
    const int file = ::open("/dev/null", O_RDONLY);
    BOOST_TEST(wrong(file));
    ::close(file);
    local::socket one{context};
    local::socket two{context};
    asio::local::connect_pair(one, two);
    BOOST_TEST(wrong(one.native_handle()));
    asio::local::datagram_protocol::socket datagrams{context, asio::local::datagram_protocol{}};
    BOOST_TEST(wrong(datagrams.native_handle()));
    asio::ip::tcp::acceptor deaf{context, asio::ip::tcp::v4()};
    deaf.bind({asio::ip::address_v4::loopback(), 0});
    BOOST_TEST(wrong(deaf.native_handle()));
    BOOST_TEST(::fcntl(deaf.native_handle(), F_GETFD) != -1); // still ours
}

// --- TCP

BOOST_AUTO_TEST_CASE(a_port_is_shared_only_if_asked_for)
{
    const auto first = open({.address = "127.0.0.1", .reuse_port = true});
    const auto port = first[0].endpoint.port();
    const auto second = open({.address = "127.0.0.1", .port = port, .reuse_port = true});
    BOOST_TEST((second[0].endpoint == first[0].endpoint));
    BOOST_TEST(has(failure_of({.address = "127.0.0.1", .port = port}), "127.0.0.1:" + std::to_string(port)));
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace listening_socket_test
