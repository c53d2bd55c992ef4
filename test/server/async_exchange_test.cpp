// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "support/http_answers.hpp"
#include "support/server_fixture.hpp"
#include "support/temp_folder.hpp"

#include <hawser/async_exchange.hpp>
#include <hawser/middleware.hpp>
#include <hawser/request_body.hpp>

#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/system/system_error.hpp>
#include <boost/test/unit_test.hpp>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace async_exchange_test {

namespace {

namespace asio = boost::asio;

using namespace hawser::test;
using hawser::AsyncExchange;
using hawser::Deferred;
using hawser::Method;
using hawser::Request;
using hawser::Response;
using Awaitable = asio::awaitable<void>;

struct Fixture : ServerFixture {
    static hawser::ServerOptions small()
    {
        hawser::ServerOptions options;
        options.http.body = 1000;
        return options;
    }
    Fixture() : ServerFixture{small()} {}

    void route(Method method, std::function<Awaitable(AsyncExchange&)> run,
               const hawser::RouteOptions& options = {})
    {
        site->add_route(method, "/c", hawser::coroutine(std::move(run)), options);
    }
};

constexpr auto get = "GET /c HTTP/1.1\r\nHost: x\r\n\r\n";

std::string post(std::string_view body)
{
    return "POST /c HTTP/1.1\r\nHost: x\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n"
           + std::string{body};
}

} // namespace

BOOST_FIXTURE_TEST_SUITE(async_exchange_test, Fixture)

BOOST_AUTO_TEST_CASE(a_handler_may_answer_later)
{
    std::optional<Deferred> waiting;
    site->add_route(Method::get, "/c", [&](Deferred answer) { waiting = std::move(answer); });
    const auto peer = connect();
    send(*peer, std::string{get} + get);
    BOOST_TEST(peer->sent == "");
    waiting->exchange().response().text("late");
    std::exchange(waiting, std::nullopt)->respond();
    loop.run();
    BOOST_TEST(statuses(peer->sent) == "200");
    BOOST_TEST(waiting.has_value()); // the second one
    waiting.reset();
    loop.run();
    BOOST_TEST(statuses(peer->sent) == "200 500");
}

BOOST_AUTO_TEST_CASE(a_coroutine_answers)
{
    route(Method::get, [](AsyncExchange& exchange) -> Awaitable {
        exchange.response().text("from " + std::string{exchange.request().path()});
        co_return;
    });
    auto bytes = exchange(get);
    const auto answer = take_answer(bytes);
    BOOST_REQUIRE(answer);
    BOOST_TEST(answer->body == "from /c");
}

BOOST_AUTO_TEST_CASE(it_reads_the_body)
{
    route(Method::post, [](AsyncExchange& exchange) -> Awaitable {
        std::string whole;
        while (const auto piece = co_await exchange.body().read())
            whole += *piece + '|';
        exchange.response().text(whole);
    });
    const auto request = post("abcdef");
    for (std::size_t cut = 0; cut <= request.size(); ++cut) {
        auto bytes = exchange_cut(request, cut);
        const auto answer = take_answer(bytes);
        BOOST_REQUIRE(answer);
        auto text = answer->body;
        std::erase(text, '|');
        BOOST_TEST(text == "abcdef");
    }
    auto bytes = exchange("POST /c HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n");
    const auto answer = take_answer(bytes);
    BOOST_REQUIRE(answer);
    BOOST_TEST(answer->body == "abc|de|");
    bytes = exchange("POST /c HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n");
    BOOST_TEST(statuses(bytes) == "200");
}

BOOST_AUTO_TEST_CASE(it_reads_no_faster_than_it_asks)
{
    asio::steady_timer gate{loop.context, asio::steady_timer::time_point::max()};
    route(Method::post, [&](AsyncExchange& exchange) -> Awaitable {
        hawser::error_code ignored;
        co_await gate.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
        exchange.response().text(co_await exchange.body().read_all());
    });
    const auto peer = connect();
    peer->read_limit = 100;
    const auto request = "POST /c HTTP/1.1\r\nHost: x\r\nContent-Length: 900\r\nExpect: 100-continue\r\n\r\n";
    send(*peer, request);
    BOOST_TEST(peer->sent == ""); // not even 100
    send(*peer, std::string(900, 'a'));
    BOOST_TEST(peer->incoming.size() >= 700u);
    gate.cancel();
    loop.run();
    BOOST_TEST(peer->sent.starts_with("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\n"));
    BOOST_TEST(peer->sent.ends_with(std::string(900, 'a')));
}

