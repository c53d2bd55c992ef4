// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

// Ranges and conditions of files, as a FileService answers them; both from memory and from the disk.

#include "support/file_service_fixture.hpp"

#include <boost/test/unit_test.hpp>

#include <chrono>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace file_ranges_test {

namespace {

using namespace hawser::test;
using hawser::Method;
using namespace std::chrono_literals;

struct Part {
    std::string head;
    std::string body;
};

/// Takes a multipart body apart, as RFC 2046 §5.1.1 has it.
std::vector<Part> parts_of(const FileAnswer& answer)
{
    std::vector<Part> parts;
    const auto type = answer["Content-Type"];
    const std::string prefix{"multipart/byteranges; boundary="};
    BOOST_REQUIRE(type.starts_with(prefix));
    const auto boundary = "\r\n--" + type.substr(prefix.size());
    const auto body = "\r\n" + answer.body;
    auto at = body.find(boundary);
    BOOST_TEST(at == 0U);
    while (!body.substr(at + boundary.size()).starts_with("--\r\n")) {
        at += boundary.size() + 2;
        const auto end = body.find(boundary, at);
        BOOST_REQUIRE(end != std::string::npos);
        const auto blank = body.find("\r\n\r\n", at);
        BOOST_REQUIRE(blank < end);
        parts.push_back({body.substr(at, blank + 2 - at), body.substr(blank + 4, end - blank - 4)});
        at = end;
    }
    BOOST_TEST(body.size() == at + boundary.size() + 4);
    return parts;
}

struct Fixture : FileServiceFixture {
    std::string content;

