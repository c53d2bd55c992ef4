// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "server/http_connection.hpp"

#include "support/http_answers.hpp"
#include "support/server_fixture.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

namespace http_connection_test {

namespace {

using namespace hawser::test;
using hawser::Method;
using hawser::Request;
using hawser::Response;
using hawser::ServerOptions;

ServerOptions options()
{
    ServerOptions result;
    result.server_name.clear();
    result.http.request_line = 100;
    result.http.header = 400;
    result.http.fields = 5;
    result.http.body = 1000;
    return result;
}

struct Fixture : ServerFixture {
    std::vector<std::string> seen; ///< targets, as they were answered

    Fixture() : ServerFixture{options()}
    {
        const auto echo = [this](const Request& request, Response& response) {
            seen.emplace_back(request.target());
            response.text(std::string{request.method_string()} + ' ' + std::string{request.path()} + ' ' +
                          std::string{request.body()});
        };
        site->add_route(Method::get, "/*", echo);
        site->add_route(Method::post, "/*", echo);
        site->add_route(Method::get, "/close", [this](const Request& request, Response& response) {
            seen.emplace_back(request.target());
            response.close_connection();
            response.text("bye");
        });
    }

    /// The same answer for the bytes in one piece, cut in two at every place, and byte by byte.
    void expect(std::string_view bytes, const std::string& answer)
    {
        BOOST_TEST(without_dates(exchange(bytes)) == answer);
        for (std::size_t cut = 1; cut < bytes.size(); ++cut) {
            BOOST_TEST_CONTEXT("cut at " << cut)
            BOOST_TEST(without_dates(exchange_cut(bytes, cut)) == answer);
        }
        BOOST_TEST_CONTEXT("byte by byte") BOOST_TEST(without_dates(exchange(bytes, 1)) == answer);
    }

