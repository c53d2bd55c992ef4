// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "net/connector.hpp"

#include "support/connector_fixture.hpp"
#include "support/temp_folder.hpp"

#include <boost/asio/error.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/read.hpp>
#include <boost/system/errc.hpp>
#include <boost/test/unit_test.hpp>

#include <fcntl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <chrono>
#include <cstddef>
#include <filesystem>
#include <stdexcept>
#include <string>

namespace connector_test {

namespace {

namespace errc = boost::system::errc;
using namespace hawser::test;
using namespace std::chrono_literals;
using hawser::error_code;
using hawser::net::Connector;
using hawser::net::ConnectTarget;
using local = asio::local::stream_protocol;

const auto loopback = asio::ip::address_v4::loopback();

struct Fixture : ConnectorFixture {
    tcp::acceptor server{context, tcp::endpoint{loopback, 0}};
    std::uint16_t port = server.local_endpoint().port();

    /// Whether what was connected leads to `acceptor`.
    template <class Acceptor>
    bool leads_to(Acceptor& acceptor)
    {
        auto peer = acceptor.accept();
        asio::write(peer, asio::buffer("hello", 5));
        std::array<char, 5> text{};
        error_code failure;
        asio::read(*socket, asio::buffer(text), failure);
        return std::string(text.data(), text.size()) == "hello";
    }
};

/// No descriptor more for anybody, or only a few, for a while.
class FewDescriptors {
public:
    explicit FewDescriptors(int count)
    {
        const int lowest = ::dup(0);
        ::close(lowest);
        getrlimit(RLIMIT_NOFILE, &before_);
        auto lowered = before_;
        lowered.rlim_cur = static_cast<rlim_t>(lowest + count);
        BOOST_TEST_REQUIRE(setrlimit(RLIMIT_NOFILE, &lowered) == 0);
    }
    ~FewDescriptors() { setrlimit(RLIMIT_NOFILE, &before_); }
    FewDescriptors(const FewDescriptors&) = delete;
    FewDescriptors& operator=(const FewDescriptors&) = delete;

private:
    rlimit before_{};
};

std::size_t open_descriptors()
{
    const std::filesystem::directory_iterator folder{"/proc/self/fd"};
    return static_cast<std::size_t>(std::distance(begin(folder), end(folder)));
}

} // namespace

BOOST_FIXTURE_TEST_SUITE(connector, Fixture)

// --- addresses

BOOST_AUTO_TEST_CASE(an_address_needs_no_resolver)
{
    BOOST_TEST(!connect({.host = "127.0.0.1", .port = port}));
    BOOST_TEST(leads_to(server));
    BOOST_TEST(asked.empty());
    tcp::no_delay no_delay;
    socket->get_option(no_delay);
    BOOST_TEST(no_delay.value());
    BOOST_TEST((::fcntl(socket->native_handle(), F_GETFD) & FD_CLOEXEC) != 0);
    BOOST_TEST((socket->get_executor() == context.get_executor()));
}

BOOST_AUTO_TEST_CASE(an_ipv6_address_with_and_without_a_zone)
{
    if (!has_ipv6())
        return;
    tcp::acceptor other{context, tcp::endpoint{asio::ip::address_v6::loopback(), 0}};
    for (const auto* host : {"::1", "0:0::1", "::1%1"}) {
        BOOST_TEST(!connect({.host = host, .port = other.local_endpoint().port()}));
        BOOST_TEST(leads_to(other));
    }
    BOOST_TEST((connect({.host = "fe80::1%nowhere0", .port = 80}) == errc::no_such_device));
    BOOST_TEST(asked.empty());
}

BOOST_AUTO_TEST_CASE(targets_that_make_no_sense)
{
    const auto fails = [this](const ConnectTarget& target) {
        Connector each{context.get_executor()};
        BOOST_CHECK_THROW(each.start(target, {}, [](error_code, Socket) { BOOST_TEST(false); }),
                          std::invalid_argument);
        context.restart();
        context.poll();
    };
    fails({.port = 80});
    fails({.host = std::string("localhost\0.example", 18), .port = 80});
    fails({.host = "localhost", .port = 80, .local_address = "eth0"});
    fails({.host = "localhost", .port = 80, .local_address = "127.0.0.1:80"});
}

BOOST_AUTO_TEST_CASE(a_connector_starts_once)
{
    BOOST_TEST(!connect({.host = "127.0.0.1", .port = port}));
    BOOST_CHECK_THROW(connector->start({.host = "127.0.0.1"}, {}, [](error_code, Socket) {}),
                      std::logic_error);
}

// --- names

BOOST_AUTO_TEST_CASE(a_name_is_resolved)
{
    names["one.test"] = {server.local_endpoint()};
    BOOST_TEST(!connect({.host = "one.test", .port = 4711}));
    BOOST_TEST(asked == "one.test 4711");
    BOOST_TEST(leads_to(server));
}

BOOST_AUTO_TEST_CASE(a_name_without_an_address)
{
    names["none.test"] = {};
    BOOST_TEST((connect({.host = "none.test"}) == asio::error::host_not_found));
}

BOOST_AUTO_TEST_CASE(what_the_resolver_complains_of)
{
    for (const auto code : {asio::error::host_not_found, asio::error::host_not_found_try_again}) {
        start({.host = "unknown.test"});
        BOOST_TEST(run_until(context, [this] { return unanswered != nullptr; }));
        std::exchange(unanswered, nullptr)(code, {});
        BOOST_TEST((finish() == code));
    }
}

BOOST_AUTO_TEST_CASE(a_resolver_that_answers_twice)
{
    start({.host = "twice.test"});
    BOOST_TEST(run_until(context, [this] { return unanswered != nullptr; }));
    unanswered({}, {server.local_endpoint()});
    unanswered(asio::error::host_not_found, {});
    unanswered({}, {});
    BOOST_TEST(!finish());
    unanswered({}, {server.local_endpoint()});
    BOOST_TEST(!finish());
}

// Without a network: one that is an address in disguise, and one that is too long to be asked for.
BOOST_AUTO_TEST_CASE(the_resolver_of_the_system)
{
    const auto result_of = [this](const std::string& host) {
        calls = 0;
        connector = std::make_shared<Connector>(context.get_executor());
        connector->start({.host = host, .port = port}, {}, [this](error_code result, Socket made) {
            ++calls;
            ec = result;
            socket.emplace(std::move(made));
        });
        return finish();
    };
    BOOST_TEST(!result_of("127.1"));
    BOOST_TEST(leads_to(server));
    const auto failure = result_of(std::string(300, 'x') + ".test");
    BOOST_TEST((failure.category() == asio::error::get_netdb_category()));
}

// --- several addresses

BOOST_AUTO_TEST_CASE(the_second_address_when_the_first_refuses)
{
    const ClosedPort closed;
    names["two.test"] = {closed.endpoint(), server.local_endpoint()};
    BOOST_TEST(!connect({.host = "two.test"}));
    BOOST_TEST(leads_to(server));
    if (!has_ipv6())
        return;
    const ClosedPort closed_ipv6{asio::ip::address_v6::loopback()};
    names["dual.test"] = {closed_ipv6.endpoint(), server.local_endpoint()};
    BOOST_TEST(!connect({.host = "dual.test"}));
    BOOST_TEST(leads_to(server));
}

BOOST_AUTO_TEST_CASE(a_black_hole_beside_an_address_that_works)
{
    const BlackHole hole{has_ipv6() ? asio::ip::address{asio::ip::address_v6::loopback()} : loopback};
    names["dual.test"] = {hole.endpoint(), server.local_endpoint()};
    const auto before = open_descriptors();
    const auto begin = std::chrono::steady_clock::now();
    BOOST_TEST(!connect({.host = "dual.test"}));
    const auto time = std::chrono::steady_clock::now() - begin;
    BOOST_TEST((time >= 250ms));
    BOOST_TEST((time < 1s));
    BOOST_TEST(open_descriptors() == before + 1); // the loser is closed
    BOOST_TEST(leads_to(server));
}

BOOST_AUTO_TEST_CASE(nobody_listens_anywhere)
{
    const ClosedPort first, second, third;
    names["closed.test"] = {first.endpoint(), second.endpoint(), third.endpoint()};
    const auto before = open_descriptors();
    BOOST_TEST((connect({.host = "closed.test"}) == asio::error::connection_refused));
    BOOST_TEST(
        (connect({.host = "127.0.0.1", .port = first.endpoint().port()}) == asio::error::connection_refused));
    BOOST_TEST(open_descriptors() == before);
}

BOOST_AUTO_TEST_CASE(many_addresses_that_fail)
{
    const ClosedPort closed;
    hawser::net::Addresses many;
    for (unsigned i = 1; i <= 2000; ++i)
        many.emplace_back(asio::ip::address_v4{0x7f000000 + i}, closed.endpoint().port());
    many.push_back(server.local_endpoint());
    names["many.test"] = many;
    {
        const FewDescriptors few{5}; // those that have failed need none any more
        BOOST_TEST(!connect({.host = "many.test"}));
        socket->close();
        BOOST_TEST(
            (connect({.host = "many.test", .local_address = "192.0.2.1"}) == errc::address_not_available));
    }
}

BOOST_AUTO_TEST_CASE(descriptors_that_have_run_out)
{
    const ClosedPort closed;
    names["two.test"] = {closed.endpoint(), server.local_endpoint()};
    context.poll(); // what it opens for itself is open
    {
        const FewDescriptors none{0};
        BOOST_TEST((connect({.host = "two.test"}) == asio::error::no_descriptors));
        BOOST_TEST((connect({.unix_path = "@hawser"}) == asio::error::no_descriptors));
    }
    BOOST_TEST(!connect({.host = "two.test"}));
}

// --- from an address of ours

BOOST_AUTO_TEST_CASE(a_local_address)
{
    BOOST_TEST(!connect({.host = "127.0.0.1", .port = port, .local_address = "127.0.0.5"}));
    tcp::endpoint from;
    server.accept(from);
    BOOST_TEST(from.address().to_string() == "127.0.0.5");
}

BOOST_AUTO_TEST_CASE(only_addresses_of_its_family)
{
    const tcp::endpoint ipv6{asio::ip::address_v6::loopback(), 9};
    names["dual.test"] = {ipv6, server.local_endpoint()};
    BOOST_TEST(!connect({.host = "dual.test", .local_address = "127.0.0.5"}));
    BOOST_TEST(leads_to(server));
    names["ipv6.test"] = {ipv6};
    const error_code other_family = asio::error::address_family_not_supported;
    BOOST_TEST((connect({.host = "ipv6.test", .local_address = "127.0.0.5"}) == other_family));
    BOOST_TEST((connect({.host = "127.0.0.1", .port = port, .local_address = "::1"}) == other_family));
}

BOOST_AUTO_TEST_CASE(a_local_address_of_another_machine)
{
    BOOST_TEST((connect({.host = "127.0.0.1", .port = port, .local_address = "192.0.2.1"}) ==
                errc::address_not_available));
}

// --- Unix sockets

BOOST_AUTO_TEST_CASE(a_unix_socket)
{
    const TempFolder folder;
    const auto path = folder / "socket";
    local::acceptor listener{context, local::endpoint{path}};
    BOOST_TEST(!connect({.host = "ignored", .port = 1, .unix_path = path, .local_address = "ignored"}));
    BOOST_TEST(leads_to(listener));
    BOOST_TEST((::fcntl(socket->native_handle(), F_GETFD) & FD_CLOEXEC) != 0);
    listener.close();
    BOOST_TEST((connect({.unix_path = path}) == asio::error::connection_refused));
    BOOST_TEST((connect({.unix_path = folder / "none"}) == errc::no_such_file_or_directory));
    BOOST_TEST((connect({.unix_path = folder / std::string(200, 'x')}) == errc::filename_too_long));
}

BOOST_AUTO_TEST_CASE(a_unix_socket_in_the_abstract_namespace)
{
    const auto name = "hawser-test-" + std::to_string(::getpid());
    local::acceptor listener{context, local::endpoint{std::string{'\0'} + name}};
    BOOST_TEST(!connect({.unix_path = '@' + name}));
    BOOST_TEST(leads_to(listener));
    BOOST_TEST((connect({.unix_path = '@' + name + '-'}) == asio::error::connection_refused));
}

BOOST_AUTO_TEST_CASE(a_unix_socket_with_a_full_backlog)
{
    const TempFolder folder;
    const auto path = folder / "socket";
    local::acceptor listener{context};
    listener.open();
    listener.bind(local::endpoint{path});
    listener.listen(0);
    local::socket filler{context};
    filler.connect(local::endpoint{path});
    BOOST_TEST((connect({.unix_path = path}, {.connect = 50ms}) == hawser::error::connect_timeout));
    start({.unix_path = path});
    context.restart();
    context.run_for(1ms);
    BOOST_TEST(calls == 0);
    auto first = listener.accept(); // the filler's: now there is room
    BOOST_TEST(!finish());
    BOOST_TEST(leads_to(listener));
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace connector_test
