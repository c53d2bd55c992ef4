// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "net/connector.hpp"

#include "support/temp_folder.hpp"

#include <boost/asio/error.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/post.hpp>
#include <boost/test/unit_test.hpp>

#include <sys/socket.h>

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

using namespace hawser;
using namespace hawser::net;
using namespace std::chrono_literals;
namespace asio = boost::asio;
using Tcp = asio::ip::tcp;

namespace {

// A listening socket whose backlog is full: what comes then is neither accepted nor refused.
class BlackHole {
public:
    explicit BlackHole(asio::io_context& context) : acceptor_{context, Tcp::v4()}
    {
        acceptor_.bind({asio::ip::address_v4::loopback(), 0});
        acceptor_.listen(1);
        for (int i = 0; i < 3; ++i) {
            auto& filler = fillers_.emplace_back(std::make_unique<Tcp::socket>(context, Tcp::v4()));
            filler->native_non_blocking(true);
            const auto to = acceptor_.local_endpoint();
            ::connect(filler->native_handle(), to.data(), static_cast<socklen_t>(to.size())); // goes on
        }
    }
    Tcp::endpoint endpoint() const { return acceptor_.local_endpoint(); }

private:
    Tcp::acceptor acceptor_;
    std::vector<std::unique_ptr<Tcp::socket>> fillers_;
};

struct Fixture {
    asio::io_context context;
    Tcp::acceptor open{context, {asio::ip::address_v4::loopback(), 0}};
    Connector::Endpoints found;
    error_code not_found;
    bool resolver_hangs = false;
    StageTimeouts timeouts;
    ConnectTarget target{.host = "dual.test", .port = 80};

    int calls = 0;
    error_code result;
    std::optional<Connector::Socket> socket;

    std::shared_ptr<Connector> make()
    {
        return std::make_shared<Connector>(
            context.get_executor(), [this](const std::string& host, std::uint16_t, auto done) {
                BOOST_TEST(host == "dual.test");
                if (!resolver_hangs)
                    asio::post(context, [this, done] { done(not_found, found); });
            });
    }

    std::shared_ptr<Connector> start()
    {
        auto connector = make();
        connector->start(target, timeouts, [this](error_code ec, Connector::Socket made) {
            ++calls;
            result = ec;
            socket.emplace(std::move(made));
        });
        BOOST_TEST(calls == 0);
        return connector;
    }

    void connect()
    {
        start();
        context.run();
        BOOST_TEST(calls == 1);
    }

    /// Where nobody listens.
    static Tcp::endpoint closed()
    {
        asio::io_context other;
        return Tcp::acceptor{other, {asio::ip::address_v4::loopback(), 0}}.local_endpoint();
    }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(connector, Fixture)

BOOST_AUTO_TEST_CASE(connects_to_an_address_without_a_resolver)
{
    target = {.host = "127.0.0.1", .port = open.local_endpoint().port()};
    connect();
    BOOST_TEST(!result.failed());
    Tcp::no_delay is_set;
    socket->get_option(is_set);
    BOOST_TEST(is_set.value());
}

BOOST_AUTO_TEST_CASE(goes_on_at_once_where_an_address_refuses)
{
    found = {closed(), closed(), open.local_endpoint()};
    const auto before = std::chrono::steady_clock::now();
    connect();
    BOOST_TEST(!result.failed());
    BOOST_TEST((std::chrono::steady_clock::now() - before < Connector::attempt_delay));
}

// RFC 8305 §5.
BOOST_AUTO_TEST_CASE(does_not_wait_for_an_address_that_says_nothing)
{
    const BlackHole hole{context};
    found = {hole.endpoint(), open.local_endpoint()};
    const auto before = std::chrono::steady_clock::now();
    connect();
    BOOST_TEST(!result.failed());
    const auto took = std::chrono::steady_clock::now() - before;
    BOOST_TEST((took >= Connector::attempt_delay && took < 1s));
}

BOOST_AUTO_TEST_CASE(tells_why_all_have_failed)
{
    found = {closed(), closed()};
    connect();
    BOOST_TEST((result == asio::error::connection_refused));
}

BOOST_AUTO_TEST_CASE(tells_that_there_is_no_such_host)
{
    not_found = asio::error::host_not_found;
    connect();
    BOOST_TEST((result == asio::error::host_not_found));
    calls = 0;
    not_found = {};
    context.restart();
    connect();
    BOOST_TEST((result == asio::error::host_not_found));
}

BOOST_AUTO_TEST_CASE(has_a_deadline_for_each_stage)
{
    timeouts = {.resolve = 1ms, .connect = 1ms};
    resolver_hangs = true;
    connect();
    BOOST_TEST((result == error::resolve_timeout));

    const BlackHole hole{context};
    target = {.host = "127.0.0.1", .port = hole.endpoint().port()};
    calls = 0;
    context.restart();
    connect();
    BOOST_TEST((result == error::connect_timeout));
}

BOOST_AUTO_TEST_CASE(can_be_cancelled_at_each_stage)
{
    const BlackHole hole{context};
    for (int stage = 0; stage < 4; ++stage) {
        BOOST_TEST_CONTEXT("stage " << stage)
        {
            calls = 0;
            resolver_hangs = stage == 2;
            found = {hole.endpoint()};
            context.restart();
            const auto connector = start();
            for (int i = 0; i < stage; ++i)
                context.poll_one();
            connector->cancel();
            connector->cancel();
            BOOST_TEST(calls == 0);
            context.run();
            BOOST_TEST(calls == 1);
            BOOST_TEST((result == asio::error::operation_aborted));
        }
    }
}

BOOST_AUTO_TEST_CASE(connects_from_an_address)
{
    found = {{asio::ip::address_v6::loopback(), open.local_endpoint().port()}, open.local_endpoint()};
    target.local_address = "127.0.0.1";
    connect();
    BOOST_TEST(!result.failed());

    calls = 0;
    context.restart();
    target.local_address = "::1";
    found = {open.local_endpoint()};
    connect();
    BOOST_TEST((result == asio::error::address_family_not_supported));

    calls = 0;
    context.restart();
    target.local_address = "192.0.2.1"; // not of this machine
    connect();
    BOOST_TEST((result == boost::system::errc::address_not_available));

    calls = 0;
    context.restart();
    target.local_address = "here";
    connect();
    BOOST_TEST((result == error::bad_option));
}

BOOST_AUTO_TEST_CASE(connects_to_unix_sockets)
{
    const test::TempFolder folder;
    const std::string path = folder / "s";
    const asio::local::stream_protocol::acceptor acceptor{
        context, asio::local::stream_protocol::endpoint{path}};
    target = {.unix_path = path};
    connect();
    BOOST_TEST(!result.failed());
    for (const auto& [wrong, expected] :
         {std::pair{path + "x", make_error_code(boost::system::errc::no_such_file_or_directory)},
          std::pair{std::string(200, 'x'), make_error_code(boost::system::errc::filename_too_long)}}) {
        calls = 0;
        context.restart();
        target = {.unix_path = wrong};
        connect();
        BOOST_TEST((result.default_error_condition() == expected.default_error_condition()), result.message());
    }
}

BOOST_AUTO_TEST_CASE(goes_with_its_executor)
{
    resolver_hangs = true;
    auto other = std::make_unique<asio::io_context>();
    bool was_called = false;
    std::make_shared<Connector>(other->get_executor(), [](const auto&, auto, auto) {})
        ->start(target, timeouts, [&](error_code, Connector::Socket) { was_called = true; });
    other->poll();
    other.reset();
    BOOST_TEST(!was_called);
}

BOOST_AUTO_TEST_SUITE_END()
