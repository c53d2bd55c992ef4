// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "support/http_answers.hpp"
#include "support/server_fixture.hpp"
#include "support/temp_folder.hpp"
#include "support/websocket_fixture.hpp"

#include <hawser/middleware.hpp>

#include <boost/test/unit_test.hpp>

#include <chrono>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace http_exchange_test {

namespace {

using namespace hawser::test;
using hawser::Action;
using hawser::Deferred;
using hawser::Exchange;
using hawser::Method;
using hawser::Middleware;
using hawser::Request;
using hawser::Response;

constexpr auto hello = "GET /hello HTTP/1.1\r\nHost: x\r\n\r\n";

/// Notes what it is asked, and answers what the test wants.
struct Probe : Middleware {
    Probe(std::vector<std::string>& log_, std::string name_, Action action_ = Action::next)
        : log{log_}, name{std::move(name_)}, action{action_}
    {
    }

    Action on_request(Exchange& exchange) override
    {
        log.push_back(name + " request" + (exchange.is_upgrade() ? " upgrade" : "")
                      + (exchange.has_body() ? "" : " before the body"));
        if (action == Action::respond)
            exchange.response().status_page(403);
        if (action == Action::later)
            deferred.emplace(exchange.defer());
        if (action == Action::read_body && exchange.has_body())
            return Action::next;
        return action;
    }
    void on_response(Exchange& exchange) override
    {
        log.push_back(name + " response " + std::to_string(exchange.response().status())
                      + (exchange.has_failed() ? " failed" : ""));
        exchange.response().add("X-Way", name);
    }
    void on_complete(const Exchange& exchange, const hawser::Outcome& outcome) override
    {
        log.push_back(name + " complete " + std::to_string(exchange.response().status()) + ' '
                      + std::to_string(outcome.bytes_sent) + (outcome.was_cut ? " cut" : ""));
    }

    std::vector<std::string>& log;
    std::string name;
    Action action;
    std::optional<Deferred> deferred;
};

struct Fixture : ServerFixture {
    std::vector<std::string> calls;

    Fixture()
    {
        site->add_route(Method::get, "/hello", [this](const Request&, Response& response) {
            calls.push_back("handler");
            response.text("Hello");
        });
        site->add_route(Method::post, "/echo", [this](const Request& request, Response& response) {
            calls.push_back("handler " + std::string{request.body()});
            response.text(request.body());
        });
    }

    std::shared_ptr<Probe> use(std::string name, Action action = Action::next)
    {
        auto probe = std::make_shared<Probe>(calls, std::move(name), action);
        site->use(probe);
        return probe;
    }

