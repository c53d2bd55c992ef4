// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "net/listener.hpp"

#include "support/socket_pair.hpp"
#include "support/temp_folder.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/system/system_error.hpp>
#include <boost/test/unit_test.hpp>

#include <fcntl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace listener_test {

namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using hawser::Endpoint;
using hawser::error_code;
using hawser::Listen;
using hawser::Logger;
using hawser::LogLevel;
using hawser::net::Listener;
using hawser::net::Loop;
using hawser::test::run_until;

constexpr int backlog = 4096;

struct Fixture {
    asio::io_context context;
    std::vector<std::string> log;
    Logger logger{LogLevel::info, [this](LogLevel, std::string_view text) { log.emplace_back(text); }};
    std::shared_ptr<Loop> loop = std::make_shared<Loop>(context.get_executor(), Loop::Threading::single,
                                                        logger, Loop::Ticking::by_hand);
    std::shared_ptr<Listener> listener = std::make_shared<Listener>(loop, logger);
    std::vector<Listener::Socket> accepted;
    std::vector<std::size_t> places; ///< of those
    std::vector<tcp::socket> clients;

    void open(const Listen& listen)
    {
        listener->open(listen, backlog);
        start();
    }
    void start()
    {
        listener->start({[this]() -> Loop& { return *loop; },
                         [this](Loop&, Listener::Socket socket, std::size_t place) {
                             accepted.push_back(std::move(socket));
                             places.push_back(place);
                         }});
    }

    // False if nobody listens there.
    bool connect(const asio::ip::address& address) { return connect(address, listener->port()); }
    bool connect(const asio::ip::address& address, std::uint16_t port)
    {
        error_code ec;
        clients.emplace_back(context).connect({address, port}, ec);
        return !ec;
    }
    bool connect() { return connect(asio::ip::address_v4::loopback()); }

    bool accepts(std::size_t count)
    {
        return run_until(context, [&] { return accepted.size() == count; });
    }

    void close()
    {
        bool closed = false;
        listener->close([&] { closed = true; });
        BOOST_TEST(run_until(context, [&] { return closed; }));
    }

    std::string failure_of(const Listen& listen)
    {
        try {
            std::make_shared<Listener>(loop, logger)->open(listen, backlog);
        } catch (const boost::system::system_error& e) {
            return e.what();
        }
        return {};
    }
};

bool has_ipv6()
{
    asio::io_context context;
    tcp::acceptor acceptor{context};
    error_code ec;
    acceptor.open(tcp::v6(), ec);
    if (!ec)
        acceptor.bind({asio::ip::address_v6::loopback(), 0}, ec);
    return !ec;
}

// Lets the process open `spare` descriptors more than it has, and no more, for a while.
class FewDescriptors {
public:
    explicit FewDescriptors(std::size_t spare)
    {
        BOOST_TEST_REQUIRE(getrlimit(RLIMIT_NOFILE, &before_) == 0);
        for (std::size_t i = 0; i < spare; ++i)
            fill();
        auto lowered = before_;
        lowered.rlim_cur = static_cast<rlim_t>(*std::max_element(fillers_.begin(), fillers_.end())) + 1;
        BOOST_TEST_REQUIRE(setrlimit(RLIMIT_NOFILE, &lowered) == 0);
        while (fill()) { // the gaps
        }
        for (std::size_t i = 0; i < spare; ++i)
            free_one();
    }
    ~FewDescriptors()
    {
        while (!fillers_.empty())
            free_one();
        setrlimit(RLIMIT_NOFILE, &before_);
    }
    FewDescriptors(const FewDescriptors&) = delete;
    FewDescriptors& operator=(const FewDescriptors&) = delete;

private:
    bool fill()
    {
        const int filler = ::open("/dev/null", O_RDONLY);
        if (filler >= 0)
            fillers_.push_back(filler);
        return filler >= 0;
    }
    void free_one()
    {
        ::close(fillers_.back());
        fillers_.pop_back();
    }

