// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "server/route_table.hpp"

#include "server/service_state.hpp"

#include <boost/test/unit_test.hpp>

#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>

namespace route_table_test {

namespace {

using namespace hawser::server;
using hawser::Handler;
using hawser::Method;
using hawser::Request;
using hawser::Response;

Handler says(std::string name)
{
    return [name = std::move(name)](const Request&, Response& response) { response.text(name); };
}

void add(RouteTable& table, Method method, std::string_view pattern, const std::string& name)
{
    table.entry(pattern).handlers.emplace_back(method, std::make_shared<const RouteState>(RouteState{says(name), {}}));
}

std::shared_ptr<ServiceState> add_service(RouteTable& table, const std::string& path)
{
    auto service = std::make_shared<ServiceState>(
        path, [](const Request&, Response&) -> std::unique_ptr<hawser::Behavior> { return nullptr; },
        hawser::WebSocketOptions{});
    table.entry(path).service = service;
    return service;
}

std::string answer(const RouteMatch& match)
{
    if (!match.route) {
        return "none";
    }
    Response response;
    std::get<Handler>(match.route->handler)(Request{}, response);
    return std::string{response.body()};
}

std::string find(const RouteTable& table, Method method, std::string_view path)
{
    return answer(table.find(method, path));
}

} // namespace

BOOST_AUTO_TEST_SUITE(route_table_test)

BOOST_AUTO_TEST_CASE(exact_before_patterns_and_longer_before_shorter)
{
    RouteTable table;
    add(table, Method::get, "/*", "rest");
    add(table, Method::get, "/a/{x}", "parameter");
    add(table, Method::get, "/a/b/*", "longer rest");
    add(table, Method::get, "/a/b", "exact");
    BOOST_TEST(find(table, Method::get, "/a/b") == "exact");
    BOOST_TEST(find(table, Method::get, "/a/c") == "parameter");
    BOOST_TEST(find(table, Method::get, "/a/b/c") == "longer rest");
    BOOST_TEST(find(table, Method::get, "/a/c/d") == "rest");
    BOOST_TEST(find(table, Method::get, "/") == "rest");
    BOOST_TEST(find(table, Method::get, "*") == "none");
}

BOOST_AUTO_TEST_CASE(head_falls_back_to_get)
{
    RouteTable table;
    add(table, Method::get, "/a", "get");
    add(table, Method::get, "/b", "get");
    add(table, Method::head, "/b", "head");
    BOOST_TEST(find(table, Method::head, "/a") == "get");
    BOOST_TEST(find(table, Method::head, "/b") == "head");
    BOOST_TEST(find(table, Method::get, "/b") == "get");
}

BOOST_AUTO_TEST_CASE(allowed_methods_of_all_entries_that_match)
{
    RouteTable table;
    add(table, Method::put, "/a/{x}", "put");
    add(table, Method::post, "/a/{x}", "post");
    add(table, Method::post, "/*", "any post");
    add(table, Method::delete_, "/*", "any delete");
    const auto match = table.find(Method::get, "/a/1");
    BOOST_TEST(!match.route);
    const std::vector<Method> expected{Method::put, Method::post, Method::delete_};
    BOOST_TEST((match.allowed == expected));
    BOOST_TEST(find(table, Method::delete_, "/a/1") == "any delete");
    BOOST_TEST(table.find(Method::get, "*").allowed.empty());
}

BOOST_AUTO_TEST_CASE(parameters_are_those_of_the_entry_that_answers)
{
    RouteTable table;
    add(table, Method::put, "/a/{x}", "put");
    add(table, Method::get, "/{first}/*", "get");
    const auto match = table.find(Method::get, "/a/1");
    BOOST_TEST(answer(match) == "get");
    BOOST_TEST(match.parameters.size() == 2);
    BOOST_TEST(match.parameters.front().first == "first");
    BOOST_TEST(match.parameters.front().second == "a");
    BOOST_TEST(match.parameters.back().first == "*");
    BOOST_TEST(match.parameters.back().second == "1");
}

BOOST_AUTO_TEST_CASE(services)
{
    RouteTable table;
    add(table, Method::get, "/rooms/{name}", "page");
    const auto rooms = add_service(table, "/rooms/{name}");
    const auto any = add_service(table, "/*");
    const auto match = table.find_service("/rooms/a");
    BOOST_TEST(match.service == rooms);
    BOOST_TEST(match.parameters.size() == 1);
    BOOST_TEST(match.parameters.front().second == "a");
    BOOST_TEST(table.find_service("/other").service == any);
    BOOST_TEST(!table.find_service("*").service);
    BOOST_TEST(find(table, Method::get, "/rooms/a") == "page");
    BOOST_TEST(table.find(Method::get, "/other").service == any);
}

BOOST_AUTO_TEST_CASE(a_copy_is_on_its_own)
{
    auto original = std::make_unique<RouteTable>();
    add(*original, Method::get, "/a", "a");
    add(*original, Method::get, "/b/{x}", "b");
    const auto service = add_service(*original, "/b/{x}");
    RouteTable copy{*original};
    add(copy, Method::get, "/c", "c");
    copy.entry("/a").handlers.clear();
    copy.drop_if_empty("/a");
    BOOST_TEST(find(*original, Method::get, "/a") == "a");
    BOOST_TEST(find(*original, Method::get, "/c") == "none");
    original.reset();
    BOOST_TEST(find(copy, Method::get, "/a") == "none");
    BOOST_TEST(find(copy, Method::get, "/b/1") == "b");
    BOOST_TEST(copy.find_service("/b/1").service == service);
}

BOOST_AUTO_TEST_CASE(entries_are_found_by_their_text_and_dropped_when_empty)
{
    RouteTable table;
    add(table, Method::get, "/a/{x}", "a");
    auto& entry = table.entry("/a/{x}");
    BOOST_TEST(table.find_entry("/a/{x}") == &entry);
    BOOST_TEST(&table.entry("/a/{x}") == &entry);
    BOOST_TEST(table.find_entry("/a/{y}") == nullptr);
    BOOST_TEST(table.find_entry("/a/1") == nullptr);
    table.drop_if_empty("/a/{x}");
    BOOST_TEST(table.find_entry("/a/{x}") == &entry);
    entry.handlers.clear();
    table.drop_if_empty("/a/{x}");
    BOOST_TEST(table.find_entry("/a/{x}") == nullptr);
    table.drop_if_empty("/never there");

    const auto service = add_service(table, "/s");
    table.drop_if_empty("/s");
    BOOST_TEST(table.find_service("/s").service == service);
    table.entry("/s").service = nullptr;
    table.drop_if_empty("/s");
    BOOST_TEST(table.find_entry("/s") == nullptr);
    BOOST_CHECK_THROW(table.entry("no slash"), std::invalid_argument);
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace route_table_test
