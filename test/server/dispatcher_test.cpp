// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "server/dispatcher.hpp"

#include "http/date.hpp"
#include "support/temp_folder.hpp"

#include <hawser/http_server.hpp>

#include <boost/test/unit_test.hpp>

#include <sys/stat.h>

#include <chrono>
#include <ctime>
#include <filesystem>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace dispatcher_test {

namespace {

using namespace hawser::server;
using hawser::Method;
using hawser::Request;
using hawser::Response;
using hawser::test::TempFolder;

std::time_t modified_at(const std::string& path)
{
    struct stat status {};
    BOOST_REQUIRE(::stat(path.c_str(), &status) == 0);
    return status.st_mtime;
}

struct Fixture {
    TempFolder folder;
    std::vector<std::string> log;
    Site site{Site::Kind::http, options()};

    hawser::ServerOptions options()
    {
        hawser::ServerOptions result;
        result.document_root = folder.path().string();
        result.logger =
            hawser::Logger{hawser::LogLevel::trace, [this](hawser::LogLevel level, std::string_view text) {
                               log.push_back(std::string{to_string(level)} + ": " + std::string{text});
                           }};
        return result;
    }

    Answer dispatch(Request request)
    {
        Answer answer;
        const auto routes = site.routes();
        hawser::server::dispatch(site, find_target(*routes, request, false), request, answer);
        return answer;
    }
    Answer dispatch(Method method, std::string_view target) { return dispatch(Request{method, target}); }
    unsigned status(Method method, std::string_view target)
    {
        return dispatch(method, target).response.status();
    }

