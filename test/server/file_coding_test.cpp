// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

// Files in other content codings: siblings that were compressed before, and gzip on the fly.

#include "support/file_service_fixture.hpp"
#include "support/gunzip.hpp"

#include <boost/test/unit_test.hpp>

#include <chrono>
#include <filesystem>
#include <string>
#include <string_view>

namespace file_coding_test {

namespace {

using namespace hawser::test;
using hawser::Method;
using namespace std::chrono_literals;

struct Fixture : FileServiceFixture {
    const std::string text = [] {
        std::string made;
        for (int i = 0; i < 1000; ++i)
            made += "line " + std::to_string(i) + '\n';
        return made;
    }();

    Fixture() { folder.write("app.js", text); }

    FileAnswer get_as(std::string_view coding, std::string_view target = "/app.js")
    {
        return get(target, {{"Accept-Encoding", coding}});
    }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(file_coding_test, Fixture)

BOOST_AUTO_TEST_CASE(siblings_are_off_unless_asked_for)
{
    folder.write("app.js.gz", "gz");
    BOOST_TEST(get_as("gzip")["Content-Encoding"] == "");
    BOOST_TEST(get_as("gzip")["Vary"] == "");
    BOOST_TEST(get("/app.js.gz").body == "gz");
}

BOOST_AUTO_TEST_CASE(the_best_sibling_that_the_client_takes)
{
    options.precompressed = true;
    mount();
    folder.write("app.js.gz", "gz");
    folder.write("app.js.br", "br");
    const auto plain = get("/app.js");
    const auto gzip = get_as("gzip");
    const auto brotli = get_as("gzip, deflate, br");
    BOOST_TEST(plain.body == text);
    BOOST_TEST(gzip.body == "gz");
    BOOST_TEST(brotli.body == "br");
    BOOST_TEST(plain["Content-Encoding"] == "");
    BOOST_TEST(gzip["Content-Encoding"] == "gzip");
    BOOST_TEST(brotli["Content-Encoding"] == "br");
    BOOST_TEST(get_as("br;q=0.5, gzip;q=0.8").body == "gz");
    BOOST_TEST(get_as("br;q=0, gzip;q=0").body == text);
    BOOST_TEST(get_as("identity").body == text);
    for (const auto* answer : {&plain, &gzip, &brotli}) {
        BOOST_TEST((*answer)["Vary"] == "Accept-Encoding");
        BOOST_TEST((*answer)["Content-Type"] == "text/javascript; charset=utf-8");
    }
    BOOST_TEST(plain["ETag"] != gzip["ETag"]);
    BOOST_TEST(plain["ETag"] != brotli["ETag"]);
    BOOST_TEST(gzip["ETag"] != brotli["ETag"]);
}

BOOST_AUTO_TEST_CASE(siblings_that_are_not_taken)
{
    options.precompressed = true;
    mount();
    folder.write("app.js.gz", "old");
    folder.age("app.js.gz"); // of what the file was before
    BOOST_TEST(get_as("gzip").body == text);
    folder.make_folder("app.js.br");
    now += 2s;
    BOOST_TEST(get_as("br, gzip").body == text);
    folder.write("only.js.gz", "x");
    BOOST_TEST(get_as("gzip", "/only.js").status == 0U);
    folder.write("secret", "secret");
    folder.link("linked.js.gz", "/etc/passwd");
    folder.write("linked.js", "linked");
    BOOST_TEST(get_as("gzip", "/linked.js").body == "linked");
}

BOOST_AUTO_TEST_CASE(a_sibling_that_comes_and_goes)
{
    options.precompressed = true;
    mount();
    BOOST_TEST(get_as("gzip").body == text);
    folder.write("app.js.gz", "new");
    now += 2s;
    BOOST_TEST(get_as("gzip").body == "new");
    std::filesystem::remove(folder.path() / "app.js.gz");
    now += 2s;
    BOOST_TEST(get_as("gzip").body == text);
}

BOOST_AUTO_TEST_CASE(conditions_and_ranges_are_those_of_the_selected_form)
{
    options.precompressed = true;
    mount();
    folder.write("app.js.gz", "0123456789");
    const auto plain = get("/app.js")["ETag"];
    const auto gzip = get_as("gzip")["ETag"];
    const auto status = [&](std::string_view coding, std::string_view name, std::string_view tag) {
        return get("/app.js", {{"Accept-Encoding", coding}, {name, tag}}).status;
    };
    BOOST_TEST(status("gzip", "If-None-Match", gzip) == 304U);
    BOOST_TEST(status("gzip", "If-None-Match", plain) == 200U);
    BOOST_TEST(status("", "If-None-Match", plain) == 304U);
    BOOST_TEST(status("", "If-None-Match", gzip) == 200U);
    BOOST_TEST(status("gzip", "If-Match", plain) == 412U);
    const auto not_modified = get("/app.js", {{"Accept-Encoding", "gzip"}, {"If-None-Match", gzip}});
    BOOST_TEST(not_modified["Vary"] == "Accept-Encoding");
    BOOST_TEST(not_modified["Content-Encoding"] == "");
    const auto range = get("/app.js", {{"Accept-Encoding", "gzip"}, {"Range", "bytes=2-4"}});
    BOOST_TEST(range.status == 206U);
    BOOST_TEST(range.body == "234");
    BOOST_TEST(range["Content-Range"] == "bytes 2-4/10");
    BOOST_TEST(range["Content-Encoding"] == "gzip");
    BOOST_TEST(
        get("/app.js", {{"Accept-Encoding", "gzip"}, {"Range", "bytes=2-4"}, {"If-Range", plain}}).body ==
        "0123456789");
    const auto several = get("/app.js", {{"Accept-Encoding", "gzip"}, {"Range", "bytes=0-0,200-201"}});
    BOOST_TEST(several.body == "0"); // what is beyond the end counts for nothing
    folder.write("app.js.gz", std::string(1000, 'z'));
    now += 2s;
    BOOST_TEST(get("/app.js", {{"Accept-Encoding", "gzip"}, {"Range", "bytes=0-0,-1"}}).status == 200U);
}

BOOST_AUTO_TEST_CASE(gzip_on_the_fly)
{
    folder.write("tiny.js", "x");
    folder.write("photo.jpg", text);
    folder.write("archive.gz", text);
    folder.write("huge.js", std::string(2 << 20, 'x'));
    folder.write("middle.js", std::string(500'000, 'x'));
    BOOST_TEST(get_as("gzip")["Content-Encoding"] == "");
    options.compress = true;
    mount();
    const auto plain = get("/app.js");
    const auto gzip = get_as("br, gzip");
    BOOST_TEST(plain.body == text);
    BOOST_TEST(gzip["Content-Encoding"] == "gzip");
    BOOST_TEST(gzip.body.size() < text.size() / 2);
    BOOST_TEST((gunzip(gzip.body) == text));
    BOOST_TEST(plain["Vary"] == "Accept-Encoding");
    BOOST_TEST(gzip["Vary"] == "Accept-Encoding");
    BOOST_TEST(gzip["ETag"] != plain["ETag"]);
    BOOST_TEST(gzip["ETag"].starts_with('"'));
    BOOST_TEST(get("/app.js", {{"Accept-Encoding", "gzip"}, {"If-None-Match", gzip["ETag"]}}).status == 304U);
    BOOST_TEST(get("/app.js", {{"Accept-Encoding", "gzip"}, {"Range", "bytes=0-9"}}).body ==
               gzip.body.substr(0, 10));
    BOOST_TEST(ask(Method::head, "/app.js", {{"Accept-Encoding", "gzip"}})["Content-Encoding"] == "gzip");
    BOOST_TEST((gunzip(get_as("gzip", "/middle.js").body) == std::string(500'000, 'x')));
    BOOST_TEST(get("/middle.js").body.size() == 500'000U);
    for (const auto* path : {"/tiny.js", "/photo.jpg", "/archive.gz", "/huge.js"}) {
        BOOST_TEST(get_as("gzip", path)["Content-Encoding"] == "", path);
        BOOST_TEST(get_as("gzip", path)["Vary"] == "", path);
    }
}

BOOST_AUTO_TEST_CASE(what_does_not_get_smaller_goes_out_as_it_is)
{
    std::string noise;
    for (std::uint32_t i = 0, state = 1; i < 5000; ++i) {
        state = state * 1664525u + 1013904223u;
        noise.push_back(static_cast<char>(state >> 24));
    }
    folder.write("noise.txt", noise);
    options.compress = true;
    mount();
    for (int i = 0; i < 2; ++i) {
        const auto got = get_as("gzip", "/noise.txt");
        BOOST_TEST(got["Content-Encoding"] == "");
        BOOST_TEST((got.body == noise));
        BOOST_TEST(got["Vary"] == "Accept-Encoding");
    }
}

BOOST_AUTO_TEST_CASE(a_compressed_form_is_of_the_file_as_it_is)
{
    options.compress = true;
    mount();
    BOOST_TEST((gunzip(get_as("gzip").body) == text));
    const auto tag = get_as("gzip")["ETag"];
    folder.write("app.js", text + text);
    set_clock(3h);
    BOOST_TEST((gunzip(get_as("gzip").body) == text + text));
    BOOST_TEST(get_as("gzip")["ETag"] != tag);
}

BOOST_AUTO_TEST_CASE(a_sibling_is_better_than_our_own)
{
    options.compress = true;
    options.precompressed = true;
    mount();
    folder.write("app.js.gz", "gz");
    BOOST_TEST(get_as("gzip").body == "gz");
    folder.write("other.js", text);
    folder.write("other.js.br", "br");
    BOOST_TEST(get_as("gzip, br", "/other.js").body == "br");
    BOOST_TEST((gunzip(get_as("gzip", "/other.js").body) == text));
    BOOST_TEST(get_as("gzip, br", "/other.js").body == "br");
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace file_coding_test
