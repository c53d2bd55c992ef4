// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "http/response_writer.hpp"

#include <boost/test/unit_test.hpp>

#include <string>

namespace response_writer_test {

using namespace hawser;
using http::ResponseContext;

namespace {

constexpr std::string_view date = "Sun, 06 Nov 1994 08:49:37 GMT";

std::string head_of(const Response& response, ResponseContext context = {})
{
    context.date = date;
    std::string out = "before;";
    http::write_response_head(out, response, context);
    BOOST_TEST(out.starts_with("before;"));
    BOOST_TEST(out.ends_with("\r\n\r\n"));
    return out.substr(7);
}

bool has(const std::string& head, std::string_view line)
{
    return head.find("\r\n" + std::string{line} + "\r\n") != std::string::npos;
}

} // namespace

BOOST_AUTO_TEST_SUITE(response_writer)

BOOST_AUTO_TEST_CASE(writes_a_whole_head)
{
    Response response;
    response.text("Hello");
    BOOST_TEST(head_of(response, {.content_length = 5}) == "HTTP/1.1 200 OK\r\n"
                                                           "Content-Type: text/plain; charset=utf-8\r\n"
                                                           "Date: Sun, 06 Nov 1994 08:49:37 GMT\r\n"
                                                           "Server: Hawser\r\n"
                                                           "Content-Length: 5\r\n"
                                                           "\r\n");
}

BOOST_AUTO_TEST_CASE(writes_status_and_reason)
{
    Response response;
    response.status(404);
    BOOST_TEST(head_of(response).starts_with("HTTP/1.1 404 Not Found\r\n"));
    response.status(200, "Fine");
    BOOST_TEST(head_of(response).starts_with("HTTP/1.1 200 Fine\r\n"));
    response.status(299);
    BOOST_TEST(head_of(response).starts_with("HTTP/1.1 299 \r\n"));
    response.status(404);
    BOOST_TEST(head_of(response, {.version = 10}).starts_with("HTTP/1.1 404 Not Found\r\n"));
}

BOOST_AUTO_TEST_CASE(says_whether_the_connection_stays)
{
    Response response;
    BOOST_TEST(head_of(response, {.version = 11, .keep_alive = true}).find("Connection") ==
               std::string::npos);
    BOOST_TEST(has(head_of(response, {.version = 11, .keep_alive = false}), "Connection: close"));
    BOOST_TEST(has(head_of(response, {.version = 10, .keep_alive = true}), "Connection: keep-alive"));
    BOOST_TEST(has(head_of(response, {.version = 10, .keep_alive = false}), "Connection: close"));
    response.close_connection();
    BOOST_TEST(has(head_of(response, {.version = 11, .keep_alive = true}), "Connection: close"));
}

BOOST_AUTO_TEST_CASE(names_upgrade_in_connection)
{
    Response response;
    response.status(426).set("Upgrade", "websocket");
    auto head = head_of(response, {.content_length = 0});
    BOOST_TEST(has(head, "Upgrade: websocket"));
    BOOST_TEST(has(head, "Connection: upgrade"));
    BOOST_TEST(has(head_of(response, {.keep_alive = false}), "Connection: upgrade, close"));
}

BOOST_AUTO_TEST_CASE(owns_the_framing)
{
    Response response;
    response.set("Content-Length", "999")
        .set("TRANSFER-ENCODING", "chunked")
        .set("connection", "keep-alive, x");
    response.set("Keep-Alive", "timeout=5")
        .set("Trailer", "X")
        .set("X-Other", "1")
        .add("Content-Length", "998");
    auto head = head_of(response, {.content_length = 3});
    BOOST_TEST(head == "HTTP/1.1 200 OK\r\nX-Other: 1\r\nDate: Sun, 06 Nov 1994 08:49:37 GMT\r\n"
                       "Server: Hawser\r\nContent-Length: 3\r\n\r\n");
}

BOOST_AUTO_TEST_CASE(leaves_date_and_server_to_the_response)
{
    Response response;
    response.set("date", "then").set("server", "mine");
    auto head = head_of(response);
    BOOST_TEST(has(head, "date: then"));
    BOOST_TEST(has(head, "server: mine"));
    BOOST_TEST(head.find("Hawser") == std::string::npos);
    BOOST_TEST(head.find(date) == std::string::npos);
    response.clear();
    BOOST_TEST(head_of(response, {.server = ""}).find("Server") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(always_names_a_length_where_a_body_may_be)
{
    Response response;
    response.text("four");
    BOOST_TEST(has(head_of(response), "Content-Length: 4"));
    BOOST_TEST(has(head_of(response, {.content_length = 18446744073709551615u}),
                   "Content-Length: 18446744073709551615"));
    response.status(404);
    BOOST_TEST(has(head_of(response, {.content_length = 0}), "Content-Length: 0"));
    for (unsigned status : {204u, 304u}) {
        response.status(status);
        BOOST_TEST(head_of(response, {.content_length = 4}).find("Content-Length") == std::string::npos);
    }
}

BOOST_AUTO_TEST_CASE(repeats_fields_in_order)
{
    Response response;
    response.add("Set-Cookie", "a=1").add("Set-Cookie", "b=2");
    BOOST_TEST(head_of(response).find("Set-Cookie: a=1\r\nSet-Cookie: b=2\r\n") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(knows_who_has_no_body)
{
    for (unsigned status : {100u, 101u, 103u, 199u, 204u, 304u}) {
        BOOST_TEST(http::is_bodiless(status));
    }
    for (unsigned status : {200u, 205u, 206u, 303u, 400u, 500u}) {
        BOOST_TEST(!http::is_bodiless(status));
    }
}

BOOST_AUTO_TEST_CASE(asks_to_continue)
{
    std::string out = "x";
    http::write_continue(out);
    BOOST_TEST(out == "xHTTP/1.1 100 Continue\r\n\r\n");
}

BOOST_AUTO_TEST_CASE(a_body_of_unknown_length)
{
    hawser::Response response;
    hawser::http::ResponseContext context;
    context.is_chunked = true;
    std::string head;
    hawser::http::write_response_head(head, response, context);
    BOOST_TEST((head.find("Transfer-Encoding: chunked\r\n") != std::string::npos));
    BOOST_TEST((head.find("Content-Length") == std::string::npos));
    context.is_chunked = context.has_length = false;
    head.clear();
    hawser::http::write_response_head(head, response, context);
    BOOST_TEST((head.find("Transfer-Encoding") == std::string::npos));
    BOOST_TEST((head.find("Content-Length") == std::string::npos));
    response.status(205).fields();
    head.clear();
    hawser::http::write_response_head(head, response, context);
    BOOST_TEST((head.find("Content-Length: 0\r\n") != std::string::npos));
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace response_writer_test