    rlimit before_{};
    std::vector<int> fillers_;
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(listener, Fixture)

// --- addresses

// A program that the application starts would else hold connections open that we have closed.
BOOST_AUTO_TEST_CASE(what_is_accepted_is_not_inherited)
{
    open({.address = "127.0.0.1", .port = 0});
    BOOST_TEST(connect());
    BOOST_TEST_REQUIRE(accepts(1));
    auto& socket = accepted.front();
    BOOST_TEST((::fcntl(socket.native_handle(), F_GETFD) & FD_CLOEXEC) != 0);
    BOOST_TEST(hawser::net::to_endpoint(socket.local_endpoint()).port() == listener->port());
    close();
}

BOOST_AUTO_TEST_CASE(no_address_means_all_of_both_families)
{
    open({"", 0});
    BOOST_TEST(listener->port() != 0);
    BOOST_TEST(connect());
    BOOST_TEST(accepts(1));
    if (has_ipv6()) {
        BOOST_TEST(connect(asio::ip::address_v6::loopback()));
        BOOST_TEST(accepts(2));
    }
}

BOOST_AUTO_TEST_CASE(localhost_means_the_loopback_of_both_families)
{
    open({"localhost", 0});
    BOOST_TEST(connect());
    BOOST_TEST(accepts(1));
    if (has_ipv6()) {
        BOOST_TEST(connect(asio::ip::address_v6::loopback()));
        BOOST_TEST(accepts(2));
    }
    BOOST_TEST(!connect(asio::ip::make_address("127.0.0.2")));
}

BOOST_AUTO_TEST_CASE(an_address_means_that_one)
{
    open({"127.0.0.2", 0});
    BOOST_TEST(connect(asio::ip::make_address("127.0.0.2")));
    BOOST_TEST(accepts(1));
    BOOST_TEST(!connect());
}

BOOST_AUTO_TEST_CASE(an_ipv6_address_means_that_family_alone)
{
    if (!has_ipv6())
        return;
    open({"::1", 0});
    BOOST_TEST(connect(asio::ip::address_v6::loopback()));
    BOOST_TEST(accepts(1));
    BOOST_TEST(!connect());
}

BOOST_AUTO_TEST_CASE(a_bad_address_is_named)
{
    for (auto address : {"example.com", "127.0.0.256", "1.2.3", "[::1]", "127.0.0.1:80", " 127.0.0.1"}) {
        const auto text = failure_of({address, 0});
        BOOST_TEST_CONTEXT(text)
        {
            BOOST_TEST(text.find('"' + std::string{address} + '"') != std::string::npos);
            BOOST_TEST(text.find("not an IP address") != std::string::npos);
        }
    }
}

BOOST_AUTO_TEST_CASE(an_address_of_another_machine_is_named)
{
    const auto text = failure_of({"192.0.2.1", 8080}); // RFC 5737: nobody's
    BOOST_TEST(text.find("cannot listen on 192.0.2.1:8080") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_port_in_use_is_named)
{
    open({"127.0.0.1", 0});
    const auto port = listener->port();
    const auto in_use = error_code{boost::asio::error::address_in_use}.message();
    for (auto address : {"127.0.0.1", "localhost"}) {
        const auto text = failure_of({address, port});
        BOOST_TEST(text.find("cannot listen on 127.0.0.1:" + std::to_string(port)) != std::string::npos);
        BOOST_TEST(text.find(in_use) != std::string::npos);
    }
    const auto text = failure_of({"", port});
    BOOST_TEST(text.find("cannot listen on 0.0.0.0:" + std::to_string(port)) != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_localhost_port_in_use_for_ipv6_is_named)
{
    if (!has_ipv6())
        return;
    open({"::1", 0});
    const auto port = listener->port();
    const auto text = failure_of({"localhost", port});
    BOOST_TEST(text.find("cannot listen on [::1]:" + std::to_string(port)) != std::string::npos);
}

BOOST_AUTO_TEST_CASE(endpoints_of_accepted_sockets_can_be_read)
{
    open({"", 0});
    BOOST_TEST(connect());
    BOOST_TEST_REQUIRE(accepts(1));
    const auto remote = hawser::net::to_endpoint(accepted[0].remote_endpoint());
    const auto local = hawser::net::to_endpoint(accepted[0].local_endpoint());
    BOOST_TEST((remote == Endpoint::ipv4({127, 0, 0, 1}, clients[0].local_endpoint().port())));
    BOOST_TEST((local == Endpoint::ipv4({127, 0, 0, 1}, listener->port())));
}

BOOST_AUTO_TEST_CASE(endpoints_of_every_family_are_converted)
{
    using hawser::net::to_endpoint;
    BOOST_TEST(to_endpoint(tcp::endpoint{asio::ip::make_address("1.2.3.4"), 5}).to_string() == "1.2.3.4:5");
    BOOST_TEST(to_endpoint(tcp::endpoint{asio::ip::make_address("2001:db8::1"), 6}).to_string() ==
               "[2001:db8::1]:6");
    BOOST_TEST((to_endpoint(asio::local::stream_protocol::endpoint{"/tmp/x"}) == Endpoint::local()));
    BOOST_TEST((to_endpoint({}).family() == Endpoint::Family::none));
}

// --- several places

BOOST_AUTO_TEST_CASE(several_places_are_told_apart)
{
    const hawser::test::TempFolder folder;
    listener->open({.address = "127.0.0.1"}, backlog);
    listener->open({.unix_path = folder / "socket"}, backlog);
    listener->open({.address = "localhost"}, backlog);
    start();
    const auto endpoints = listener->endpoints();
    BOOST_TEST_REQUIRE(endpoints.size() == (has_ipv6() ? 4U : 3U));
    BOOST_TEST(endpoints[0].port() == listener->port());
    BOOST_TEST((endpoints[1] == Endpoint::local()));
    BOOST_TEST(endpoints[2].port() != listener->port());
    BOOST_TEST(connect(asio::ip::address_v4::loopback(), endpoints[2].port()));
    BOOST_TEST(accepts(1));
    asio::local::stream_protocol::socket local{context};
    local.connect(folder / "socket");
    BOOST_TEST(accepts(2));
    BOOST_TEST(connect());
    BOOST_TEST(accepts(3));
    if (has_ipv6()) {
        BOOST_TEST(connect(asio::ip::address_v6::loopback(), endpoints[3].port()));
        BOOST_TEST(accepts(4));
        BOOST_TEST(places.back() == 2U);
        places.pop_back();
    }
    BOOST_TEST((places == std::vector<std::size_t>{2, 1, 0}));
}

BOOST_AUTO_TEST_CASE(all_places_pause_resume_and_close_together)
{
    const hawser::test::TempFolder folder;
    listener->open({.address = "127.0.0.1"}, backlog);
    listener->open({.unix_path = folder / "socket"}, backlog);
    start();
    BOOST_TEST(connect());
    BOOST_TEST(accepts(1));
    listener->pause();
    BOOST_TEST(connect());
    asio::local::stream_protocol::socket local{context};
    local.connect(folder / "socket");
    context.restart();
    context.poll();
    BOOST_TEST(accepted.size() == 1U);
    listener->resume();
    BOOST_TEST(accepts(3));
    BOOST_TEST(std::filesystem::exists(folder / "socket"));
    close();
    BOOST_TEST(!connect());
    BOOST_TEST(!std::filesystem::exists(folder / "socket"));
}

BOOST_AUTO_TEST_CASE(a_place_that_fails_takes_those_before_it_along)
{
    const hawser::test::TempFolder folder;
    open({"127.0.0.1", 0});
    std::uint16_t port = 0;
    {
        auto other = std::make_shared<Listener>(loop, logger);
        other->open({.address = "127.0.0.1"}, backlog);
        other->open({.unix_path = folder / "socket"}, backlog);
        port = other->port();
        BOOST_CHECK_THROW(other->open({.address = "127.0.0.1", .port = listener->port()}, backlog),
                          boost::system::system_error);
    }
    BOOST_TEST(!connect(asio::ip::address_v4::loopback(), port));
    BOOST_TEST(!std::filesystem::exists(folder / "socket"));
}

BOOST_AUTO_TEST_CASE(without_tcp_there_is_no_port)
{
    const hawser::test::TempFolder folder;
    listener->open({.unix_path = folder / "socket"}, backlog);
    BOOST_TEST(listener->port() == 0);
    BOOST_TEST(std::make_shared<Listener>(loop, logger)->endpoints().empty());
}

// --- closing and pausing

BOOST_AUTO_TEST_CASE(a_closed_port_refuses_and_can_be_had_again_at_once)
{
    open({"localhost", 0});
    const auto port = listener->port();
    for (int i = 0; i < 20; ++i) {
        BOOST_TEST(connect());
        BOOST_TEST(accepts(1));
        accepted.clear(); // our end first: the port is left in TIME_WAIT
        clients.clear();
        close();
        BOOST_TEST(!connect());
        listener = std::make_shared<Listener>(loop, logger);
        open({"localhost", port});
        BOOST_TEST(listener->port() == port);
    }
}

BOOST_AUTO_TEST_CASE(a_listener_that_was_not_started_can_be_closed)
{
    listener->open({"127.0.0.1", 0}, backlog);
    close();
    BOOST_TEST(!connect());
    const std::weak_ptr watch = std::exchange(listener, nullptr);
    BOOST_TEST(watch.expired());
}

BOOST_AUTO_TEST_CASE(a_closed_listener_leaves_no_work_and_is_let_go)
{
    open({"", 0});
    close();
    listener->resume();
    listener->close();
    context.restart();
    context.run_for(hawser::test::patience);
    BOOST_TEST(context.stopped());
    const std::weak_ptr watch = std::exchange(listener, nullptr);
    BOOST_TEST(watch.expired());
}

BOOST_AUTO_TEST_CASE(a_paused_listener_accepts_later)
{
    open({"127.0.0.1", 0});
    BOOST_TEST(connect());
    BOOST_TEST(accepts(1));
    for (std::size_t round = 1; round <= 3; ++round) {
        listener->pause();
        context.restart();
        context.poll();
        BOOST_TEST(connect()); // by the system: it waits in the backlog
        context.restart();
        context.poll();
        BOOST_TEST(accepted.size() == round);
        listener->resume();
        BOOST_TEST(accepts(round + 1));
    }
}

BOOST_AUTO_TEST_CASE(a_listener_may_be_paused_and_closed_from_its_callback)
{
    listener->open({"127.0.0.1", 0}, backlog);
    bool closed = false;
    listener->start({[this]() -> Loop& { return *loop; },
                     [&](Loop&, Listener::Socket socket, std::size_t) {
                         accepted.push_back(std::move(socket));
                         listener->pause();
                         if (accepted.size() == 2)
                             listener->close([&] { closed = true; });
                         else
                             listener->resume();
                     }});
    BOOST_TEST(connect());
    BOOST_TEST(accepts(1));
    BOOST_TEST(connect());
    BOOST_TEST(run_until(context, [&] { return closed; }));
    BOOST_TEST(accepted.size() == 2U);
}

// --- floods

BOOST_AUTO_TEST_CASE(many_at_once_are_all_accepted)
{
    open({"127.0.0.1", 0});
    for (int i = 0; i < 200; ++i)
        BOOST_TEST(connect());
    BOOST_TEST(accepts(200));
}

BOOST_AUTO_TEST_CASE(descriptors_that_run_out_are_logged_once_and_waited_for)
{
    open({"127.0.0.1", 0});
    BOOST_TEST(connect());
    BOOST_TEST(accepts(1));
    for (int i = 0; i < 20; ++i)
        BOOST_TEST(connect());
    {
        const FewDescriptors few{2};
        BOOST_TEST(accepts(3));
        // Each descriptor that is freed is used, which does not mean that all is well again.
        for (std::size_t count = 3; count < 8; ++count) {
            accepted[count - 3].close();
            BOOST_TEST(accepts(count + 1));
        }
        BOOST_TEST(log.size() == 1U);
        BOOST_TEST(log.front().starts_with("cannot accept connections, trying again: "));
    }
    BOOST_TEST(accepts(21));
    BOOST_TEST(run_until(context, [&] { return log.size() == 2; }));
    BOOST_TEST(log.back() == "accepting connections again");
}

BOOST_AUTO_TEST_CASE(descriptors_that_run_out_are_waited_for_in_every_place)
{
    listener->open({"127.0.0.1", 0}, backlog);
    listener->open({"127.0.0.2", 0}, backlog);
    start();
    const auto second = listener->endpoints()[1].port();
    for (int i = 0; i < 10; ++i) {
        BOOST_TEST(connect());
        BOOST_TEST(connect(asio::ip::make_address("127.0.0.2"), second));
    }
    {
        const FewDescriptors few{1};
        const tcp::socket last{context, tcp::v4()};
        BOOST_TEST(run_until(context, [&] { return log.size() == 2; })); // one line a place
    }
    BOOST_TEST(accepts(20));
    BOOST_TEST(run_until(context, [&] { return log.size() == 4; }));
    BOOST_TEST(std::count(places.begin(), places.end(), 0U) == 10);
}

BOOST_AUTO_TEST_CASE(waiting_for_descriptors_costs_little_and_can_be_ended)
{
    open({"127.0.0.1", 0});
    BOOST_TEST(connect());
    {
        FewDescriptors few{1};
        const tcp::socket last{context, tcp::v4()};
        BOOST_TEST(run_until(context, [&] { return !log.empty(); }));
        context.restart();
        BOOST_TEST(context.poll() < 10U); // a timer; not a socket that is readable again and again
        listener->pause();
        listener->resume();
        close();
    }
    context.restart();
    context.run_for(hawser::test::patience);
    BOOST_TEST(context.stopped());
    BOOST_TEST(accepted.empty());
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace listener_test