BOOST_AUTO_TEST_CASE(a_body_over_the_limit)
{
    route(Method::post, [](AsyncExchange& exchange) -> Awaitable {
        exchange.response().text(co_await exchange.body().read_all());
    });
    BOOST_TEST(statuses(exchange(post(std::string(1001, 'a')))) == "413");
    BOOST_TEST(statuses(exchange("POST /c HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n")) == "400");
    route(Method::post, [](AsyncExchange& exchange) -> Awaitable {
        exchange.response().text(std::to_string((co_await exchange.body().read_all()).size()));
    }, {.max_body = 5000});
    auto bytes = exchange(post(std::string(5000, 'a')));
    const auto answer = take_answer(bytes);
    BOOST_REQUIRE(answer);
    BOOST_TEST(answer->body == "5000");
}

BOOST_AUTO_TEST_CASE(a_body_that_makes_no_progress)
{
    route(Method::post, [](AsyncExchange& exchange) -> Awaitable {
        exchange.response().text(co_await exchange.body().read_all());
    });
    const auto peer = connect();
    send(*peer, "POST /c HTTP/1.1\r\nHost: x\r\nContent-Length: 900\r\n\r\nab");
    tick(120);
    BOOST_TEST(statuses(peer->sent) == "408");
    BOOST_TEST(peer->send_ended);
}

BOOST_AUTO_TEST_CASE(a_body_goes_to_a_file)
{
    TempFolder folder;
    const auto path = folder / "upload";
    route(Method::post, [&](AsyncExchange& exchange) -> Awaitable {
        exchange.response().text(std::to_string(co_await exchange.body().save_to(path)));
    });
    BOOST_TEST(statuses(exchange(post("abc"))) == "200");
    std::ifstream file{path};
    BOOST_TEST((std::string{std::istreambuf_iterator<char>{file}, {}}) == "abc");
    BOOST_TEST(statuses(exchange(post("def"))) == "500"); // it is there
    std::filesystem::remove(path);
    BOOST_TEST(statuses(exchange(post(std::string(1001, 'a')))) == "413");
    BOOST_TEST(!std::filesystem::exists(path));
}

BOOST_AUTO_TEST_CASE(it_writes_the_body)
{
    route(Method::get, [](AsyncExchange& exchange) -> Awaitable {
        exchange.response().set("Content-Type", "text/plain");
        for (int i = 0; i < 3; ++i)
            co_await exchange.write(std::to_string(i));
        exchange.trailer("X-Count", "3");
    });
    const auto bytes = exchange(get);
    BOOST_TEST(bytes.find("Content-Type: text/plain\r\n") != std::string::npos);
    BOOST_TEST(bytes.ends_with("\r\n\r\n1\r\n0\r\n1\r\n1\r\n1\r\n2\r\n0\r\nX-Count: 3\r\n\r\n"));
    BOOST_TEST(statuses(exchange("HEAD /c HTTP/1.1\r\nHost: x\r\n\r\n")) == "200");
    BOOST_TEST(!logged("threw"));
}