    void expect(const std::vector<std::string>& expected)
    {
        BOOST_TEST(calls == expected, boost::test_tools::per_element());
        calls.clear();
    }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(http_exchange_test, Fixture)

BOOST_AUTO_TEST_CASE(the_first_is_the_outermost)
{
    use("a");
    use("b");
    auto bytes = exchange(hello);
    const auto answer = take_answer(bytes);
    BOOST_REQUIRE(answer);
    BOOST_TEST(answer->body == "Hello");
    BOOST_TEST(answer->head.find("X-Way: b\r\nX-Way: a\r\n") != std::string::npos);
    expect({"a request", "b request", "handler", "b response 200", "a response 200", "b complete 200 5",
            "a complete 200 5"});
}

BOOST_AUTO_TEST_CASE(who_responds_hides_the_rest)
{
    use("a");
    use("b", Action::respond);
    use("c");
    BOOST_TEST(statuses(exchange(hello)) == "403");
    calls.resize(calls.size() - 2);
    expect({"a request", "b request", "b response 403", "a response 403"});
}

BOOST_AUTO_TEST_CASE(everything_is_wrapped)
{
    use("a");
    for (const auto& [request, status] : std::vector<std::pair<std::string, std::string>>{
             {"GET /nothing HTTP/1.1\r\nHost: x\r\n\r\n", "404"},
             {"PUT /hello HTTP/1.1\r\nHost: x\r\n\r\n", "405"},
             {"OPTIONS /hello HTTP/1.1\r\nHost: x\r\n\r\n", "204"},
             {"OPTIONS * HTTP/1.1\r\nHost: x\r\n\r\n", "204"}}) {
        BOOST_TEST(statuses(exchange(request)) == status);
        calls.resize(2);
        expect({"a request", "a response " + status});
    }
}

BOOST_AUTO_TEST_CASE(a_malformed_request_is_shown_on_its_way_out)
{
    use("a");
    auto bytes = exchange("GET /hello HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n");
    const auto answer = take_answer(bytes);
    BOOST_REQUIRE(answer);
    BOOST_TEST(answer->status == 400u);
    BOOST_TEST(answer->has("X-Way: a"));
    calls.resize(1);
    expect({"a response 400 failed"});
}

BOOST_AUTO_TEST_CASE(it_is_asked_before_the_body)
{
    use("a", Action::respond);
    const auto peer = connect();
    send(*peer, "POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n");
    auto bytes = peer->sent;
    const auto answer = take_answer(bytes); // and no 100 before it
    BOOST_REQUIRE(answer);
    BOOST_TEST(answer->status == 403u);
    BOOST_TEST(answer->has("Connection: close"));
    BOOST_TEST(calls.front() == "a request before the body");
}

BOOST_AUTO_TEST_CASE(a_short_body_that_nobody_read_saves_the_connection)
{
    const auto probe = use("a", Action::respond);
    const auto peer = connect();
    send(*peer, "POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nab");
    BOOST_TEST(statuses(peer->sent) == "403");
    probe->action = Action::next;
    send(*peer, "cde");
    send(*peer, hello);
    BOOST_TEST(statuses(peer->sent) == "403 200");
}

BOOST_AUTO_TEST_CASE(a_long_body_that_nobody_read_ends_the_connection)
{
    use("a", Action::respond);
    auto bytes = exchange("POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 500000\r\n\r\nab");
    const auto answer = take_answer(bytes);
    BOOST_REQUIRE(answer);
    BOOST_TEST(answer->has("Connection: close"));
}

BOOST_AUTO_TEST_CASE(a_chunked_body_that_nobody_read_is_taken_up_to_a_limit)
{
    use("a", Action::respond);
    const auto peer = connect();
    send(*peer, "POST /echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n");
    BOOST_TEST(statuses(peer->sent) == "403");
    send(*peer, "8000\r\n" + std::string(0x8000, 'a') + "\r\n0\r\n\r\n");
    send(*peer, hello);
    BOOST_TEST(statuses(peer->sent) == "403 403");
    send(*peer, "POST /echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n20000\r\n"
                    + std::string(0x20000, 'a'));
    BOOST_TEST(peer->send_ended);
}

BOOST_AUTO_TEST_CASE(it_may_want_the_body)
{
    use("a", Action::read_body);
    BOOST_TEST(statuses(exchange("POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\nab")) == "200");
    calls.resize(3);
    expect({"a request before the body", "a request", "handler ab"});
    BOOST_TEST(statuses(exchange(hello)) == "200");
}

BOOST_AUTO_TEST_CASE(it_may_decide_later)
{
    const auto probe = use("a", Action::later);
    use("b");
    const auto peer = connect();
    send(*peer, std::string{hello} + hello);
    BOOST_TEST(peer->sent == "");
    expect({"a request"});
    probe->action = Action::next;
    std::exchange(probe->deferred, std::nullopt)->next();
    loop.run();
    BOOST_TEST(statuses(peer->sent) == "200 200"); // the second one has waited
    calls.resize(2);
    expect({"b request", "handler"});
}

BOOST_AUTO_TEST_CASE(it_may_refuse_later)
{
    const auto probe = use("a", Action::later);
    const auto peer = connect();
    send(*peer, "POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n");
    probe->deferred->exchange().response().status_page(401);
    std::exchange(probe->deferred, std::nullopt)->respond();
    loop.run();
    send(*peer, "ab");
    BOOST_TEST(statuses(peer->sent) == "401");
}

BOOST_AUTO_TEST_CASE(what_is_never_decided_gets_500)
{
    const auto probe = use("a", Action::later);
    const auto peer = connect();
    send(*peer, hello);
    probe->deferred.reset();
    loop.run();
    BOOST_TEST(statuses(peer->sent) == "500");
    BOOST_TEST(logged("never decided"));
}

BOOST_AUTO_TEST_CASE(the_client_leaves_before_the_decision)
{
    const auto probe = use("a", Action::later);
    const auto peer = connect();
    send(*peer, hello);
    hawser::error_code reason;
    auto& waiting = probe->deferred->exchange();
    waiting.on_leave([&](hawser::error_code ec) { reason = ec; });
    BOOST_TEST(!waiting.client_has_left());
    end(*peer);
    BOOST_TEST(waiting.client_has_left());
    BOOST_TEST((reason == hawser::error::end_of_stream));
    loop.loop->cut_all(hawser::error::connection_cut);
    loop.run();
    BOOST_TEST((reason == hawser::error::connection_cut));
    expect({"a request"});
    BOOST_TEST(waiting.request().path() == "/hello"); // it is ours until the decision
    std::exchange(probe->deferred, std::nullopt)->next();
    loop.run();
    expect({"a complete 200 0 cut"});
}

BOOST_AUTO_TEST_CASE(what_throws_gives_500)
{
    struct Throws : Middleware {
        Action on_request(Exchange& exchange) override
        {
            if (exchange.request().path() == "/hello")
                throw std::runtime_error{"no"};
            return Action::next;
        }
        void on_response(Exchange& exchange) override
        {
            if (exchange.request().path() != "/hello")
                throw std::runtime_error{"no"};
        }
    };
    use("a");
    site->use(std::make_shared<Throws>());
    BOOST_TEST(statuses(exchange(hello)) == "500");
    calls.resize(2);
    expect({"a request", "a response 500"});
    BOOST_TEST(statuses(exchange("GET / HTTP/1.1\r\nHost: x\r\n\r\n")) == "500");
    BOOST_TEST(logged("middleware of GET / threw: no"));
}

BOOST_AUTO_TEST_CASE(a_route_has_its_own)
{
    use("a");
    site->add_route(Method::get, "/own", [](const Request&, Response& r) { r.text("own"); })
        ->add(std::make_shared<Probe>(calls, "b", Action::respond));
    BOOST_TEST(statuses(exchange("GET /own HTTP/1.1\r\nHost: x\r\n\r\n")) == "403");
    calls.resize(4);
    expect({"a request", "b request", "b response 403", "a response 403"});
    BOOST_TEST(statuses(exchange(hello)) == "200");
    BOOST_CHECK_THROW(site->use(nullptr), std::invalid_argument);
}

BOOST_AUTO_TEST_CASE(a_download_that_is_cut_has_its_bytes)
{
    const TempFolder folder;
    folder.write("large", std::string(1'000'000, 'a'));
    site->add_route(Method::get, "/large", [&](const Request&, Response& r) { r.file(folder / "large"); });
    use("a");
    const auto peer = connect();
    peer->room = 100'000;
    send(*peer, "GET /large HTTP/1.1\r\nHost: x\r\n\r\n");
    loop.loop->cut_all(hawser::error::connection_cut);
    loop.run();
    BOOST_REQUIRE(!calls.empty());
    BOOST_TEST(calls.back().starts_with("a complete 200 "));
    BOOST_TEST(calls.back().ends_with(" cut"));
    BOOST_TEST(std::stoul(calls.back().substr(15)) >= 90'000u);
}

BOOST_AUTO_TEST_CASE(slow_handlers_of_one_client_leave_the_others_a_turn)
{
    site->add_route(Method::get, "/slow", [this](const Request&, Response& response) {
        const auto end = std::chrono::steady_clock::now() + std::chrono::milliseconds{12};
        while (std::chrono::steady_clock::now() < end) {
        }
        calls.push_back("slow");
        response.text("slow");
    });
    const auto greedy = connect();
    const auto other = connect();
    std::string requests;
    for (int i = 0; i < 5; ++i)
        requests += "GET /slow HTTP/1.1\r\nHost: x\r\n\r\n";
    greedy->send(requests);
    other->send(hello);
    loop.run();
    BOOST_TEST(statuses(greedy->sent) == "200 200 200 200 200");
    BOOST_REQUIRE(calls.size() == 6u);
    BOOST_TEST((calls.back() != "handler")); // it was not the last
}

BOOST_AUTO_TEST_CASE(a_handler_cannot_answer_101)
{
    site->add_route(Method::get, "/odd", [](const Request&, Response& response) { response.status(101); });
    BOOST_TEST(statuses(exchange("GET /odd HTTP/1.1\r\nHost: x\r\n\r\n")) == "500");
}

BOOST_AUTO_TEST_CASE(what_is_put_off_and_answered_all_the_same)
{
    std::optional<Deferred> stray;
    site->use(hawser::make_middleware([&](Exchange& exchange) -> Action {
        if (exchange.request().query("defer"))
            stray.emplace(exchange.defer());
        if (exchange.request().query("throw"))
            throw std::runtime_error{"no"};
        return Action::next;
    }));
    const auto peer = connect();
    send(*peer, "GET /hello?defer&throw HTTP/1.1\r\nHost: x\r\n\r\n");
    BOOST_TEST(statuses(peer->sent) == "500");
    stray.reset();
    loop.run();
    BOOST_TEST(statuses(peer->sent) == "500"); // one answer to one request
    send(*peer, "GET /hello?defer HTTP/1.1\r\nHost: x\r\n\r\n");
    BOOST_TEST(statuses(peer->sent) == "500 200");
    const auto other = use("b", Action::later);
    send(*peer, hello);
    std::exchange(stray, std::nullopt)->next(); // of the one before: no decision about this one
    loop.run();
    BOOST_TEST(statuses(peer->sent) == "500 200");
    std::exchange(other->deferred, std::nullopt)->next();
    loop.run();
    BOOST_TEST(statuses(peer->sent) == "500 200 200");
}

BOOST_AUTO_TEST_CASE(later_without_a_deferred)
{
    site->use(hawser::make_middleware([](Exchange&) { return Action::later; }));
    BOOST_TEST(statuses(exchange(hello)) == "500");
    BOOST_TEST(logged("has not called defer()"));
}

BOOST_AUTO_TEST_CASE(the_limit_of_the_route_holds_for_who_reads_first)
{
    use("a", Action::read_body);
    site->add_route(Method::post, "/small", [](const Request&, Response&) {}, {.max_body = 10});
    site->add_route(Method::post, "/large", [](const Request& request, Response& response) {
        response.text(std::to_string(request.body().size()));
    }, {.max_body = 2'000'000});
    const auto post = [](const std::string& path, std::size_t size) {
        return "POST " + path + " HTTP/1.1\r\nHost: x\r\nContent-Length: " + std::to_string(size) + "\r\n\r\n"
               + std::string(size, 'a');
    };
    BOOST_TEST(statuses(exchange(post("/small", 11))) == "413");
    BOOST_TEST(statuses(exchange(post("/small", 10))) == "200");
    auto bytes = exchange(post("/large", 1'500'000));
    const auto answer = take_answer(bytes);
    BOOST_REQUIRE(answer);
    BOOST_TEST(answer->body == "1500000");
}

BOOST_AUTO_TEST_CASE(a_middleware_may_answer_with_a_file)
{
    const TempFolder folder;
    folder.write("login.html", "log in");
    folder.write("lost.html", "lost");
    site->use(hawser::make_middleware([&](Exchange& exchange) {
        if (exchange.request().path() != "/private")
            return Action::next;
        exchange.response().file(folder / "login.html");
        return Action::respond;
    }));
    struct Lost : Middleware {
        explicit Lost(std::string path_) : path{std::move(path_)} {}
        Action on_request(Exchange&) override { return Action::next; }
        void on_response(Exchange& exchange) override
        {
            if (exchange.response().status() == 404)
                exchange.response().file(path);
        }
        std::string path;
    };
    site->use(std::make_shared<Lost>(folder / "lost.html"));
    for (const auto& [path, body] :
         std::vector<std::pair<std::string, std::string>>{{"/private", "log in"}, {"/nowhere", "lost"}}) {
        auto bytes = exchange("GET " + path + " HTTP/1.1\r\nHost: x\r\n\r\n");
        const auto answer = take_answer(bytes);
        BOOST_REQUIRE(answer);
        BOOST_TEST(answer->body == body);
    }
}

BOOST_AUTO_TEST_SUITE_END()

namespace {

struct HandshakeFixture : WebSocketFixture {
    std::vector<std::string> calls;
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(http_exchange_handshake_test, HandshakeFixture)

BOOST_AUTO_TEST_CASE(a_handshake_is_wrapped)
{
    const auto probe = std::make_shared<Probe>(calls, "a");
    site->find_service("/ws")->middleware->add(probe);
    auto bytes = exchange(handshake("/ws"));
    const auto answer = take_answer(bytes);
    BOOST_REQUIRE(answer);
    BOOST_TEST(answer->status == 101u);
    BOOST_TEST(answer->has("X-Way: a"));
    const std::vector<std::string> expected{"a request upgrade", "a response 101", "a complete 101 0"};
    BOOST_TEST(calls == expected, boost::test_tools::per_element());
    probe->action = Action::respond;
    BOOST_TEST(statuses(exchange(handshake("/ws"))) == "403");
}

BOOST_AUTO_TEST_CASE(a_handshake_may_be_decided_later)
{
    const auto probe = std::make_shared<Probe>(calls, "a", Action::later);
    site->find_service("/ws")->middleware->add(probe);
    const auto peer = connect();
    send(*peer, handshake("/ws") + frame(text_opcode, "early"));
    BOOST_TEST(peer->sent == "");
    std::exchange(probe->deferred, std::nullopt)->next();
    loop.run();
    BOOST_TEST(peer->sent.starts_with("HTTP/1.1 101 "));
    BOOST_TEST(record.opens == 1);
    BOOST_TEST(record.events.back().find("early") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_page_of_another_server_is_refused)
{
    for (const auto& [fields, status] : std::vector<std::pair<std::string, std::string>>{
             {"Origin: http://evil.example\r\n", "403"},
             {"Origin: null\r\n", "403"},
             {"Origin: http://x\r\n", "101"},
             {"Cookie: a=b\r\n", "101"}}) // no browser
        BOOST_TEST(statuses(exchange(handshake("/ws", fields))) == status, fields);
    BOOST_TEST(logged("Origin \"http://evil.example\" is foreign; to allow it, add OriginCheck"));
}

BOOST_AUTO_TEST_CASE(a_middleware_may_know_better)
{
    site->find_service("/ws")->middleware->add(hawser::make_middleware([](Exchange& exchange) {
        exchange.origin_is_checked();
        return Action::next;
    }));
    BOOST_TEST(statuses(exchange(handshake("/ws", "Origin: http://other.example\r\n"))) == "101");
}

BOOST_AUTO_TEST_CASE(a_foreign_host_on_the_loopback_is_refused)
{
    remote = hawser::Endpoint::ipv4({127, 0, 0, 1}, 50000);
    local = hawser::Endpoint::ipv4({127, 0, 0, 1}, 80);
    site->add_route(Method::get, "/hello", [](const Request&, Response& r) { r.text("Hello"); });
    BOOST_TEST(statuses(exchange("GET /hello HTTP/1.1\r\nHost: evil.example\r\n\r\n")) == "421");
    BOOST_TEST(statuses(exchange("GET /hello HTTP/1.1\r\nHost: localhost:4649\r\n\r\n")) == "200");
    BOOST_TEST(statuses(exchange("GET /hello HTTP/1.0\r\n\r\n")) == "200");
    BOOST_TEST(logged("Host \"evil.example\" is foreign; to allow it, add HostCheck"));
    site->use(hawser::make_middleware([](Exchange& exchange) {
        exchange.host_is_checked();
        return Action::next;
    }));
    BOOST_TEST(statuses(exchange("GET /hello HTTP/1.1\r\nHost: good.example\r\n\r\n")) == "200");
}

BOOST_AUTO_TEST_CASE(a_client_that_has_left_is_not_upgraded)
{
    const auto probe = std::make_shared<Probe>(calls, "a", Action::later);
    site->find_service("/ws")->middleware->add(probe);
    const auto peer = connect();
    send(*peer, handshake("/ws"));
    end(*peer);
    std::exchange(probe->deferred, std::nullopt)->next();
    loop.run();
    BOOST_TEST(record.opens == 0);
    BOOST_TEST(loop.loop->size() == 0u);
}

BOOST_AUTO_TEST_CASE(a_middleware_may_lead_a_handshake_elsewhere)
{
    site->use(hawser::make_middleware([](Exchange& exchange) {
        exchange.request().target("/nowhere");
        return Action::next;
    }));
    BOOST_TEST(statuses(exchange(handshake("/ws"))) == "404");
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace http_exchange_test
