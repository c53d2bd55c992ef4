// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "server/http_connection.hpp"

#include "support/temp_folder.hpp"
#include "support/websocket_fixture.hpp"

#include <boost/test/unit_test.hpp>

#include <cstddef>
#include <string>

namespace io_failure_test {

namespace {

using namespace hawser::test;

} // namespace

BOOST_FIXTURE_TEST_SUITE(io_failure_test, WebSocketFixture)

BOOST_AUTO_TEST_CASE(every_operation_of_a_connection_may_fail)
{
    TempFolder folder;
    folder.write("large.bin", std::string(500'000, 'x'));
    site->add_route(hawser::Method::get, "/a",
                    [](const hawser::Request&, hawser::Response& r) { r.text("a"); });
    site->add_route(hawser::Method::get, "/file",
                    [&](const hawser::Request&, hawser::Response& r) { r.file(folder / "large.bin"); });
    const std::string input = "GET /a HTTP/1.1\r\nHost: x\r\n\r\nGET /file HTTP/1.1\r\nHost: x\r\n\r\n" +
                              handshake() + frame(text_opcode, "x") + frame(ping_opcode, "p") +
                              peer_close(1000);
    bool failed = true;
    for (std::size_t n = 0; failed; ++n) {
        BOOST_TEST_CONTEXT("operation " << n)
        {
            BOOST_REQUIRE(n < 1000);
            record = {};
            echo(record);
            const auto peer = loop.make_peer();
            peer->fail_at = n;
            peer->read_limit = 20;
            peer->room = 0;
            connect(peer);
            send(*peer, input);
            for (int i = 0; i < 30; ++i) {
                take(*peer, 40'000);
            }
            end(*peer);
            failed = peer->operations > n;
            BOOST_TEST(peer->closed);
            BOOST_TEST(record.opens == record.closes);
            BOOST_TEST(record.destroyed == record.opens);
            BOOST_TEST(sessions().count() == 0);
            BOOST_TEST(loop.loop->size() == 0);
        }
    }
    BOOST_TEST(record.events.back() == "close 1000 clean");
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace io_failure_test