    Fixture()
    {
        for (int i = 0; i < 20'000; ++i)
            content += std::to_string(i) + ' ';
        folder.write("large.txt", content);
        folder.write("small.txt", content.substr(0, 10'000));
    }

    /// Calls for both files with their content.
    template <class Check>
    void each(Check check)
    {
        check("/large.txt", content);
        check("/small.txt", content.substr(0, 10'000));
    }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(file_ranges_test, Fixture)

BOOST_AUTO_TEST_CASE(single_ranges)
{
    each([this](const char* path, const std::string& whole) {
        const auto size = std::to_string(whole.size());
        auto got = get(path, {{"Range", "bytes=5-14"}});
        BOOST_TEST(got.status == 206U);
        BOOST_TEST(got.body == whole.substr(5, 10));
        BOOST_TEST(got["Content-Range"] == "bytes 5-14/" + size);
        BOOST_TEST(got["Content-Type"] == "text/plain; charset=utf-8");
        BOOST_TEST(got["ETag"] != "");
        got = get(path, {{"Range", "bytes=-7"}});
        BOOST_TEST(got.body == whole.substr(whole.size() - 7));
        got = get(path, {{"Range", "bytes=9000-"}});
        BOOST_TEST(got.body == whole.substr(9000));
        got = get(path, {{"Range", "bytes=0-"}});
        BOOST_TEST(got.status == 206U);
        BOOST_TEST(got.body == whole);
        got = get(path, {{"Range", "bytes=" + size + "-"}});
        BOOST_TEST(got.status == 416U);
        BOOST_TEST(got["Content-Range"] == "bytes */" + size);
        BOOST_TEST(got["Cache-Control"] == "");
    });
}

BOOST_AUTO_TEST_CASE(several_ranges)
{
    each([this](const char* path, const std::string& whole) {
        const auto got = get(path, {{"Range", "bytes=9000-9009, 0-9, -5"}});
        BOOST_TEST(got.status == 206U);
        BOOST_TEST(got["Content-Range"] == "");
        const auto parts = parts_of(got);
        BOOST_REQUIRE(parts.size() == 3U);
        BOOST_TEST(parts[0].body == whole.substr(9000, 10));
        BOOST_TEST(parts[1].body == whole.substr(0, 10));
        BOOST_TEST(parts[2].body == whole.substr(whole.size() - 5));
        BOOST_TEST(parts[1].head == "Content-Type: text/plain; charset=utf-8\r\nContent-Range: bytes 0-9/" +
                                        std::to_string(whole.size()) + "\r\n");
        BOOST_TEST(get(path, {{"Range", "bytes=0-4,3-9"}})["Content-Range"].starts_with("bytes 0-9/"));
        BOOST_TEST(get(path, {{"Range", "bytes=0-9,90000000-"}})["Content-Range"].starts_with("bytes 0-9/"));
    });
    const auto first = get("/small.txt", {{"Range", "bytes=0-0,-1"}})["Content-Type"];
    BOOST_TEST(first != get("/small.txt", {{"Range", "bytes=0-0,-1"}})["Content-Type"]); // random boundaries
}

BOOST_AUTO_TEST_CASE(ranges_that_are_ignored)
{
    std::string many{"bytes=0-0"};
    for (int i = 1; i < 17; ++i)
        many += "," + std::to_string(i * 500) + "-" + std::to_string(i * 500);
    each([&](const char* path, const std::string& whole) {
        for (const auto& field :
             {std::string{"seconds=1-2"}, std::string{"bytes=2-1"}, std::string{"bytes"}, many}) {
            const auto got = get(path, {{"Range", field}});
            BOOST_TEST(got.status == 200U, field);
            BOOST_TEST(got.body == whole);
        }
        BOOST_TEST(get(path, {{"Range", "bytes=0-1"}, {"Range", "bytes=3-4"}}).status == 200U);
        const auto head = ask(Method::head, path, {{"Range", "bytes=0-1"}});
        BOOST_TEST(head.status == 200U);
        BOOST_TEST(head["Content-Range"] == "");
    });
    folder.write("empty", "");
    BOOST_TEST(get("/empty", {{"Range", "bytes=0-"}}).status == 200U);
    BOOST_TEST(ask(Method::post, "/small.txt", {{"Range", "bytes=0-1"}}).status == 405U);
    options.max_ranges = 0;
    mount();
    BOOST_TEST(get("/small.txt", {{"Range", "bytes=0-1"}}).status == 200U);
    BOOST_TEST(get("/small.txt")["Accept-Ranges"] == "");
}

BOOST_AUTO_TEST_CASE(a_range_of_the_state_that_the_client_has)
{
    each([this](const char* path, const std::string&) {
        const auto whole = get(path);
        const auto status = [&](std::string_view if_range) {
            return get(path, {{"Range", "bytes=0-1"}, {"If-Range", if_range}}).status;
        };
        BOOST_TEST(status(whole["ETag"]) == 206U);
        BOOST_TEST(status(whole["Last-Modified"]) == 206U);
        BOOST_TEST(status("W/" + whole["ETag"]) == 200U);
        BOOST_TEST(status("\"other\"") == 200U);
        BOOST_TEST(status("Sun, 06 Nov 1994 08:49:37 GMT") == 200U);
        BOOST_TEST(get(path, {{"If-Range", "\"other\""}}).status == 200U);
        // A range that cannot be satisfied is none if the state is another one.
        BOOST_TEST(get(path, {{"Range", "bytes=900000000-"}, {"If-Range", "\"x\""}}).status == 200U);
    });
}

// RFC 9110 §13.2.2
BOOST_AUTO_TEST_CASE(conditions_come_before_ranges)
{
    each([this](const char* path, const std::string&) {
        const auto tag = get(path)["ETag"];
        const auto status = [&](FieldList fields) { return get(path, fields).status; };
        const auto long_ago = "Sun, 06 Nov 1994 08:49:37 GMT";
        BOOST_TEST(status({{"If-None-Match", tag}, {"Range", "bytes=0-1"}}) == 304U);
        BOOST_TEST(status({{"If-None-Match", tag}, {"Range", "bytes=900000000-"}}) == 304U);
        BOOST_TEST(status({{"If-Match", "\"other\""}, {"Range", "bytes=0-1"}}) == 412U);
        BOOST_TEST(status({{"If-Match", tag}, {"Range", "bytes=0-1"}}) == 206U);
        BOOST_TEST(status({{"If-Match", "*"}, {"If-Range", tag}, {"Range", "bytes=0-1"}}) == 206U);
        BOOST_TEST(status({{"If-Unmodified-Since", long_ago}}) == 412U);
        BOOST_TEST(status({{"If-Unmodified-Since", get(path)["Last-Modified"]}}) == 200U);
        BOOST_TEST(status({{"If-Match", tag}, {"If-Unmodified-Since", long_ago}}) == 200U);
        BOOST_TEST(status({{"If-None-Match", "\"other\""},
                           {"If-Modified-Since", get(path)["Last-Modified"]}}) == 200U);
        BOOST_TEST(status({{"If-Modified-Since", get(path)["Last-Modified"]}}) == 304U);
        BOOST_TEST(status({{"If-Modified-Since", long_ago}}) == 200U);
    });
}

BOOST_AUTO_TEST_CASE(a_file_that_was_just_changed_gives_no_promises)
{
    set_clock(0s);
    folder.write("new.txt", "new");
    const auto got = get("/new.txt");
    BOOST_TEST(got["ETag"].starts_with("W/"));
    BOOST_TEST(get("/new.txt", {{"If-None-Match", got["ETag"]}}).status == 304U);
    BOOST_TEST(get("/new.txt", {{"If-Match", got["ETag"]}}).status == 412U);
    BOOST_TEST(get("/new.txt", {{"Range", "bytes=0-0"}, {"If-Range", got["ETag"]}}).status == 200U);
    BOOST_TEST(get("/new.txt", {{"Range", "bytes=0-0"}, {"If-Range", got["Last-Modified"]}}).status == 200U);
    now += 10s;
    BOOST_TEST(get("/new.txt")["ETag"] == got["ETag"].substr(2));
}

BOOST_AUTO_TEST_CASE(a_file_of_more_than_four_gigabytes)
{
    constexpr std::uint64_t size = 5'000'000'000;
    folder.write("huge", "begin");
    std::filesystem::resize_file(folder.path() / "huge", size);
    {
        std::ofstream out{folder.path() / "huge", std::ios::binary | std::ios::in | std::ios::out};
        out.seekp(4'999'999'997);
        out << "end";
    }
    set_clock(3h);
    hawser::server::Answer answer;
    const hawser::Request request{Method::get, "/huge"};
    BOOST_REQUIRE(service->answer(request, "/huge", answer));
    BOOST_TEST(answer.body_size().value() == size);
    auto got = get("/huge", {{"Range", "bytes=4999999997-4999999999"}});
    BOOST_TEST(got.body == "end");
    BOOST_TEST(got["Content-Range"] == "bytes 4999999997-4999999999/5000000000");
    BOOST_TEST(get("/huge", {{"Range", "bytes=-3"}}).body == "end");
    got = get("/huge", {{"Range", "bytes=0-4,4999999990-"}});
    const auto parts = parts_of(got);
    BOOST_REQUIRE(parts.size() == 2U);
    BOOST_TEST(parts[0].body == "begin");
    BOOST_TEST(parts[1].body == std::string(7, '\0') + "end");
    BOOST_TEST(get("/huge", {{"Range", "bytes=5000000000-"}})["Content-Range"] == "bytes */5000000000");
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace file_ranges_test
