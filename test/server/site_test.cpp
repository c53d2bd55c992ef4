// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "server/site.hpp"

#include "support/temp_folder.hpp"

#include <boost/system/system_error.hpp>
#include <boost/test/unit_test.hpp>

#include <memory>
#include <stdexcept>
#include <string>

namespace site_test {

namespace {

using namespace hawser::server;
using hawser::Method;
using hawser::Request;
using hawser::Response;

void no_answer(const Request&, Response&) {}

std::unique_ptr<hawser::Behavior> no_behavior(const Request&, Response&)
{
    return nullptr;
}

struct Fixture {
    Site site{Site::Kind::http, {}};
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(site_test, Fixture)

BOOST_AUTO_TEST_CASE(routes_are_added_replaced_and_removed)
{
    int calls = 0;
    site.add_route(Method::get, "/a", [&](const Request&, Response&) { calls += 1; });
    site.add_route(Method::get, "/a", [&](const Request&, Response&) { calls += 10; });
    site.add_route(Method::post, "/a", no_answer);
    const auto match = site.routes()->find(Method::get, "/a");
    BOOST_REQUIRE(match.route);
    Response response;
    std::get<hawser::Handler>(match.route->handler)(Request{}, response);
    BOOST_TEST(calls == 10);
    BOOST_TEST(site.remove_route(Method::get, "/a"));
    BOOST_TEST(!site.remove_route(Method::get, "/a"));
    BOOST_TEST(!site.remove_route(Method::get, "/b"));
    BOOST_TEST(!site.routes()->find(Method::get, "/a").route);
    BOOST_TEST(site.routes()->find(Method::post, "/a").route);
}

BOOST_AUTO_TEST_CASE(bad_routes_are_refused_and_change_nothing)
{
    const auto before = site.routes();
    BOOST_CHECK_THROW(site.add_route(Method::unknown, "/a", no_answer), std::invalid_argument);
    BOOST_CHECK_THROW(site.add_route(Method::get, "/a", {}), std::invalid_argument);
    BOOST_CHECK_THROW(site.add_route(Method::get, "a", no_answer), std::invalid_argument);
    BOOST_CHECK_THROW(site.add_service("/a", {}, {}), std::invalid_argument);
    BOOST_CHECK_THROW(site.add_service("/{a", no_behavior, {}), std::invalid_argument);
    BOOST_TEST(site.services().empty());
    BOOST_TEST(!site.routes()->find(Method::get, "/a").route);
    BOOST_TEST(site.routes() == before);
}

BOOST_AUTO_TEST_CASE(a_table_in_use_stays_as_it_was)
{
    site.add_route(Method::get, "/a", no_answer);
    const auto version = site.version();
    const auto table = site.routes();
    const auto match = table->find(Method::get, "/a");
    BOOST_TEST(site.remove_route(Method::get, "/a"));
    BOOST_TEST(site.version() != version);
    BOOST_TEST(table->find(Method::get, "/a").route == match.route);
    BOOST_TEST(!site.routes()->find(Method::get, "/a").route);
}

BOOST_AUTO_TEST_CASE(services_in_the_order_of_addition)
{
    const auto b = site.add_service("/b", no_behavior, {});
    const auto a = site.add_service("/a/{x}", no_behavior, {});
    BOOST_CHECK_THROW(site.add_service("/b", no_behavior, {}), std::invalid_argument);
    BOOST_TEST((site.services() == std::vector{b, a}));
    BOOST_TEST(site.find_service("/a/{x}") == a);
    BOOST_TEST(!site.find_service("/a/1"));
    BOOST_TEST(site.routes()->find_service("/a/1").service == a);

    BOOST_TEST(site.remove_service("/b") == b);
    BOOST_TEST(!site.remove_service("/b"));
    BOOST_TEST((site.services() == std::vector{a}));
    const auto again = site.add_service("/b", no_behavior, {});
    BOOST_TEST(again != b);
    BOOST_TEST((site.services() == std::vector{a, again}));
}

BOOST_AUTO_TEST_CASE(a_service_and_a_route_may_share_a_path)
{
    const auto service = site.add_service("/a", no_behavior, {});
    site.add_route(Method::get, "/a", no_answer);
    BOOST_TEST(site.remove_route(Method::get, "/a"));
    BOOST_TEST(site.routes()->find_service("/a").service == service);
    site.add_route(Method::get, "/a", no_answer);
    BOOST_TEST(site.remove_service("/a") == service);
    BOOST_TEST(site.routes()->find(Method::get, "/a").route);
    BOOST_TEST(!site.routes()->find_service("/a").service);
}

BOOST_AUTO_TEST_CASE(a_service_has_the_options_of_the_server_or_its_own)
{
    hawser::ServerOptions options;
    options.websocket.max_message_size = 10;
    Site small{Site::Kind::websocket_only, options};
    hawser::WebSocketOptions own;
    own.max_message_size = 20;
    BOOST_TEST(small.add_service("/a", no_behavior, {})->options.max_message_size == 10);
    BOOST_TEST(small.add_service("/b", no_behavior, &own)->options.max_message_size == 20);
}

BOOST_AUTO_TEST_CASE(the_document_root_is_opened_on_demand)
{
    site.open_document_root();
    BOOST_TEST(site.routes()->find_mount("/a") == nullptr);

    hawser::test::TempFolder folder;
    hawser::ServerOptions options;
    options.document_root = folder / "later";
    Site with_files{Site::Kind::http, options};
    BOOST_CHECK_THROW(with_files.open_document_root(), boost::system::system_error);
    BOOST_TEST(with_files.routes()->find_mount("/a") == nullptr);
    folder.make_folder("later");
    with_files.open_document_root();
    BOOST_TEST(with_files.routes()->find_mount("/a") != nullptr);
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace site_test