    void route(Method method, std::string_view pattern, std::string text)
    {
        site.add_route(method, pattern,
                       [text = std::move(text)](const Request&, Response& r) { r.text(text); });
    }
    void add_service(std::string_view path)
    {
        site.add_service(
            path, [](const Request&, Response&) -> std::unique_ptr<hawser::Behavior> { return nullptr; }, {});
    }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(dispatcher_test, Fixture)

BOOST_AUTO_TEST_CASE(a_handler_answers)
{
    site.add_route(Method::get, "/users/{id}/*", [](const Request& request, Response& response) {
        response.text(std::string{request.parameter("id")} + '|' + std::string{request.parameter("*")} + '|' +
                      request.query("q").value_or("none"));
    });
    BOOST_TEST(dispatch(Method::get, "/users/a%20b/x/y?q=1").response.body() == "a b|x/y|1");
    Request used{Method::get, "/users/1/"};
    used.parameter("id", "from before");
    BOOST_TEST(dispatch(used).response.body() == "1||none");
}

BOOST_AUTO_TEST_CASE(not_found)
{
    route(Method::get, "/a", "a");
    const auto answer = dispatch(Method::get, "/b");
    BOOST_TEST(answer.response.status() == 404);
    BOOST_TEST((answer.response.body().find("404 Not Found") != std::string_view::npos));
    BOOST_TEST(status(Method::post, "/b") == 404);
    BOOST_TEST(status(Method::options, "/b") == 404);
}

BOOST_AUTO_TEST_CASE(not_allowed_names_what_is)
{
    route(Method::post, "/a", "a");
    route(Method::delete_, "/a", "a");
    const auto post_only = dispatch(Method::get, "/a").response;
    BOOST_TEST(post_only.status() == 405);
    BOOST_TEST(post_only.fields()["Allow"] == "POST, DELETE, OPTIONS");
    route(Method::get, "/a", "a");
    BOOST_TEST(dispatch(Method::put, "/a").response.fields()["Allow"] == "GET, HEAD, POST, DELETE, OPTIONS");
    Request unknown{Method::get, "/a"};
    unknown.method("BREW");
    BOOST_TEST(dispatch(unknown).response.status() == 405);
}

BOOST_AUTO_TEST_CASE(head_and_options_come_by_themselves)
{
    route(Method::get, "/a", "a");
    BOOST_TEST(dispatch(Method::head, "/a").response.body() == "a"); // which the connection leaves out
    const auto options = dispatch(Method::options, "/a").response;
    BOOST_TEST(options.status() == 204);
    BOOST_TEST(options.fields()["Allow"] == "GET, HEAD, OPTIONS");
    BOOST_TEST(options.body().empty());

    route(Method::options, "/a", "own options");
    route(Method::head, "/a", "own head");
    BOOST_TEST(dispatch(Method::options, "/a").response.body() == "own options");
    BOOST_TEST(dispatch(Method::head, "/a").response.body() == "own head");
}

BOOST_AUTO_TEST_CASE(options_of_the_whole_server)
{
    route(Method::get, "/*", "any");
    const auto answer = dispatch(Method::options, "*").response;
    BOOST_TEST(answer.status() == 204);
    BOOST_TEST(answer.fields()["Allow"] == "GET, HEAD, POST, PUT, DELETE, OPTIONS, PATCH");
}

BOOST_AUTO_TEST_CASE(what_a_handler_throws_is_a_500_and_a_log_line)
{
    site.add_route(Method::get, "/a", [](const Request&, Response& response) {
        response.set("X-Half", "done");
        response.file("/etc/hostname");
        throw std::runtime_error{"out of\norder"};
    });
    site.add_route(Method::get, "/b", [](const Request&, Response&) { throw 42; }); // NOLINT
    const auto answer = dispatch(Method::get, "/a?secret=1");
    BOOST_TEST(answer.response.status() == 500);
    BOOST_TEST(!answer.response.fields().contains("X-Half"));
    BOOST_TEST(!answer.body_size());
    BOOST_TEST((answer.response.body().find("order") == std::string_view::npos));
    BOOST_TEST(status(Method::get, "/b") == 500);
    const std::vector<std::string> expected{"error: handler of GET /a threw: out of\\norder",
                                            "error: handler of GET /b threw: unknown exception"};
    BOOST_TEST(log == expected, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_service_wants_an_upgrade)
{
    add_service("/echo");
    add_service("/rooms/{name}");
    for (const auto* path : {"/echo", "/rooms/1"}) {
        const auto answer = dispatch(Method::get, path).response;
        BOOST_TEST(answer.status() == 426);
        BOOST_TEST(answer.fields()["Upgrade"] == "websocket");
        BOOST_TEST(answer.fields()["Sec-WebSocket-Version"] == "13");
    }
    BOOST_TEST(status(Method::get, "/rooms") == 404);
    route(Method::get, "/echo", "page");
    BOOST_TEST(status(Method::get, "/echo") == 200);
    BOOST_TEST(status(Method::post, "/echo") == 405);
}

BOOST_AUTO_TEST_CASE(handlers_before_files)
{
    folder.write("a.txt", "file");
    site.open_document_root();
    BOOST_TEST(dispatch(Method::get, "/a.txt").body_size().has_value());
    route(Method::get, "/a.txt", "handler");
    BOOST_TEST(dispatch(Method::get, "/a.txt").response.body() == "handler");
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_FIXTURE_TEST_SUITE(dispatcher_file_test, Fixture)

BOOST_AUTO_TEST_CASE(a_file_has_validators_and_a_type)
{
    folder.write("a.txt", "hello");
    folder.age("a.txt");
    site.open_document_root();
    const auto answer = dispatch(Method::get, "/a.txt");
    BOOST_TEST(answer.response.status() == 200);
    BOOST_REQUIRE(answer.body_size());
    BOOST_TEST(*answer.body_size() == 5);
    BOOST_TEST(answer.response.fields()["Content-Type"] == "text/plain; charset=utf-8");
    BOOST_TEST(answer.response.fields()["ETag"].starts_with('"'));
    BOOST_TEST(answer.response.fields()["Last-Modified"] ==
               hawser::http::format_date(modified_at(folder / "a.txt")));
    BOOST_TEST(dispatch(Method::head, "/a.txt").body_size().has_value());
}

BOOST_AUTO_TEST_CASE(conditions)
{
    folder.write("a.txt", "hello");
    folder.age("a.txt");
    site.open_document_root();
    const auto first = dispatch(Method::get, "/a.txt").response;
    const auto with = [&](std::string_view name, std::string_view value) {
        Request request{Method::get, "/a.txt"};
        request.fields().set(name, value);
        return dispatch(request);
    };
    const auto tag = first.fields()["ETag"];
    const auto same = with("If-None-Match", tag);
    BOOST_TEST(same.response.status() == 304);
    BOOST_TEST(!same.body_size());
    BOOST_TEST(same.response.fields()["ETag"] == tag);
    BOOST_TEST(with("If-Modified-Since", first.fields()["Last-Modified"]).response.status() == 304);
    BOOST_TEST(with("If-None-Match", "\"other\"").response.status() == 200);
    const auto failed = with("If-Match", "\"other\"");
    BOOST_TEST(failed.response.status() == 412);
    BOOST_TEST(!failed.body_size());
    BOOST_TEST(with("If-Match", tag).response.status() == 200);
    BOOST_TEST(with("If-Unmodified-Since", "Thu, 01 Jan 1970 00:00:00 GMT").response.status() == 412);
}

BOOST_AUTO_TEST_CASE(a_time_in_the_future_is_not_told)
{
    folder.write("a.txt", "hello");
    std::filesystem::last_write_time(folder.path() / "a.txt", std::filesystem::file_time_type::clock::now() +
                                                                  std::chrono::hours{24 * 400});
    site.open_document_root();
    const auto before = std::time(nullptr);
    const auto told = dispatch(Method::get, "/a.txt").response;
    const auto after = std::time(nullptr);
    const auto modified = hawser::http::parse_date(told.fields()["Last-Modified"], after);
    BOOST_REQUIRE(modified);
    BOOST_TEST((*modified >= before && *modified <= after));
}

BOOST_AUTO_TEST_CASE(files_are_only_read)
{
    folder.write("a.txt", "hello");
    site.open_document_root();
    for (auto method : {Method::post, Method::put, Method::delete_, Method::patch}) {
        const auto answer = dispatch(method, "/a.txt");
        BOOST_TEST(answer.response.status() == 405);
        BOOST_TEST(answer.response.fields()["Allow"] == "GET, HEAD, OPTIONS");
        BOOST_TEST(!answer.body_size());
    }
    BOOST_TEST(status(Method::options, "/a.txt") == 204);
    BOOST_TEST(status(Method::options, "/b.txt") == 404);
}

BOOST_AUTO_TEST_CASE(a_folder_without_its_slash)
{
    folder.write("sub/index.html", "page");
    folder.write("a b/index.html", "page");
    site.open_document_root();
    const auto location = [&](std::string_view target) {
        const auto answer = dispatch(Method::get, target).response;
        BOOST_TEST(answer.status() == 301, target);
        return std::string{answer.fields()["Location"]};
    };
    BOOST_TEST(location("/sub") == "/sub/");
    BOOST_TEST(location("/sub?a=b&c=%20?") == "/sub/?a=b&c=%20?");
    BOOST_TEST(location("/a%20b?x") == "/a%20b/?x");
    BOOST_TEST(location("http://other.example/sub?x") == "/sub/?x"); // which is here
    BOOST_TEST(status(Method::get, "/sub/") == 200);
    BOOST_TEST(status(Method::post, "/sub") == 405);
}

BOOST_AUTO_TEST_CASE(no_redirect_to_another_host)
{
    folder.write("evil.example/index.html", "page");
    folder.write("sub/evil.example/index.html", "page");
    site.open_document_root();
    for (const auto* target :
         {"//evil.example", "//evil.example?q", "/%2fevil.example", "/%2Fevil.example", "/\\evil.example",
          "/%5cevil.example", "/.//evil.example", "///evil.example", "//evil.example/..",
          "/sub/..//evil.example", "http:////evil.example"}) {
        Request request;
        if (!request.target(target)) {
            continue; // refused before it comes here
        }
        const auto answer = dispatch(request).response;
        BOOST_TEST(answer.status() == 404, target);
        BOOST_TEST(!answer.fields().contains("Location"), target);
    }
}

BOOST_AUTO_TEST_CASE(a_handler_answers_with_a_file)
{
    folder.write("page.html", "<p>");
    folder.age("page.html");
    const auto path = folder / "page.html";
    site.add_route(Method::get, "/file", [&](const Request&, Response& r) { r.file(path); });
    site.add_route(Method::get, "/typed", [&](const Request&, Response& r) {
        r.set("Content-Type", "text/x-own");
        r.file(path);
    });
    site.add_route(Method::get, "/error", [&](const Request&, Response& r) {
        r.status(503);
        r.file(path);
    });
    site.add_route(Method::get, "/missing", [&](const Request&, Response& r) { r.file(folder / "missing"); });
    site.add_route(Method::get, "/folder",
                   [&](const Request&, Response& r) { r.file(folder.path().string()); });

    const auto plain = dispatch(Method::get, "/file");
    BOOST_REQUIRE(plain.body_size());
    BOOST_TEST(plain.response.fields()["Content-Type"] == "text/html; charset=utf-8");
    const auto tag = plain.response.fields()["ETag"];
    BOOST_TEST(dispatch(Method::get, "/typed").response.fields()["Content-Type"] == "text/x-own");

    Request conditional{Method::get, "/file"};
    conditional.fields().set("If-None-Match", tag);
    BOOST_TEST(dispatch(conditional).response.status() == 304);

    conditional.target("/error");
    const auto error = dispatch(conditional); // conditions are for answers that would be 2xx
    BOOST_TEST(error.response.status() == 503);
    BOOST_TEST(error.body_size().has_value());
    BOOST_TEST(error.response.fields()["Content-Type"] == "text/html; charset=utf-8");
    for (const auto* path_of_none : {"/missing", "/folder"}) {
        const auto none = dispatch(Method::get, path_of_none);
        BOOST_TEST(none.response.status() == 404);
        BOOST_TEST(!none.body_size());
        BOOST_TEST(!none.response.body().empty());
    }
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace dispatcher_test
