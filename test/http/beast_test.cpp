// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include <hawser/beast.hpp>

#include <boost/test/unit_test.hpp>

#include <stdexcept>
#include <string>

namespace beast_test {

using namespace hawser;
namespace beast_http = boost::beast::http;

BOOST_AUTO_TEST_SUITE(beast_messages)

BOOST_AUTO_TEST_CASE(copies_fields_both_ways)
{
    Fields fields;
    fields.add("Set-Cookie", "a=1");
    fields.add("X-Own", "");
    fields.add("set-cookie", "b=2");
    const auto copied = to_beast(fields);
    BOOST_TEST(copied.count(beast_http::field::set_cookie) == 2u);
    BOOST_TEST((copied["x-own"].empty()));
    const auto back = from_beast(copied);
    BOOST_TEST(back.size() == 3u);
    BOOST_TEST(back.count("Set-Cookie") == 2u);
    BOOST_TEST(back["Set-Cookie"] == "a=1");
    Fields large;
    large.add("X", std::string(70'000, 'x'));
    BOOST_CHECK_THROW(to_beast(large), std::length_error);
}

BOOST_AUTO_TEST_CASE(copies_requests_both_ways)
{
    Request request{Method::unknown, "/a%20b?c"};
    request.method("BREW").version(10).body("tea");
    request.fields().add("Host", "a");
    const auto message = to_beast(request);
    BOOST_TEST(message.method_string() == "BREW");
    BOOST_TEST(message.target() == "/a%20b?c");
    BOOST_TEST(message.version() == 10u);
    BOOST_TEST(message.body() == "tea");
    BOOST_TEST(message[beast_http::field::host] == "a");
    const auto back = from_beast(message);
    BOOST_TEST(back.method_string() == "BREW");
    BOOST_TEST(back.path() == "/a b");
    BOOST_TEST(back.version() == 10u);
    BOOST_TEST(back.body() == "tea");
    BOOST_TEST(back["host"] == "a");
    BOOST_TEST((to_beast(Request{Method::get, "/"}).method() == beast_http::verb::get));

    BeastRequest bad{beast_http::verb::get, "/a b", 11};
    BOOST_CHECK_THROW(from_beast(bad), std::invalid_argument);
}

BOOST_AUTO_TEST_CASE(copies_responses_both_ways)
{
    Response response;
    response.status(404, "Gone Fishing").set("X", "y").text("nothing");
    auto message = to_beast(response);
    BOOST_TEST((message.result() == beast_http::status::not_found));
    BOOST_TEST(message.reason() == "Gone Fishing");
    BOOST_TEST(message.body() == "nothing");
    message.prepare_payload();
    BOOST_TEST(message[beast_http::field::content_length] == "7");
    const auto back = from_beast(message);
    BOOST_TEST(back.status() == 404u);
    BOOST_TEST(back.reason() == "Gone Fishing");
    BOOST_TEST(back.body() == "nothing");
    BOOST_TEST(back.fields()["X"] == "y");
    BOOST_TEST(back.fields()["Content-Type"] == "text/plain; charset=utf-8");

    const auto plain = from_beast(BeastResponse{beast_http::status::ok, 11});
    BOOST_TEST(plain.reason() == "OK");
    BOOST_TEST(plain.fields().empty());
    BeastResponse bad{beast_http::status::continue_, 11};
    BOOST_CHECK_THROW(from_beast(bad), std::invalid_argument);
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace beast_test
