// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "client/opening.hpp"

#include "support/opening_fixture.hpp"

#include <boost/test/unit_test.hpp>

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

namespace opening_failure_test {

// Far ends that fall silent, go, or do not belong to whom they should; and I/O that fails.

namespace {

using namespace hawser;
using namespace hawser::test;
using namespace std::chrono_literals;
using Kind = client::OpeningResult::Kind;

struct Expected {
    error why;
    std::chrono::milliseconds after;
};

// What comes of silence in a step of `OpeningRun`.
Expected silence(char step)
{
    switch (step) {
    case 'T': return {error::tls_handshake_timeout, 6s};
    case 'U': return {error::handshake_timeout, 8s};
    default: return {error::proxy_timeout, 4s};
    }
}

// Runs `check` with a far end that answers all steps before the one that it is given, for each of each way.
void in_each_step(TestLoop& loop, const std::function<void(OpeningRun&, char step)>& check)
{
    for (const auto way : all_ways)
        for (std::size_t step = 0; step < way.steps().size(); ++step)
            BOOST_TEST_CONTEXT(way.name() << ", step " << step)
            {
                OpeningRun run{loop, way};
                run.far.steps_to_answer = step;
                run.go();
                check(run, way.steps()[step]);
            }
}

} // namespace

BOOST_FIXTURE_TEST_SUITE(opening_failure_test, TestLoop)

BOOST_AUTO_TEST_CASE(silence_in_each_step)
{
    in_each_step(*this, [this](OpeningRun& run, char step) {
        const auto expected = silence(step);
        pass(expected.after - 2 * net::Loop::tick);
        BOOST_TEST(run.dones == 0);
        pass(2 * net::Loop::tick);
        BOOST_TEST(run.dones == 1);
        BOOST_TEST(run.had_connection);
        BOOST_TEST((run.result.kind == Kind::failed));
        BOOST_TEST(run.result.error == expected.why);
        pass(10s); // what is left of the connection
        BOOST_TEST(run.connection.expired());
    });
}

// A byte now and then does not put off the end.
BOOST_AUTO_TEST_CASE(one_byte_a_second_is_silence)
{
    for (const auto proxy : {Way::Proxy::none, Way::Proxy::http, Way::Proxy::socks}) {
        OpeningRun run{*this, {proxy, false}};
        const std::string drops =
            proxy == Way::Proxy::none ? upgrade_answer() : "HTTP/1.1 200 Connection established";
        run.far.steps_to_answer = proxy == Way::Proxy::socks ? 1 : 0;
        run.go();
        const auto expected = silence(proxy == Way::Proxy::none ? 'U' : 'C');
        for (std::size_t i = 0; i < 20 && run.dones == 0; ++i) {
            run.far.send(proxy == Way::Proxy::socks
                             ? std::string{"\5\0\0\3\xff................", 21}.substr(i, 1)
                             : drops.substr(i, 1));
            pass_ticks(2);
        }
        BOOST_TEST(run.dones == 1);
        BOOST_TEST(run.result.error == expected.why);
        BOOST_TEST(run.far.delivered <= static_cast<std::size_t>(expected.after / 1s) + 3);
    }
}

BOOST_AUTO_TEST_CASE(each_step_has_its_time_anew)
{
    OpeningRun run{*this, {Way::Proxy::https, true}};
    run.far.steps_to_answer = 0;
    run.start();
    for (std::size_t step = 0; step < 4; ++step) {
        run.far.steps_to_answer = step;
        run.talk();
        pass(3s);
        BOOST_TEST(run.dones == 0);
    }
    run.close();
}

// The status is what counts, and a body that does not come hides it only for so long.
BOOST_AUTO_TEST_CASE(silence_within_a_body)
{
    for (const bool is_proxy : {false, true}) {
        OpeningRun run{*this, {is_proxy ? Way::Proxy::http : Way::Proxy::none, false}};
        run.far.on_connect = [](const std::string&) {
            return "HTTP/1.1 407 Who are you\r\nProxy-Authenticate: Basic realm=r\r\nContent-Length: "
                   "9\r\n\r\nhalf";
        };
        run.far.on_upgrade = [](const std::string&) {
            return "HTTP/1.1 401 Who are you\r\nWWW-Authenticate: Basic realm=r\r\nContent-Length: "
                   "9\r\n\r\nhalf";
        };
        run.go();
        BOOST_TEST(run.dones == 0);
        pass(8s);
        BOOST_TEST(run.dones == 1);
        BOOST_TEST((run.result.kind == (is_proxy ? Kind::proxy_answered : Kind::answered)));
        BOOST_TEST(run.result.error == (is_proxy ? error::proxy_refused : error::handshake_declined));
        BOOST_TEST(run.result.head.status == (is_proxy ? 407u : 401u));
        BOOST_TEST(run.result.body == "half");
    }
}

BOOST_AUTO_TEST_CASE(end_of_stream_in_each_step)
{
    in_each_step(*this, [](OpeningRun& run, char) {
        run.peer->end(); // without a word in TLS
        run.loop.run();
        BOOST_TEST(run.dones == 1);
        BOOST_TEST((run.result.kind == Kind::failed));
        BOOST_TEST(run.result.error == error::end_of_stream);
        BOOST_TEST(run.connection.expired());
    });
    in_each_step(*this, [](OpeningRun& run, char) {
        run.far.end(); // in good order
        run.loop.run();
        BOOST_TEST(run.dones == 1);
        BOOST_TEST(run.result.error == error::end_of_stream);
    });
}

BOOST_AUTO_TEST_CASE(end_of_stream_behind_each_byte)
{
    for (const auto proxy : {Way::Proxy::none, Way::Proxy::http, Way::Proxy::socks})
        for (std::size_t offset = 1, end = 2; offset < end; ++offset)
            BOOST_TEST_CONTEXT("behind byte " << offset)
            {
                OpeningRun run{*this, {proxy, false}};
                run.far.deliver = [&](std::string_view bytes) {
                    const auto begin = run.far.delivered - bytes.size();
                    if (begin < offset)
                        run.peer->send(bytes.substr(0, offset - begin));
                    if (run.far.delivered >= offset)
                        run.peer->end();
                };
                run.go();
                BOOST_TEST_REQUIRE(run.dones == 1);
                end = run.far.delivered > offset ? offset + 2 : end;
                const bool is_whole = run.far.is_done() && run.far.delivered == offset;
                BOOST_TEST((run.result.kind == (is_whole ? Kind::opened : Kind::failed)));
                BOOST_TEST((is_whole || run.result.error == error::end_of_stream));
            }
}

BOOST_AUTO_TEST_CASE(a_connection_that_is_cut_in_each_step)
{
    in_each_step(*this, [this](OpeningRun& run, char) {
        loop->cut_all(error::connection_cut);
        run.loop.run();
        BOOST_TEST(run.dones == 1);
        BOOST_TEST(!run.had_connection);
        BOOST_TEST(run.result.error == error::connection_cut);
    });
    in_each_step(*this, [this](OpeningRun& run, char) {
        loop->stop_all();
        run.loop.run();
        BOOST_TEST(run.dones == 1);
        BOOST_TEST(run.result.error == error::connection_cut);
    });
}

// --- whom the client talks to, also through a proxy

BOOST_AUTO_TEST_CASE(a_stranger_s_certificate)
{
    const auto stranger = tls::Context::for_client({.ca_pem = CertificateAuthority{"Stranger CA"}.pem()});
    for (const auto way : all_ways)
        for (const bool is_proxy : {false, true})
            BOOST_TEST_CONTEXT(way.name() << (is_proxy ? ", the proxy's" : ", the server's"))
            {
                if (is_proxy ? way.proxy != Way::Proxy::https : !way.is_secure)
                    continue;
                OpeningRun run{*this, way};
                auto& engine = is_proxy ? run.steps.proxy_engine : run.steps.engine;
                run.when_made = [&] { engine = tls::Engine::connect(stranger, "localhost"); };
                run.go();
                BOOST_TEST(run.dones == 1);
                BOOST_TEST(run.result.error == error::certificate_unknown_issuer);
                BOOST_TEST(run.result.detail != "");
                BOOST_TEST(run.far.received == ""); // nothing was told to it
            }
}

BOOST_AUTO_TEST_CASE(a_certificate_of_another_host)
{
    for (const auto way : all_ways) {
        if (!way.is_secure)
            continue;
        OpeningRun run{*this, way};
        run.when_made = [&] { run.steps.engine = tls::Engine::connect(trusting_context(), "example.com"); };
        run.go();
        BOOST_TEST(run.dones == 1);
        BOOST_TEST(run.result.error == error::certificate_wrong_host);
        // The server is told why: an alert, not just an end.
        BOOST_TEST(run.far.tls(way.proxy == Way::Proxy::https ? 1 : 0).has_failed());
    }
}

BOOST_AUTO_TEST_CASE(a_server_that_does_not_speak_tls)
{
    OpeningRun run{*this, {Way::Proxy::none, true}};
    run.start();
    run.peer->send("HTTP/1.1 400 Bad Request\r\n\r\n");
    run.loop.run();
    BOOST_TEST(run.dones == 1);
    BOOST_TEST(run.result.error == error::tls_not_spoken);
}

// --- I/O that fails

BOOST_AUTO_TEST_CASE(every_operation_may_fail)
{
    for (const auto way : all_ways)
        for (const std::size_t limit : {FakePeer::unlimited, std::size_t{50}}) {
            bool failed = true;
            for (std::size_t n = 0; failed; ++n)
                BOOST_TEST_CONTEXT(way.name() << ", operation " << n)
                {
                    BOOST_REQUIRE(n < 1000);
                    OpeningRun run{*this, way};
                    run.peer->fail_at = n;
                    run.peer->read_limit = limit;
                    run.go();
                    BOOST_TEST(run.dones == 1);
                    failed = run.peer->operations > n;
                    const bool is_open = run.result.kind == Kind::opened;
                    BOOST_TEST((is_open || failed));
                    BOOST_TEST((is_open || run.result.kind == Kind::failed));
                    BOOST_TEST(run.successor->starts == (is_open ? 1 : 0));
                    run.close();
                    BOOST_TEST(run.successor->closings == (is_open ? 1 : 0));
                    BOOST_TEST(loop->size() == 0u);
                }
        }
}

// The executor ends in the middle of it.
BOOST_AUTO_TEST_CASE(the_loop_goes_before_its_end)
{
    for (const auto way : all_ways)
        for (std::size_t step = 0; step < way.steps().size(); ++step) {
            auto dying = std::make_unique<TestLoop>();
            OpeningRun run{*dying, way};
            run.far.steps_to_answer = step;
            run.go();
            BOOST_TEST(run.dones == 0);
            run.forsake();
            dying.reset();
            BOOST_TEST(run.result.error == error::connection_cut);
        }
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace opening_failure_test