BOOST_AUTO_TEST_CASE(it_waits_for_a_slow_reader)
{
    int written = 0;
    route(Method::get, [&](AsyncExchange& exchange) -> Awaitable {
        const std::string piece(10'000, 'a');
        for (; written < 100; ++written)
            if (!co_await exchange.write(piece))
                break;
    });
    const auto peer = connect();
    peer->room = 1000;
    send(*peer, get);
    BOOST_TEST(written < 20);
    for (int i = 0; i < 300 && written < 100; ++i)
        take(*peer, 10'000);
    take(*peer);
    BOOST_TEST(written == 100);
    BOOST_TEST(peer->sent.ends_with("\r\n0\r\n\r\n"));
    BOOST_TEST(peer->sent.size() > 1'000'000u);
}

BOOST_AUTO_TEST_CASE(it_learns_that_the_client_is_gone)
{
    bool went_on = true;
    route(Method::get, [&](AsyncExchange& exchange) -> Awaitable {
        while (co_await exchange.write(std::string(50'000, 'a'))) {
        }
        went_on = !exchange.client_has_left();
    });
    const auto peer = connect();
    peer->room = 1000;
    send(*peer, get);
    loop.loop->cut_all(hawser::error::connection_cut);
    loop.run();
    BOOST_TEST(!went_on);
}

BOOST_AUTO_TEST_CASE(what_it_waits_for_is_cancelled_when_the_client_is_gone)
{
    bool was_cancelled = false;
    route(Method::get, [&](AsyncExchange&) -> Awaitable {
        asio::steady_timer timer{co_await asio::this_coro::executor, asio::steady_timer::time_point::max()};
        try {
            co_await timer.async_wait(asio::use_awaitable);
        } catch (const boost::system::system_error& e) {
            was_cancelled = e.code() == asio::error::operation_aborted;
            throw;
        }
    });
    const auto peer = connect();
    send(*peer, get);
    loop.loop->cut_all(hawser::error::connection_cut); // at once
    for (int i = 0; i < 100 && !was_cancelled; ++i) {
        loop.context.restart();
        loop.context.run_for(std::chrono::milliseconds{10});
    }
    BOOST_TEST(was_cancelled);
    BOOST_TEST(!logged("threw"));
}

BOOST_AUTO_TEST_CASE(what_throws_gives_500_or_a_cut)
{
    route(Method::get, [](AsyncExchange& exchange) -> Awaitable {
        if (exchange.request().query("late"))
            co_await exchange.write("abc");
        throw std::runtime_error{"no luck"};
    });
    BOOST_TEST(statuses(exchange(get)) == "500");
    BOOST_TEST(logged("coroutine of /c threw: no luck"));
    const auto peer = connect();
    send(*peer, "GET /c?late HTTP/1.1\r\nHost: x\r\n\r\n");
    BOOST_TEST(peer->closed);
    BOOST_TEST(!peer->sent.ends_with("0\r\n\r\n"));
    BOOST_CHECK_THROW(hawser::coroutine(std::function<Awaitable(AsyncExchange&)>{}), std::invalid_argument);
}

BOOST_AUTO_TEST_CASE(every_operation_may_fail)
{
    route(Method::post, [](AsyncExchange& exchange) -> Awaitable {
        const auto body = co_await exchange.body().read_all();
        for (int i = 0; i < 3; ++i)
            co_await exchange.write(body);
    });
    const auto request = post(std::string(900, 'a'));
    for (std::size_t at = 0; at < 25; ++at) {
        auto peer = loop.make_peer();
        peer->fail_at = at;
        peer->read_limit = 200;
        connect(peer);
        send(*peer, request);
        end(*peer);
    }
}

BOOST_AUTO_TEST_CASE(an_answer_while_the_body_is_read)
{
    std::vector<hawser::error_code> ends;
    site->add_route(Method::post, "/c", [&](Deferred answer) {
        answer.exchange().body().async_read(
            [&](hawser::error_code ec, const std::string&) { ends.push_back(ec); });
        auto shared = std::make_shared<Deferred>(std::move(answer));
        asio::post(loop.context, [shared] {
            asio::post(shared->exchange().executor(), [shared] { shared->respond(); });
        });
    });
    site->add_route(Method::get, "/next", [](const Request&, Response& r) { r.text("next"); });
    const auto peer = connect();
    send(*peer, "POST /c HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\n");
    BOOST_TEST(statuses(peer->sent) == "200");
    BOOST_REQUIRE(ends.size() == 1u);
    BOOST_TEST((ends.front() == hawser::error::not_open));
    send(*peer, "abcGET /next HTTP/1.1\r\nHost: x\r\n\r\n");
    BOOST_TEST(statuses(peer->sent) == "200 200");
}

BOOST_AUTO_TEST_CASE(it_reads_while_it_writes)
{
    route(Method::post, [](AsyncExchange& exchange) -> Awaitable {
        co_await exchange.write("first");
        while (const auto piece = co_await exchange.body().read())
            co_await exchange.write(*piece);
    });
    const auto peer = connect();
    send(*peer, "POST /c HTTP/1.1\r\nHost: x\r\nContent-Length: 6\r\nExpect: 100-continue\r\n\r\n");
    send(*peer, "second");
    BOOST_TEST(peer->sent.ends_with("\r\n\r\n5\r\nfirst\r\n6\r\nsecond\r\n0\r\n\r\n")); // and no 100 within

    const auto silent = connect();
    send(*silent, "POST /c HTTP/1.1\r\nHost: x\r\nContent-Length: 6\r\n\r\n");
    tick(120);
    BOOST_TEST((silent->closed || silent->send_ended));
}

BOOST_AUTO_TEST_CASE(a_middleware_may_read_the_body_piece_by_piece)
{
    site->add_route(Method::post, "/c", [](const Request&, Response& response) { response.text("read"); });
    site->use(hawser::make_middleware([](hawser::Exchange& exchange) {
        auto shared = std::make_shared<Deferred>(exchange.defer());
        auto read = std::make_shared<std::function<void()>>();
        auto body = exchange.body();
        *read = [shared, body, weak = std::weak_ptr{read}]() mutable {
            body.async_read([shared, again = weak.lock()](hawser::error_code ec, const std::string& piece) {
                if (ec || piece.empty())
                    return shared->next();
                (*again)();
            });
        };
        (*read)();
        return hawser::Action::later;
    }));
    const auto peer = connect();
    send(*peer, post("abc") + post("defg"));
    BOOST_TEST(statuses(peer->sent) == "200 200");
}

BOOST_AUTO_TEST_CASE(too_long_for_a_handler_that_waits)
{
    std::optional<Deferred> waiting;
    site->add_route(Method::post, "/c", [](const Request&, Response&) {});
    site->use(hawser::make_middleware([&](hawser::Exchange& exchange) {
        waiting = exchange.defer();
        return hawser::Action::later;
    }));
    const auto peer = connect();
    send(*peer, "POST /c HTTP/1.1\r\nHost: x\r\nContent-Length: 6000\r\nExpect: 100-continue\r\n\r\n");
    std::exchange(waiting, std::nullopt)->next();
    loop.run();
    BOOST_TEST(statuses(peer->sent) == "413");
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_FIXTURE_TEST_SUITE(body_spool_test, ServerFixture)

BOOST_AUTO_TEST_CASE(a_long_body_goes_to_a_file)
{
    std::string path, content;
    site->add_route(Method::post, "/c", [&](const Request& request, Response&) {
        path = request.body_file();
        std::ifstream file{path};
        content = path.empty() ? std::string{request.body()} : std::string{std::istreambuf_iterator<char>{file}, {}};
    }, {.max_body = 10'000, .spool_body = true, .spool_above = 100});
    BOOST_TEST(statuses(exchange(post(std::string(100, 'a')))) == "200");
    BOOST_TEST(path == "");
    BOOST_TEST(content.size() == 100u);
    std::string long_body;
    for (int i = 0; i < 1000; ++i)
        long_body += std::to_string(i);
    const auto peer = connect();
    peer->read_limit = 77;
    send(*peer, post(long_body));
    BOOST_TEST(statuses(peer->sent) == "200");
    BOOST_TEST(path != "");
    BOOST_TEST(content == long_body);
    send(*peer, post("b")); // after which the first request is forgotten
    BOOST_TEST(!std::filesystem::exists(content.empty() ? "" : path));
    BOOST_TEST(content == "b");
    BOOST_TEST(statuses(exchange(post(std::string(10'001, 'a')))) == "413");
}

BOOST_AUTO_TEST_CASE(a_file_that_cannot_be_made)
{
    hawser::ServerOptions options;
    options.http.spool_folder = "/nowhere";
    ServerFixture other{options};
    other.site->add_route(Method::post, "/c", [&](const Request&, Response&) {}, {.spool_body = true, .spool_above = 1});
    BOOST_TEST(statuses(other.exchange(post("abc"))) == "500");
    BOOST_TEST(other.logged("cannot create a file for a body"));
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace async_exchange_test