    /// One answer with that status that closes, however the bytes come, and no request seen beside those
    /// of `before`.
    void expect_refusal(std::string_view bytes, const std::string& status, const std::string& before = {})
    {
        const auto check = [&](const std::string& sent) {
            BOOST_TEST(statuses(sent) == before + status);
            BOOST_TEST(all_answers(sent).back().has("Connection: close"));
        };
        BOOST_TEST_CONTEXT(bytes.substr(0, 200))
        {
            check(exchange(bytes));
            const auto count = seen.size();
            for (std::size_t cut = 1; cut < bytes.size(); ++cut) {
                seen.clear();
                check(exchange_cut(bytes, cut));
                BOOST_TEST(seen.size() == count);
            }
            check(exchange(bytes, 1));
        }
        seen.clear();
    }
};

std::string ok(std::string_view body, std::string_view fields = {})
{
    return "HTTP/1.1 200 OK\r\nContent-Type: text/plain; charset=utf-8\r\n" + std::string{fields} +
           "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + std::string{body};
}

} // namespace

BOOST_FIXTURE_TEST_SUITE(http_connection_test, Fixture)

BOOST_AUTO_TEST_CASE(a_request)
{
    expect("GET /a HTTP/1.1\r\nHost: x\r\n\r\n", ok("GET /a "));
}

BOOST_AUTO_TEST_CASE(pipelined_requests_are_answered_in_order_in_one_write)
{
    const std::string requests = "GET /1 HTTP/1.1\r\nHost: x\r\n\r\n"
                                 "POST /2 HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nabc"
                                 "GET /3 HTTP/1.1\r\nHost: x\r\n\r\n";
    expect(requests, ok("GET /1 ") + ok("POST /2 abc") + ok("GET /3 "));
    const auto peer = connect();
    send(*peer, requests);
    BOOST_TEST(peer->writes == 1);
    BOOST_TEST(!peer->send_ended);
    send(*peer, requests);
    BOOST_TEST(peer->writes == 2);
    BOOST_TEST(statuses(peer->sent) == "200 200 200 200 200 200");
}

BOOST_AUTO_TEST_CASE(an_answer_has_date_and_server)
{
    ServerFixture plain;
    const auto answer = all_answers(plain.exchange("GET /a HTTP/1.1\r\nHost: x\r\n\r\n")).front();
    BOOST_TEST(answer.status == 404);
    BOOST_TEST(answer.field("Server") == "Hawser");
    BOOST_TEST(answer.field("Date").ends_with(" GMT"));
    BOOST_TEST(answer.field("Date").size() == 29);
}

BOOST_AUTO_TEST_CASE(a_chunked_body)
{
    expect("POST /a HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
           "3\r\nabc\r\n1;ext=1\r\nd\r\n0\r\nTrailer: x\r\n\r\n"
           "GET /b HTTP/1.1\r\nHost: x\r\n\r\n",
           ok("POST /a abcd") + ok("GET /b "));
}

BOOST_AUTO_TEST_CASE(close_by_the_client)
{
    const auto peer = connect();
    send(*peer, "GET /a HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    BOOST_TEST(peer->send_ended);
    end(*peer);
    BOOST_TEST(peer->closed);
    BOOST_TEST(loop.loop->size() == 0);
    expect("GET /a HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\nGET /b HTTP/1.1\r\nHost: x\r\n\r\n",
           ok("GET /a ", "Connection: close\r\n"));
}

BOOST_AUTO_TEST_CASE(close_by_the_handler)
{
    expect("GET /close HTTP/1.1\r\nHost: x\r\n\r\nGET /b HTTP/1.1\r\nHost: x\r\n\r\n",
           ok("bye", "Connection: close\r\n"));
    BOOST_TEST((std::find(seen.begin(), seen.end(), "/b") == seen.end()));
}

BOOST_AUTO_TEST_CASE(http_1_0)
{
    expect("GET /a HTTP/1.0\r\n\r\nGET /b HTTP/1.0\r\n\r\n", ok("GET /a ", "Connection: close\r\n"));
    expect("GET /a HTTP/1.0\r\nConnection: keep-alive\r\n\r\nGET /b HTTP/1.0\r\n\r\n",
           ok("GET /a ", "Connection: keep-alive\r\n") + ok("GET /b ", "Connection: close\r\n"));
}

BOOST_AUTO_TEST_CASE(head)
{
    const std::string answer =
        "HTTP/1.1 200 OK\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: 8\r\n\r\n";
    expect("HEAD /a HTTP/1.1\r\nHost: x\r\n\r\nHEAD /b HTTP/1.1\r\nHost: x\r\n\r\n", answer + answer);
}

BOOST_AUTO_TEST_CASE(expect_100_continue)
{
    const auto peer = connect();
    send(*peer, "POST /a HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nExpect: 100-continue\r\n\r\n");
    BOOST_TEST(peer->sent == "HTTP/1.1 100 Continue\r\n\r\n");
    peer->sent.clear();
    send(*peer, "abc");
    BOOST_TEST(without_dates(peer->sent) == ok("POST /a abc"));
    expect(
        "POST /a HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nExpect: 100-continue\r\n\r\n0\r\n\r\n",
        "HTTP/1.1 100 Continue\r\n\r\n" + ok("POST /a "));
}

BOOST_AUTO_TEST_CASE(a_body_that_is_too_large_is_not_asked_for)
{
    const auto peer = connect();
    send(*peer, "POST /a HTTP/1.1\r\nHost: x\r\nContent-Length: 1001\r\nExpect: 100-continue\r\n\r\n");
    BOOST_TEST(statuses(peer->sent) == "413");
    BOOST_TEST(peer->send_ended);
    send(*peer, std::string(1001, 'x') + "GET /b HTTP/1.1\r\nHost: x\r\n\r\n");
    BOOST_TEST(statuses(peer->sent) == "413");
    BOOST_TEST(seen.empty());
}

BOOST_AUTO_TEST_CASE(limits)
{
    expect_refusal("GET /" + std::string(200, 'a') + " HTTP/1.1\r\nHost: x\r\n\r\n", "414");
    expect_refusal("GET /a HTTP/1.1\r\nHost: x\r\nA: " + std::string(400, 'a') + "\r\n\r\n", "431");
    expect_refusal("GET /a HTTP/1.1\r\nHost: x\r\nA: 1\r\nA: 2\r\nA: 3\r\nA: 4\r\nA: 5\r\n\r\n", "431");
    expect_refusal("POST /a HTTP/1.1\r\nHost: x\r\nContent-Length: 1001\r\n\r\n", "413");
    expect_refusal("POST /a HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n3e9\r\n", "413");
    BOOST_TEST(seen.empty());
}

BOOST_AUTO_TEST_CASE(framing_violations_end_the_connection)
{
    const std::string next = "GET /smuggled HTTP/1.1\r\nHost: x\r\n\r\n";
    const std::string post = "POST /a HTTP/1.1\r\nHost: x\r\n";
    const std::string chunked = post + "Transfer-Encoding: chunked\r\n\r\n";
    for (const auto& bytes : {
             post + "Content-Length: 3\r\nContent-Length: 4\r\n\r\nabc" + next,
             post + "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + next,
             post + "Content-Length: +3\r\n\r\nabc" + next,
             post + "Transfer-Encoding: gzip\r\n\r\n" + next,
             post + "Transfer-Encoding: chunked, gzip\r\n\r\n0\r\n\r\n" + next,
             "POST /a HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + next,
             chunked + "0x1\r\na\r\n0\r\n\r\n" + next,
             chunked + "1_0\r\na\r\n0\r\n\r\n" + next,
             chunked + "+1\r\na\r\n0\r\n\r\n" + next,
             chunked + "10000000000000000\r\na\r\n0\r\n\r\n" + next,
             chunked + "1;a\nb\r\na\r\n0\r\n\r\n" + next,
             chunked + "1\r\nab\r\n0\r\n\r\n" + next,
             "GET /a HTTP/1.1\r\n\r\n" + next,
             "GET /a HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n" + next,
             "GET /a HTTP/1.1\r\nHost: x\r\nA : b\r\n\r\n" + next,
             "GET /a HTTP/1.1\r\nHost: x\r\nA: b\r\n c\r\n\r\n" + next,
             "GET /a\r\nHost: x\r\n\r\n" + next,
             "GET  /a HTTP/1.1\r\nHost: x\r\n\r\n" + next,
         }) {
        expect_refusal(bytes, "400");
    }
    BOOST_TEST(seen.empty());
}

BOOST_AUTO_TEST_CASE(requests_before_a_violation_are_answered)
{
    expect_refusal("GET /a HTTP/1.1\r\nHost: x\r\n\r\nGET /b HTTP/1.1\r\nA B\r\n\r\n", "400", "200 ");
    expect_refusal("GET /a HTTP/1.1\r\nHost: x\r\n\r\nGET /b HTTP/3.0\r\nHost: x\r\n\r\n", "505", "200 ");
}

BOOST_AUTO_TEST_CASE(a_client_that_ended_its_side_still_gets_its_answer)
{
    const auto peer = loop.make_peer();
    peer->incoming = "GET /a HTTP/1.1\r\nHost: x\r\n\r\nGET /b HTTP/1.1\r\nHost: x\r\n\r\n";
    peer->ended = true;
    connect(peer);
    BOOST_TEST(statuses(peer->sent) == "200 200");
    BOOST_TEST(peer->closed);
    BOOST_TEST(loop.loop->size() == 0);
}

BOOST_AUTO_TEST_CASE(a_client_that_ended_its_side_and_reads_slowly)
{
    const auto peer = loop.make_peer();
    site->add_route(Method::get, "/big",
                    [](const Request&, Response& r) { r.text(std::string(300'000, 'x')); });
    peer->incoming = "GET /big HTTP/1.1\r\nHost: x\r\n\r\nGET /b HTTP/1.1\r\nHost: x\r\n\r\n";
    peer->ended = true;
    peer->room = 10;
    connect(peer);
    for (int i = 0; i < 40; ++i) {
        take(*peer, 10'000);
    }
    BOOST_TEST(statuses(peer->sent) == "200 200");
    BOOST_TEST(peer->closed);
}

BOOST_AUTO_TEST_CASE(the_end_of_the_stream_in_the_middle_of_a_request)
{
    for (const auto* part :
         {"", "G", "GET /a HTTP/1.1\r\n", "POST /a HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nab"}) {
        const auto peer = connect();
        send(*peer, part);
        end(*peer);
        BOOST_TEST(peer->sent.empty());
        BOOST_TEST(peer->closed);
    }
    BOOST_TEST(seen.empty());
}

BOOST_AUTO_TEST_CASE(routes_change_while_a_connection_is_open)
{
    const auto peer = connect();
    send(*peer, "GET /a HTTP/1.1\r\nHost: x\r\n\r\n");
    site->add_route(Method::get, "/a", [](const Request&, Response& r) { r.text("new"); });
    send(*peer, "GET /a HTTP/1.1\r\nHost: x\r\n\r\n");
    BOOST_TEST(site->remove_route(Method::get, "/a"));
    send(*peer, "GET /a HTTP/1.1\r\nHost: x\r\n\r\n");
    BOOST_TEST(without_dates(peer->sent) == ok("GET /a ") + ok("new") + ok("GET /a "));
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace http_connection_test
