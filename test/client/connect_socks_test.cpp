// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "client/connect_operation.hpp"

#include "support/connect_fixture.hpp"

#include <boost/asio/error.hpp>
#include <boost/asio/ip/address.hpp>
#include <boost/test/unit_test.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace connect_socks_test {

// Names that a SOCKS5 proxy is not to resolve. What is said to the proxy is in socks5_test.cpp.

namespace {

using namespace hawser;
using namespace hawser::test;
using namespace std::chrono_literals;
using Replies = std::vector<char>; // of RFC 1928 §6, one a connection; then successes

struct Fixture : ConnectFixture {
    Fixture()
    {
        options.proxy.url = "socks5://proxy.example";
        network.way = [](const net::ConnectTarget&) { return Way{Way::Proxy::socks, false}; };
    }

    void resolve(const std::string& name, const std::vector<std::string>& addresses)
    {
        auto& found = network.names[name];
        found.clear();
        for (const auto& each : addresses)
            found.emplace_back(boost::asio::ip::make_address(each), std::uint16_t{80});
    }
    void answer_with(Replies replies)
    {
        network.lines.clear();
        network.on_line = [this, replies = std::move(replies)](FakeNetwork::Line& line) {
            if (const auto number = network.lines.size() - 1; number < replies.size())
                line.far->socks_answer[1] = replies[number];
        };
    }
    // The last bytes of the addresses that were asked for, in order.
    std::string asked() const
    {
        std::string all;
        for (const auto& line : network.lines) {
            const auto& said = line->far->socks_said;
            const auto size = said.size() < 2 ? 0 : said.back().size();
            all += size < 3 ? '?' : static_cast<char>('0' + said.back()[size - 3]);
        }
        return all;
    }
};

constexpr char refused = 5;
constexpr char unreachable = 4;

} // namespace

BOOST_FIXTURE_TEST_SUITE(connect_socks_test, Fixture)

BOOST_AUTO_TEST_CASE(an_address_of_either_family)
{
    for (const std::string address : {"192.0.2.1", "2001:db8::1"}) {
        resolve("a.example", {address});
        answer_with({});
        must_open("ws://a.example/");
        BOOST_TEST(asked() == "1");
        BOOST_TEST(network.last().target.host == "proxy.example");
        BOOST_TEST(sent(0, "Host") == "a.example"); // which the proxy does not see
    }
}

BOOST_AUTO_TEST_CASE(the_next_address_where_one_cannot_be_reached)
{
    resolve("a.example", {"192.0.2.1", "2001:db8::2", "192.0.2.3"});
    answer_with({refused, unreachable});
    must_open("ws://a.example/");
    BOOST_TEST(asked() == "123");
    answer_with({8, 1}); // a proxy without IPv6, or one that says no more than that it did not work
    must_open("ws://a.example/");
    BOOST_TEST(asked() == "123");
    answer_with({refused, unreachable, 3});
    must_fail("ws://a.example/", make_error_code(boost::system::errc::network_unreachable));
    BOOST_TEST(asked() == "123");
    BOOST_TEST(detail() == "says the SOCKS5 proxy");
}

// What the proxy does not want, or cannot do at all, no other address mends.
BOOST_AUTO_TEST_CASE(a_proxy_that_refuses_is_not_asked_again)
{
    resolve("a.example", {"192.0.2.1", "192.0.2.2"});
    for (const char reply : Replies{2, 7, 99}) {
        answer_with({reply});
        connect("ws://a.example/");
        BOOST_TEST(failures == 1);
        BOOST_TEST(asked() == "1");
        end_connections();
    }
}

BOOST_AUTO_TEST_CASE(a_name_of_very_many_addresses)
{
    std::vector<std::string> many;
    for (int i = 1; i <= 100; ++i)
        many.push_back("192.0.2." + std::to_string(i));
    resolve("a.example", many);
    answer_with(Replies(100, refused));
    must_fail("ws://a.example/", make_error_code(boost::system::errc::connection_refused));
    BOOST_TEST(asked() == "12345678");
}

// Each server of its own name.
BOOST_AUTO_TEST_CASE(a_redirect_to_another_name)
{
    options.max_redirects = 1;
    resolve("a.example", {"192.0.2.1", "192.0.2.2"});
    resolve("b.example", {"192.0.2.7"});
    answer_with({refused});
    script(answer(302, "Location: ws://b.example/\r\n"));
    must_open("ws://a.example/");
    BOOST_TEST(asked() == "127");
}

// --- names that are not found

BOOST_AUTO_TEST_CASE(a_name_that_is_not_known)
{
    resolve("a.example", {});
    must_fail("ws://a.example/", boost::asio::error::host_not_found);
    BOOST_TEST(detail() == "cannot resolve a.example");
    BOOST_TEST(network.lines.empty());
}

// What is local to one of our networks is of no use to a proxy.
BOOST_AUTO_TEST_CASE(addresses_with_a_scope_are_left_out)
{
    resolve("a.example", {"fe80::9%1", "192.0.2.1"});
    answer_with({});
    must_open("ws://a.example/");
    BOOST_TEST(asked() == "1");
    resolve("a.example", {"fe80::9%1"});
    must_fail("ws://a.example/", boost::asio::error::host_not_found);
}

BOOST_AUTO_TEST_CASE(a_resolver_that_never_answers)
{
    options.timeouts.resolve = 200ms;
    connect("ws://a.example/");
    BOOST_TEST(opens + failures == 0);
    wait_for_the_end();
    BOOST_TEST(failures == 1);
    BOOST_TEST(result.error == error::resolve_timeout);
    BOOST_TEST(detail() == "cannot resolve a.example");
    network.unanswered({}, {}); // too late
    run();
    BOOST_TEST(failures == 1);
    BOOST_TEST(network.lines.empty());
    BOOST_TEST(operation.expired());
}

BOOST_AUTO_TEST_CASE(cancelled_while_it_resolves)
{
    auto kept = connect("ws://a.example/");
    kept->cancel(boost::asio::error::operation_aborted);
    BOOST_TEST(failures == 1);
    kept.reset();
    network.unanswered({}, {{boost::asio::ip::make_address("192.0.2.1"), 80}});
    run();
    BOOST_TEST(failures == 1);
    BOOST_TEST(network.lines.empty());
    BOOST_TEST(operation.expired());
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace connect_socks_test
