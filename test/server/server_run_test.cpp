// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "server/server_core.hpp"

#include "support/events.hpp"
#include "support/test_client.hpp"

#include <hawser/http_server.hpp>

#include <boost/test/unit_test.hpp>

#include <csignal>
#include <string>
#include <thread>

#include <unistd.h>

namespace server_run_test {

namespace {

using namespace hawser::test;

class Watched : public hawser::Behavior {
public:
    Events* events = nullptr;

private:
    void on_open() override { events->add("open"); }
    void on_close(const hawser::CloseInfo& info) override
    {
        events->add("close " + std::to_string(static_cast<unsigned>(info.code)));
    }
};

struct Fixture {
    Events events;
    hawser::HttpServer server{{.address = "127.0.0.1", .threads = 2}};

    Fixture()
    {
        server.add_service<Watched>("/watched", [this](Watched& watched) { watched.events = &events; });
    }
};

void signal_this_process(int number)
{
    ::kill(::getpid(), number); // to the process, as a user does, not to a thread
}

} // namespace

BOOST_FIXTURE_TEST_SUITE(server_run_test, Fixture)

BOOST_AUTO_TEST_CASE(until_a_signal)
{
    for (const int number : {SIGTERM, SIGINT}) {
        unsigned code = 0;
        std::thread user;
        server.run([&] {
            user = std::thread{[&] {
                TestClient ws{server.port()};
                ws.upgrade("/watched");
                signal_this_process(number);
                code = ws.finish();
            }};
        });
        user.join();
        BOOST_TEST(code == 1001);
        BOOST_TEST(!server.is_listening());
        BOOST_TEST(server.connection_count() == 0);
    }
    BOOST_TEST(events.count("open") == 2);
    BOOST_TEST(events.count("close 1001") == 2);
}

BOOST_AUTO_TEST_CASE(a_second_signal_has_no_patience)
{
    std::thread user;
    std::string rest;
    server.run([&] {
        user = std::thread{[&] {
            TestClient ws{server.port()};
            ws.upgrade("/watched");
            signal_this_process(SIGTERM);
            if (ws.read_frame().opcode == hawser::websocket::Opcode::close) { // and is not answered
                signal_this_process(SIGTERM);
            }
            rest = ws.read_to_end();
        }};
    });
    user.join();
    BOOST_TEST(rest.empty());
    BOOST_TEST(events.count("close 1006") == 1);
}

BOOST_AUTO_TEST_CASE(until_another_thread_stops_it)
{
    for (int i = 0; i < 5; ++i) {
        std::thread stopper;
        server.run([&] { stopper = std::thread{[&] { server.stop(); }}; });
        stopper.join();
        BOOST_TEST(!server.is_listening());
    }
}

BOOST_AUTO_TEST_CASE(a_server_that_was_started_before)
{
    server.start();
    const auto port = server.port();
    std::thread stopper;
    server.run([&] {
        BOOST_TEST(server.port() == port);
        stopper = std::thread{[&] { server.stop(); }};
    });
    stopper.join();
    BOOST_TEST(!server.is_listening());
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace server_run_test
