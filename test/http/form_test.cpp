// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include <hawser/form.hpp>
#include <hawser/multipart_reader.hpp>
#include <hawser/request.hpp>

#include "support/temp_folder.hpp"

#include <boost/test/unit_test.hpp>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>
#include <vector>

namespace form_test {

using namespace hawser;
using Event = MultipartReader::Event;

namespace {

Request post(std::string_view type, std::string_view body)
{
    Request request{Method::post};
    request.fields().add("Content-Type", type);
    request.body(body);
    return request;
}

constexpr std::string_view urlencoded = "application/x-www-form-urlencoded";
constexpr std::string_view multipart = "multipart/form-data; boundary=b";

const std::string body = "--b\r\nContent-Disposition: form-data; name=\"x\"\r\n\r\n1\r\n"
                         "--b\r\nContent-Disposition: form-data; name=\"x\"\r\n\r\n2\r\n"
                         "--b\r\nContent-Disposition: form-data; name=\"f\"; filename=\"../a.txt\"\r\n"
                         "Content-Type: text/plain\r\n\r\nhello\r\n"
                         "--b\r\nContent-Disposition: form-data; name=\"none\"; filename=\"\"\r\n"
                         "Content-Type: application/octet-stream\r\n\r\n\r\n"
                         "--b--\r\n";

error_code error_of(const Request& request, const FormLimits& limits = {})
{
    error_code ec;
    const auto form = Form::parse(request, ec, limits);
    BOOST_TEST((form.fields().empty() || !ec));
    return ec;
}

std::string read(const std::string& path)
{
    std::ifstream file{path, std::ios::binary};
    return {std::istreambuf_iterator<char>{file}, {}};
}

} // namespace

BOOST_AUTO_TEST_SUITE(forms)

BOOST_AUTO_TEST_CASE(reads_urlencoded_fields)
{
    error_code ec;
    const auto form = Form::parse(
        post("application/X-WWW-form-urlencoded; charset=utf-8", "a=1+2&b%3d=%26&&a=%zz&c&=d"), ec);
    BOOST_TEST(!ec);
    BOOST_TEST(form.fields().size() == 5u);
    BOOST_TEST(form.value("a").value() == "1 2");
    BOOST_TEST(form.values("a") == (std::vector<std::string>{"1 2", "%zz"}),
               boost::test_tools::per_element());
    BOOST_TEST(form.value("b=").value() == "&");
    BOOST_TEST(form.value("c").value() == "");
    BOOST_TEST(form.value("").value() == "d");
    BOOST_TEST(!form.value("A").has_value());
    BOOST_TEST(form.files().empty());
    BOOST_TEST(form.file("a") == nullptr);
    BOOST_TEST(Form::parse(post(urlencoded, ""), ec).fields().empty());
    BOOST_TEST(!ec);
}

BOOST_AUTO_TEST_CASE(limits_urlencoded_fields)
{
    const auto request = post(urlencoded, "a=1&b=2");
    BOOST_TEST(!error_of(request, {.parts = 2, .field = 2, .total = 7}));
    BOOST_TEST(error_of(request, {.parts = 1}) == make_error_code(form_error::too_many_parts));
    BOOST_TEST(error_of(request, {.field = 1}) == make_error_code(form_error::part_too_large));
    BOOST_TEST(error_of(request, {.all_fields = 3}) == make_error_code(form_error::part_too_large));
    BOOST_TEST(!error_of(request, {.all_fields = 4}));
    BOOST_TEST(error_of(request, {.total = 6}) == make_error_code(form_error::form_too_large));
}

BOOST_AUTO_TEST_CASE(reads_a_multipart_form)
{
    const auto request = post(multipart, body);
    error_code ec;
    const auto form = Form::parse(request, ec);
    BOOST_TEST(!ec);
    BOOST_TEST(form.values("x") == (std::vector<std::string>{"1", "2"}), boost::test_tools::per_element());
    BOOST_TEST(form.files().size() == 1u); // where none was chosen, there is none
    const auto* file = form.file("f");
    BOOST_TEST_REQUIRE(file != nullptr);
    BOOST_TEST(file->filename() == "a.txt");
    BOOST_TEST(file->content_type() == "text/plain");
    BOOST_TEST(file->data() == "hello");
    BOOST_TEST((file->data().data() > request.body().data())); // not copied
    test::TempFolder folder;
    BOOST_TEST(file->save_to(folder.path().string()) == folder / "a.txt");
    BOOST_TEST(file->save_to(folder.path().string()) != folder / "a.txt");
    BOOST_TEST(read(file->save_to(folder.path().string(), "../b")) == "hello");
    BOOST_TEST(read(folder / "b") == "hello");
}

BOOST_AUTO_TEST_CASE(says_what_is_wrong)
{
    BOOST_TEST(error_of(post("text/plain", "a=1")) == make_error_code(form_error::not_a_form));
    BOOST_TEST(error_of(post("multipart/form-data", body)) == make_error_code(form_error::not_a_form));
    BOOST_TEST(error_of(Request{}) == make_error_code(form_error::not_a_form));
    auto twice = post(urlencoded, "a=1");
    twice.fields().add("Content-Type", multipart);
    BOOST_TEST(error_of(twice) == make_error_code(form_error::not_a_form));
    for (std::size_t size = 0; size < body.size() - 2; ++size) {
        BOOST_TEST(error_of(post(multipart, body.substr(0, size))) == make_error_code(form_error::truncated));
    }
    BOOST_TEST(error_of(post(multipart, "--b\r\n\r\n")) == make_error_code(form_error::bad_part));
    BOOST_TEST(error_of(post(multipart, body), {.file = 4}) == make_error_code(form_error::part_too_large));
}

BOOST_AUTO_TEST_CASE(classifies_errors)
{
    for (int value = 1; value <= 8; ++value) {
        const auto ec = make_error_code(static_cast<form_error>(value));
        BOOST_TEST(ec.message() != "unknown form error");
        BOOST_TEST((ec == condition::limit_exceeded) == (value >= 5));
        BOOST_TEST((ec == condition::protocol_error) == (value < 5));
        BOOST_TEST(form_status(ec) == (value == 1 ? 415u : value < 5 ? 400u : 413u));
    }
    BOOST_TEST(make_error_code(static_cast<form_error>(9)).message() == "unknown form error");
    BOOST_TEST(form_status(make_error_code(boost::system::errc::permission_denied)) == 500u);
    BOOST_TEST(form_category().name() == std::string_view{"hawser.form"});
}

BOOST_AUTO_TEST_CASE(reads_a_body_in_a_file)
{
    test::TempFolder folder;
    folder.write("body", body);
    folder.write("empty", "");
    folder.write("fields", "a=1&b=2");
    auto request = post(multipart, "");
    request.body_file(folder / "body", nullptr);
    error_code ec;
    auto form = Form::parse(request, ec);
    BOOST_TEST(!ec);
    std::filesystem::remove(folder / "body");
    const auto copy = form;
    form = {};
    BOOST_TEST(copy.value("x").value() == "1");
    BOOST_TEST(copy.file("f")->data() == "hello"); // the map outlives the file

    auto plain = post(urlencoded, "");
    plain.body_file(folder / "fields", nullptr);
    BOOST_TEST(Form::parse(plain, ec).value("b").value() == "2");
    plain.body_file(folder / "empty", nullptr);
    BOOST_TEST(Form::parse(plain, ec).fields().empty());
    BOOST_TEST(!ec);
    plain.body_file(folder / "missing", nullptr);
    BOOST_TEST(form_status(error_of(plain)) == 500u);
}

BOOST_AUTO_TEST_CASE(streams_piece_by_piece)
{
    for (const std::size_t step : {std::size_t{1}, std::size_t{7}, body.size()}) {
        MultipartReader reader{post(multipart, "")};
        std::string seen;
        bool done = false;
        for (std::size_t at = 0; at < body.size() && !done; at += step) {
            std::string piece = body.substr(at, step);
            reader.feed(piece);
            for (auto event = reader.next(); event != Event::need_more && !done; event = reader.next()) {
                BOOST_TEST((event != Event::failed));
                seen.append(event == Event::part ? reader.part().name + "<" + reader.part().filename + ":"
                                                 : "");
                seen.append(event == Event::data ? reader.data() : "");
                seen.append(event == Event::part_end ? ">" : "");
                done = event == Event::complete;
            }
            piece.assign(piece.size(), '?'); // it need not stay
        }
        BOOST_TEST(seen == "x<:1>x<:2>f<a.txt:hello>none<:>");
        BOOST_TEST(done);
        reader.feed("epilogue");
        reader.finish();
        BOOST_TEST((reader.next() == Event::complete));
        BOOST_TEST(reader.data() == "");
    }
}

BOOST_AUTO_TEST_CASE(takes_several_pieces_at_once)
{
    MultipartReader reader{post(multipart, "")};
    reader.feed(std::string_view{body}.substr(0, 10));
    reader.feed(std::string_view{body}.substr(10, 50));
    reader.feed(std::string_view{body}.substr(60));
    auto moved = std::move(reader);
    int parts = 0;
    for (auto event = moved.next(); event != Event::complete; event = moved.next()) {
        BOOST_TEST_REQUIRE((event != Event::failed && event != Event::need_more));
        parts += event == Event::part ? 1 : 0;
    }
    BOOST_TEST(parts == 4);
}

BOOST_AUTO_TEST_CASE(fails_for_good)
{
    MultipartReader other{post(urlencoded, "")};
    BOOST_TEST((other.next() == Event::failed));
    BOOST_TEST(other.error() == make_error_code(form_error::not_a_form));
    BOOST_TEST(other.part().name == "");
    BOOST_TEST(other.data() == "");

    MultipartReader cut{post(multipart, "")};
    cut.feed("--b\r\nConte");
    BOOST_TEST((cut.next() == Event::need_more));
    cut.finish();
    BOOST_TEST((cut.next() == Event::failed));
    BOOST_TEST(cut.error() == make_error_code(form_error::truncated));

    MultipartReader bad{post(multipart, ""), {.parts = 0}};
    bad.feed(body);
    BOOST_TEST((bad.next() == Event::failed));
    bad.feed(body);
    BOOST_TEST((bad.next() == Event::failed));
    BOOST_TEST(bad.error() == make_error_code(form_error::too_many_parts));
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace form_test
