// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "http/multipart.hpp"

#include "support/multipart_transcript.hpp"

#include <boost/test/unit_test.hpp>

#include <numeric>
#include <string>
#include <string_view>
#include <vector>

namespace multipart_test {

using namespace hawser;
using test::multipart_transcript;

namespace {

const std::string field = "Content-Disposition: form-data; name=\"a\"\r\n";

/// Runs `input` whole, cut in two at every offset, and byte by byte; all have to give the same transcript.
/// A failure may come before the content in front of it is complete, so only its line is compared then.
std::string same_transcript(std::string_view input, const FormLimits& limits = {})
{
    const auto whole = multipart_transcript("AaB03x", input, {}, limits);
    for (std::size_t cut = 0; cut <= input.size(); ++cut) {
        const auto parts = multipart_transcript("AaB03x", input, {cut}, limits);
        BOOST_TEST(parts == whole, "cut at " << cut << ": " << parts << "whole: " << whole);
    }
    std::vector<std::size_t> every(input.size());
    std::iota(every.begin(), every.end(), std::size_t{0});
    const auto bytewise = multipart_transcript("AaB03x", input, every, limits);
    BOOST_TEST(bytewise == whole, "byte by byte: " << bytewise << "whole: " << whole);
    return whole;
}

std::string form(std::string_view header, std::string_view content = "x")
{
    return std::string{"--AaB03x\r\n"}.append(header).append("\r\n").append(content).append(
        "\r\n--AaB03x--\r\n");
}

bool fails(std::string_view input, form_error e, const FormLimits& limits = {})
{
    const auto line = "failed " + make_error_code(e).message() + "\n";
    return same_transcript(input, limits).ends_with(line);
}

} // namespace

BOOST_AUTO_TEST_SUITE(multipart)

BOOST_AUTO_TEST_CASE(reads_fields_and_files)
{
    BOOST_TEST(
        same_transcript("--AaB03x\r\n"
                        "Content-Disposition: form-data; name=\"field\"\r\n"
                        "\r\n"
                        "Joe\r\nBlow\r\n"
                        "--AaB03x\r\n"
                        "content-type: image/png; x=y\r\n"
                        "CONTENT-DISPOSITION: Form-Data; filename=\"../a \\\"b\\\".png\" ; NAME=pic\r\n"
                        "X-Other: \xc3\xbc\r\n"
                        "\r\n"
                        "\r\n--AaB03\r\r\n\r\n--AaB03x \t\r\n"
                        "Content-Disposition: form-data; name=\"\"; filename=\"\"\r\n"
                        "\r\n"
                        "\r\n--AaB03x--\r\nepilogue") ==
        "part field: Joe\r\nBlow\n"
        "part pic file a _b_.png image/png; x=y: \r\n--AaB03\r\r\n\n"
        "part  file : \n"
        "complete\n");
}

BOOST_AUTO_TEST_CASE(ignores_what_stands_around_the_form)
{
    BOOST_TEST(same_transcript("\r\n" + form(field)) == "part a: x\ncomplete\n");
    BOOST_TEST(same_transcript("pre --AaB03x\r\n-\r\n" + form(field) + "\r\n--AaB03x\r\n") ==
               "part a: x\ncomplete\n");
    BOOST_TEST(same_transcript("--AaB03x--") == "complete\n");
    BOOST_TEST(same_transcript("\r\n--AaB03x--") == "complete\n");
}

BOOST_AUTO_TEST_CASE(takes_a_part_without_content)
{
    // With and without the empty line's own CRLF (RFC 2046 §5.1.1).
    BOOST_TEST(same_transcript(form(field, "")) == "part a: \ncomplete\n");
    BOOST_TEST(same_transcript("--AaB03x\r\n" + field + "\r\n--AaB03x--") == "part a: \ncomplete\n");
}

BOOST_AUTO_TEST_CASE(waits_for_the_end)
{
    const auto input = form(field);
    for (std::size_t size = 0; size < input.size() - 2; ++size) {
        BOOST_TEST(same_transcript(std::string_view{input}.substr(0, size)).ends_with("need_more\n"));
    }
}

BOOST_AUTO_TEST_CASE(refuses_delimiters_that_can_be_misread)
{
    for (auto bad : {"--AaB03xy\r\n", "--AaB03x-\r\n", "--AaB03x\n", "--AaB03x x\r\n", "--AaB03x\r\r\n"}) {
        BOOST_TEST(fails(bad, form_error::bad_delimiter), bad);
    }
    BOOST_TEST(fails("--AaB03x\r\n" + field + "\r\nx\r\n--AaB03xy--", form_error::bad_delimiter));
    BOOST_TEST(same_transcript("--AaB03x" + std::string(64, ' ') + "\r\n" + field + "\r\n\r\n--AaB03x--") ==
               "part a: \ncomplete\n");
    BOOST_TEST(fails("--AaB03x" + std::string(65, ' ') + "\r\n", form_error::bad_delimiter));
}

BOOST_AUTO_TEST_CASE(refuses_malformed_headers)
{
    for (auto bad : {"",
                     "X: y\r\n",
                     "Content-Disposition: form-data\r\n",
                     "Content-Disposition: form-data; name\r\n",
                     "Content-Disposition: attachment; name=a\r\n",
                     "Content-Disposition: form-data; name=\"a\r\n",
                     "Content-Disposition: form-data; name=a; name=b\r\n",
                     "Content-Disposition: form-data; name=a; filename=b; filename=c\r\n",
                     "Content-Disposition: form-data; name=\"a\" x\r\n",
                     "Content-Disposition: form-data name=a\r\n",
                     "Content-Disposition: form-data; name=a\r\nContent-Disposition: form-data; name=a\r\n",
                     "Content-Disposition: form-data;\r\n name=a\r\n",
                     "Content-Disposition : form-data; name=a\r\n",
                     ": x\r\n",
                     "no colon\r\n",
                     "Content-Disposition: form-data; name=\"a\x01\"\r\n",
                     "Content-Disposition: form-data; name=a\r\nContent-Transfer-Encoding: base64\r\n",
                     "Content-Disposition: form-data; name=a\n",
                     "\nX",
                     "Content-Disposition: form-data; =a\r\n",
                     "Content-Disposition: form-data; name=a; filename*=latin1''x\r\n"}) {
        BOOST_TEST(fails(form(bad), form_error::bad_part), bad);
    }
    BOOST_TEST(fails(form(std::string_view{"Content-Disposition: form-data; name=\"a\0\"\r\n", 43}),
                     form_error::bad_part));
}

BOOST_AUTO_TEST_CASE(reads_names_as_clients_write_them)
{
    const auto header = [](std::string_view parameters) {
        return same_transcript(
            form(std::string{"Content-Disposition: form-data; "}.append(parameters) + "\r\n", ""));
    };
    BOOST_TEST(header("name=\"%22%0D%0A\"") == "part %22%0D%0A: \ncomplete\n"); // stays as it is
    BOOST_TEST(header("name=\"a;b=\\\\c\\d\"") == "part a;b=\\c\\d: \ncomplete\n");
    BOOST_TEST(header("name=a; filename=\"C:\\dir\\b.txt\"") == "part a file b.txt: \ncomplete\n");
    BOOST_TEST(header("name=a; filename*=UTF-8''na%C3%AFve.txt") ==
               "part a file na\xc3\xafve.txt: \ncomplete\n");
    BOOST_TEST(header("name=a; filename*=UTF-8''x; filename=y") == "part a file y: \ncomplete\n");
    BOOST_TEST(header("name=a; other=b") == "part a: \ncomplete\n");
    BOOST_TEST(same_transcript(form(field + "Content-Transfer-Encoding: 8BIT\r\n")) ==
               "part a: x\ncomplete\n");
}

BOOST_AUTO_TEST_CASE(keeps_to_its_limits)
{
    const auto two = "--AaB03x\r\n" + field + "\r\nx\r\n" + form(field);
    BOOST_TEST(same_transcript(two, {.parts = 2}) == "part a: x\npart a: x\ncomplete\n");
    BOOST_TEST(fails(two, form_error::too_many_parts, {.parts = 1}));
    BOOST_TEST(same_transcript(form(field), {.part_header = field.size() + 2}) == "part a: x\ncomplete\n");
    BOOST_TEST(fails(form(field), form_error::part_header_too_large, {.part_header = field.size() + 1}));
    BOOST_TEST(fails("--AaB03x\r\n" + std::string(101, 'x'), form_error::part_header_too_large,
                     {.part_header = 100}));
    BOOST_TEST(same_transcript(form(field, "1234567890"), {.field = 10, .file = 1}) ==
               "part a: 1234567890\ncomplete\n");
    BOOST_TEST(fails(form(field, "1234567890"), form_error::part_too_large, {.field = 9}));
    BOOST_TEST(same_transcript(two, {.all_fields = 2}).ends_with("complete\n"));
    BOOST_TEST(fails(two, form_error::part_too_large, {.all_fields = 1}));
    const std::string file = "Content-Disposition: form-data; name=a; filename=b\r\n";
    BOOST_TEST(same_transcript(form(file, "123"), {.field = 1, .file = 3}).ends_with("complete\n"));
    BOOST_TEST(fails(form(file, "1234"), form_error::part_too_large, {.field = 1000, .file = 3}));
}

BOOST_AUTO_TEST_CASE(limits_the_whole)
{
    const auto input = form(field);
    BOOST_TEST(same_transcript(input, {.total = input.size() - 2}).ends_with("complete\n"));
    BOOST_TEST(multipart_transcript("AaB03x", input, {}, {.total = input.size() - 3}).find("failed") !=
               std::string::npos);
    BOOST_TEST(
        multipart_transcript("AaB03x", std::string(1000, 'x'), {}, {.total = 900}).starts_with("failed"));
}

BOOST_AUTO_TEST_CASE(finds_the_boundary)
{
    BOOST_TEST(http::multipart_boundary("Multipart/Form-Data; boundary=abc").value() == "abc");
    BOOST_TEST(http::multipart_boundary("multipart/form-data; x=y; BOUNDARY=\"a b'\"").value() == "a b'");
    BOOST_TEST(http::multipart_boundary("multipart/form-data; boundary=" + std::string(70, 'x')).has_value());
    for (const auto& bad :
         {std::string{"multipart/form-data"}, std::string{"multipart/mixed; boundary=a"},
          std::string{"multipart/form-data; boundary="}, std::string{"multipart/form-data; boundary=\"a \""},
          "multipart/form-data; boundary=" + std::string(71, 'x'),
          std::string{"multipart/form-data; boundary=a; boundary=a"},
          std::string{"multipart/form-data; boundary=a*"}, std::string{}}) {
        BOOST_TEST(!http::multipart_boundary(bad).has_value(), bad);
    }
}

// Content that is almost a delimiter, again and again.
BOOST_AUTO_TEST_CASE(takes_linear_time)
{
    std::string content;
    while (content.size() < 2'000'000) {
        content.append("\r\r\n--AaB03\r\n--AaB03");
    }
    const auto input = form(field, content);
    std::vector<std::size_t> cuts;
    for (std::size_t at = 0; at < input.size(); at += 61) {
        cuts.push_back(at);
    }
    BOOST_TEST(multipart_transcript("AaB03x", input, cuts, {.field = 3'000'000}).size() > content.size());
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace multipart_test
