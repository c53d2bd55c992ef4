// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include <hawser/request.hpp>

#include <boost/test/unit_test.hpp>

#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

namespace request_test {

using namespace hawser;

BOOST_AUTO_TEST_SUITE(request)

BOOST_AUTO_TEST_CASE(starts_as_a_get_of_the_root)
{
    Request request;
    BOOST_TEST((request.method() == Method::get));
    BOOST_TEST(request.method_string() == "GET");
    BOOST_TEST(request.path() == "/");
    BOOST_TEST(request.query_string() == "");
    BOOST_TEST(request.version() == 11u);
    BOOST_TEST(!request.query("a").has_value());
    BOOST_TEST(request.body() == "");
    BOOST_TEST(!request.is_secure());
}

BOOST_AUTO_TEST_CASE(decodes_the_path_once)
{
    Request request{Method::get, "/chat%20room/%252e%2e?a=%20"};
    BOOST_TEST(request.path() == "/chat room/%2e.");
    BOOST_TEST(request.target() == "/chat%20room/%252e%2e?a=%20");
    BOOST_TEST(request.query_string() == "a=%20");
    BOOST_TEST(request.target("/plain"));
    BOOST_TEST(request.path() == "/plain");
    BOOST_TEST(request.query_string() == "");
}

BOOST_AUTO_TEST_CASE(finds_a_path_in_every_form_of_target)
{
    BOOST_TEST((Request{Method::get, "http://a"}.path()) == "/");
    BOOST_TEST((Request{Method::get, "http://a?b"}.query_string()) == "b");
    BOOST_TEST((Request{Method::get, "http://a/%62?c"}.path()) == "/b");
    BOOST_TEST((Request{Method::options, "*"}.path()) == "*");
    BOOST_TEST((Request{Method::connect, "a:443"}.path()) == "/");
}

BOOST_AUTO_TEST_CASE(refuses_a_bad_target_and_stays_as_it_was)
{
    Request request{Method::get, "/%61?b"};
    for (auto bad : {"", "a", "/a b", "/%", "/a\r\nX: y", "/%00", "/a#b"}) {
        BOOST_TEST(!request.target(bad));
        BOOST_TEST(request.path() == "/a");
        BOOST_TEST(request.query_string() == "b");
        BOOST_TEST(request.target() == "/%61?b");
    }
    BOOST_CHECK_THROW((Request{Method::get, "a"}), std::invalid_argument);
}

BOOST_AUTO_TEST_CASE(finds_query_parameters)
{
    Request request{Method::get, "/?name=a&n%61me=b%26c&&x&y=&=z&plus=1+2%2b3&name=d=e"};
    BOOST_TEST(request.query("name").value() == "a");
    BOOST_TEST(request.query_all("name") == (std::vector<std::string>{"a", "b&c", "d=e"}),
               boost::test_tools::per_element());
    BOOST_TEST(request.query("x").value() == "");
    BOOST_TEST(request.query("y").value() == "");
    BOOST_TEST(request.query("").value() == "z");
    BOOST_TEST(request.query("plus").value() == "1 2+3");
    BOOST_TEST(!request.query("Name").has_value());
    BOOST_TEST(!request.query("nam").has_value());
    BOOST_TEST(request.query_all("nothing").empty());
}

BOOST_AUTO_TEST_CASE(keeps_unknown_methods_by_name)
{
    Request request;
    request.method("BREW");
    BOOST_TEST((request.method() == Method::unknown));
    BOOST_TEST(request.method_string() == "BREW");
    request.method("POST");
    BOOST_TEST((request.method() == Method::post));
    BOOST_TEST(request.method_string() == "POST");
    request.method("brew").method(Method::put);
    BOOST_TEST(request.method_string() == "PUT");
    BOOST_CHECK_THROW(request.method("A B"), std::invalid_argument);
    BOOST_CHECK_THROW(request.method("A\r\n"), std::invalid_argument);
    BOOST_CHECK_THROW(request.method(""), std::invalid_argument);
}

BOOST_AUTO_TEST_CASE(holds_fields_body_and_parameters)
{
    Request request;
    request.fields().add("X", "%0D%0A");
    BOOST_TEST(request["x"] == "%0D%0A"); // never decoded
    request.body("a").append_body("b");
    BOOST_TEST(request.body() == "ab");
    request.parameter("id", "1").parameter("*", "rest").parameter("id", "2");
    BOOST_TEST(request.parameter("id") == "2");
    BOOST_TEST(request.parameter("*") == "rest");
    BOOST_TEST(request.parameter("none") == "");
    request.clear_parameters();
    BOOST_TEST(request.parameter("id") == "");
    auto local = Endpoint::ipv4({127, 0, 0, 1}, 1);
    auto remote = Endpoint::ipv4({127, 0, 0, 1}, 2);
    request.endpoints(local, remote, true);
    BOOST_TEST((request.local_endpoint() == local && request.remote_endpoint() == remote));
    BOOST_TEST(request.is_secure());
}

BOOST_AUTO_TEST_CASE(forgets_everything_but_keeps_its_memory)
{
    std::string long_path = "/%41" + std::string(100, 'a');
    Request request{Method::post, long_path + "?b"};
    request.method("SOMETHING").version(10).body(std::string(100, 'b')).parameter("a", "b");
    request.fields().add("X", std::string(100, 'c'));
    request.endpoints(Endpoint::local(), Endpoint::local(), true);
    const void* target = request.target().data();
    const void* path = request.path().data();
    const void* body = request.body().data();
    const void* field = request["X"].data();

    request.clear();
    BOOST_TEST((request.method() == Method::get));
    BOOST_TEST(request.target() == "");
    BOOST_TEST(request.path() == "/");
    BOOST_TEST(request.query_string() == "");
    BOOST_TEST(request.version() == 11u);
    BOOST_TEST(request.body() == "");
    BOOST_TEST(request.fields().empty());
    BOOST_TEST(request.parameter("a") == "");
    BOOST_TEST((request.remote_endpoint() == Endpoint{}));
    BOOST_TEST(!request.is_secure());

    BOOST_TEST(request.target(long_path + "?c"));
    request.body(std::string(100, 'd')).fields().add("X", std::string(100, 'e'));
    BOOST_TEST(request.target().data() == target);
    BOOST_TEST(request.path().data() == path);
    BOOST_TEST(request.body().data() == body);
    BOOST_TEST(request["X"].data() == field);
    request.shrink_to_fit();
    BOOST_TEST(request.path() == "/A" + std::string(100, 'a'));
}

BOOST_AUTO_TEST_CASE(knows_who_asks)
{
    Request request;
    BOOST_TEST(request.user() == "");
    BOOST_TEST(!request.is_authenticated());
    BOOST_TEST(request.roles().empty());
    request.user("nobita", {"admin", "pupil"});
    const Request copy{request};
    request.user("suneo");
    BOOST_TEST(request.user() == "suneo");
    BOOST_TEST(!request.has_role("admin"));
    BOOST_TEST(copy.user() == "nobita"); // copies go their own ways
    BOOST_TEST(copy.is_authenticated());
    BOOST_TEST(copy.has_role("pupil"));
    BOOST_TEST(!copy.has_role("Pupil"));
    BOOST_TEST(copy.roles().size() == 2u);
}

BOOST_AUTO_TEST_CASE(holds_what_few_requests_have)
{
    Request request;
    BOOST_TEST(request.trailers().empty());
    BOOST_TEST(request.body_file() == "");
    Fields trailers;
    trailers.add("X-Checksum", "1");
    auto owner = std::make_shared<int>(0);
    request.user("a").trailers(trailers).body_file("/tmp/b", owner);
    BOOST_TEST(request.trailers()["x-checksum"] == "1");
    BOOST_TEST(request.body_file() == "/tmp/b");
    BOOST_TEST(request.user() == "a");
    BOOST_TEST(owner.use_count() == 2);
    {
        Request copy{request};
        copy.user("b");
        BOOST_TEST(owner.use_count() == 3);
    }
    request.clear();
    BOOST_TEST(owner.use_count() == 1); // its file may go
    BOOST_TEST(request.trailers().empty());
    BOOST_TEST(request.body_file() == "");
    BOOST_TEST(request.user() == "");
}

BOOST_AUTO_TEST_CASE(has_a_name_in_logs)
{
    Request request;
    BOOST_TEST(request.trace_id() == std::string(32, '0'));
    auto first = request.serial(1).trace_id();
    auto second = request.serial(0xfedc'ba98'7654'3210).trace_id();
    BOOST_TEST(first.size() == 32u);
    BOOST_TEST(first.find_first_not_of("0123456789abcdef") == std::string::npos);
    BOOST_TEST(first.substr(16) == "0000000000000001");
    BOOST_TEST(second.substr(16) == "fedcba9876543210");
    BOOST_TEST(first.substr(0, 16) == second.substr(0, 16));
    BOOST_TEST(first.substr(0, 16) != std::string(16, '0'));
    request.clear();
    BOOST_TEST(request.trace_id() == std::string(32, '0'));
}

BOOST_AUTO_TEST_CASE(knows_its_connection)
{
    Request request;
    BOOST_TEST(request.keep_alive());
    BOOST_TEST(!request.keep_alive(false).keep_alive());
    BOOST_TEST(!request.is_local());
    request.endpoints(Endpoint::local(), Endpoint::local());
    BOOST_TEST(request.is_local());
    request.endpoints(Endpoint::ipv4({10, 0, 0, 1}, 1), Endpoint::ipv4({127, 9, 9, 9}, 2));
    BOOST_TEST(request.is_local());
    request.endpoints(Endpoint::ipv4({127, 0, 0, 1}, 1), Endpoint::ipv4({10, 0, 0, 1}, 2));
    BOOST_TEST(!request.is_local());
    request.clear();
    BOOST_TEST(request.keep_alive());
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace request_test
