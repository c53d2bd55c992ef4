// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "server/file_service.hpp"

#include "support/file_service_fixture.hpp"

#include <hawser/error.hpp>

#include <boost/system/system_error.hpp>
#include <boost/test/unit_test.hpp>

#include <chrono>
#include <filesystem>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace file_service_test {

namespace {

using namespace hawser::test;
using hawser::FileOptions;
using hawser::Method;
using namespace std::chrono_literals;

} // namespace

BOOST_FIXTURE_TEST_SUITE(file_service_test, FileServiceFixture)

BOOST_AUTO_TEST_CASE(files_in_memory_and_from_the_disk)
{
    folder.write("small.html", "<p>");
    folder.write("large.bin", std::string(100'000, 'x'));
    folder.write("empty", "");
    auto got = get("/small.html");
    BOOST_TEST(got.status == 200U);
    BOOST_TEST(got.body == "<p>");
    BOOST_TEST(got.is_in_memory);
    BOOST_TEST(got["Content-Type"] == "text/html; charset=utf-8");
    BOOST_TEST(got["Accept-Ranges"] == "bytes");
    BOOST_TEST(got["ETag"].starts_with('"'));
    BOOST_TEST(got["Last-Modified"] != "");
    BOOST_TEST(got["Vary"] == "");
    BOOST_TEST(got["Cache-Control"] == "");
    got = get("/large.bin");
    BOOST_TEST(got.body == std::string(100'000, 'x'));
    BOOST_TEST(!got.is_in_memory);
    BOOST_TEST(get("/empty").body == "");
    BOOST_TEST(get("/missing").status == 0U);
    BOOST_TEST(get("/../small.html").status == 0U);
}

BOOST_AUTO_TEST_CASE(index_names)
{
    folder.write("a/index.html", "html");
    folder.write("b/index.htm", "htm");
    folder.write("c/index.html", "html");
    folder.write("c/index.htm", "htm");
    BOOST_TEST(get("/a/").body == "html");
    BOOST_TEST(get("/b/").status == 0U);
    options.index = {"index.htm", "index.html"};
    mount();
    BOOST_TEST(get("/a/").body == "html");
    BOOST_TEST(get("/b/").body == "htm");
    BOOST_TEST(get("/c/").body == "htm");
    options.index = {};
    mount();
    BOOST_TEST(get("/a/").status == 0U);
}

BOOST_AUTO_TEST_CASE(methods)
{
    folder.write("a.txt", "a");
    folder.make_folder("sub");
    for (const auto* path : {"/a.txt", "/sub"}) {
        for (const auto method : {Method::post, Method::put, Method::delete_, Method::patch, Method::trace}) {
            const auto got = ask(method, path);
            BOOST_TEST(got.status == 405U);
            BOOST_TEST(got["Allow"] == "GET, HEAD, OPTIONS");
        }
        const auto options_answer = ask(Method::options, path);
        BOOST_TEST(options_answer.status == 204U);
        BOOST_TEST(options_answer["Allow"] == "GET, HEAD, OPTIONS");
    }
    BOOST_TEST(ask(Method::post, "/missing").status == 0U);
    BOOST_TEST(ask(Method::head, "/a.txt").status == 200U);
}

BOOST_AUTO_TEST_CASE(a_folder_without_its_slash)
{
    folder.make_folder("sub");
    folder.make_folder("a b");
    BOOST_TEST(get("/sub").status == 301U);
    BOOST_TEST(get("/sub")["Location"] == "/sub/");
    BOOST_TEST(get("/sub?a=b&c=%20?")["Location"] == "/sub/?a=b&c=%20?");
    BOOST_TEST(get("/a%20b?x")["Location"] == "/a%20b/?x");
    BOOST_TEST(get("http://example.com/sub?q")["Location"] == "/sub/?q");
    BOOST_TEST(get("http://example.com/a%20b")["Location"] == "/a%20b/");
    // Mounted at a prefix: the path of the service is only the end of that of the request.
    hawser::Request request{Method::get, "/files/sub?q"};
    BOOST_TEST(ask(request, "/sub")["Location"] == "/files/sub/?q");
    for (const auto* target : {"//sub", "/\\sub", "http://x//sub"}) {
        hawser::Request evil;
        if (evil.target(target)) {
            BOOST_TEST(ask(evil, "/sub")["Location"] == "", target);
        }
    }
}

BOOST_AUTO_TEST_CASE(a_file_for_single_page_applications)
{
    folder.write("index.html", "app");
    folder.write("app.js", "js");
    options.fallback = "/index.html";
    mount();
    for (const auto* path : {"/users/7", "/users/", "/", "/a/b/c"}) {
        const auto got = get(path, {{"Accept", "text/html,*/*;q=0.8"}});
        BOOST_TEST(got.status == 200U, path);
        BOOST_TEST(got.body == "app", path);
        BOOST_TEST(got["Content-Type"] == "text/html; charset=utf-8");
    }
    BOOST_TEST(get("/users/7").body == "app"); // no Accept: anything
    BOOST_TEST(get("/app.js").body == "js");
    for (const auto* path : {"/missing.js", "/a/b.png", "/../x", "/.env", "//x", "/a\\b"}) {
        BOOST_TEST(get(path).status == 0U, path);
    }
    BOOST_TEST(get("/users/7", {{"Accept", "application/json"}}).status == 0U);
    BOOST_TEST(ask(Method::post, "/users/7").status == 0U);
    BOOST_TEST(ask(Method::options, "/users/7").status == 0U);
    std::filesystem::remove(folder.path() / "index.html");
    now += 5s;
    BOOST_TEST(get("/users/7").status == 0U);
}

BOOST_AUTO_TEST_CASE(listings)
{
    folder.write("sub/a.txt", "a");
    folder.write("sub/with/index.html", "index");
    folder.write("sub/.git/config", "secret");
    BOOST_TEST(get("/sub/").status == 0U);
    options.listing = true;
    mount();
    const auto got = get("/sub/");
    BOOST_TEST(got.status == 200U);
    BOOST_TEST(got.body.find("a.txt") != std::string::npos);
    BOOST_TEST(got.body.find(".git") == std::string::npos);
    BOOST_TEST(got["Content-Type"] == "text/html; charset=utf-8");
    BOOST_TEST(got["Content-Security-Policy"] != "");
    BOOST_TEST(get("/sub/with/").body == "index");
    BOOST_TEST(get("/").body.find("./sub/") != std::string::npos);
    BOOST_TEST(get("/sub")["Location"] == "/sub/");
    BOOST_TEST(get("/missing/").status == 0U);
    BOOST_TEST(get("/sub/.git/").status == 0U);
    BOOST_TEST(get("/sub/a.txt/").status == 0U);
    BOOST_TEST(ask(Method::post, "/sub/").status == 405U);
}

BOOST_AUTO_TEST_CASE(dotfiles)
{
    folder.write(".env", "secret");
    folder.write(".git/config", "secret");
    folder.write(".well-known/security.txt", "public");
    BOOST_TEST(get("/.env").status == 0U);
    BOOST_TEST(get("/.git/config").status == 0U);
    BOOST_TEST(get("/.well-known/security.txt").body == "public");
    options.show_dotfiles = true;
    mount();
    BOOST_TEST(get("/.env").body == "secret");
    BOOST_TEST(get("/.git/config").body == "secret");
    BOOST_TEST(get("/.git/../.env").status == 0U);
    BOOST_TEST(get("/..").status == 0U);
}

BOOST_AUTO_TEST_CASE(cache_control_by_pattern)
{
    folder.write("index.html", "x");
    folder.write("assets/app.js", "x");
    folder.write("assets/page.html", "x");
    folder.write("robots.txt", "x");
    folder.write("other.txt", "x");
    options.cache_control = {{"*.html", "no-cache"},
                             {"/assets/*", "public, max-age=31536000, immutable"},
                             {"robots.txt", "max-age=60"}};
    mount();
    BOOST_TEST(get("/")["Cache-Control"] == "no-cache");
    BOOST_TEST(get("/assets/app.js")["Cache-Control"] == "public, max-age=31536000, immutable");
    BOOST_TEST(get("/assets/page.html")["Cache-Control"] == "no-cache");
    BOOST_TEST(get("/robots.txt")["Cache-Control"] == "max-age=60");
    BOOST_TEST(get("/other.txt")["Cache-Control"] == "");
    const auto tag = get("/robots.txt")["ETag"];
    const auto not_modified = get("/robots.txt", {{"If-None-Match", tag}});
    BOOST_TEST(not_modified.status == 304U);
    BOOST_TEST(not_modified["Cache-Control"] == "max-age=60");
    BOOST_TEST(not_modified["Content-Type"] == "");
}

BOOST_AUTO_TEST_CASE(what_others_said_about_the_response_stays)
{
    folder.write("a.txt", "a");
    options.cache_control = {{"*", "no-cache"}};
    options.compress = true;
    options.compress_min_size = 0;
    mount();
    hawser::server::Answer answer;
    answer.response.set("Vary", "Origin");
    answer.response.set("Cache-Control", "private");
    answer.response.set("X-Other", "1");
    const hawser::Request request{Method::get, "/a.txt"};
    BOOST_TEST(service->answer(request, "/a.txt", answer));
    const auto& fields = answer.response.fields();
    BOOST_TEST(fields["X-Other"] == "1");
    BOOST_TEST(fields["Cache-Control"] == "private");
    BOOST_TEST(fields.has_token("Vary", "Origin"));
    BOOST_TEST(fields.has_token("Vary", "Accept-Encoding"));
}

BOOST_AUTO_TEST_CASE(options_that_make_no_sense)
{
    const auto refused = [&](auto change) {
        FileOptions wrong;
        wrong.root = folder.path().string();
        change(wrong);
        BOOST_CHECK_THROW(hawser::server::FileService{wrong}, std::invalid_argument);
    };
    refused([](FileOptions& o) { o.index = {"a/b"}; });
    refused([](FileOptions& o) { o.index = {""}; });
    refused([](FileOptions& o) { o.fallback = "index.html"; });
    refused([](FileOptions& o) { o.fallback = "/"; });
    refused([](FileOptions& o) { o.fallback = "/../x"; });
    refused([](FileOptions& o) { o.cache_control = {{"", "x"}}; });
    refused([](FileOptions& o) { o.cache_control = {{"*", "a\r\nSet-Cookie: b"}}; });
    refused([](FileOptions& o) { o.compress_level = 10; });
    refused([](FileOptions& o) { o.compress = true, o.cache_entries = 0; });
    refused([](FileOptions& o) { o.compress = true, o.compress_max_size = o.cache_bytes; });
    refused([](FileOptions& o) { o.cache_validity = -1ms; });
    FileOptions missing;
    missing.root = folder / "missing";
    BOOST_CHECK_THROW(hawser::server::FileService{missing}, boost::system::system_error);
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace file_service_test
