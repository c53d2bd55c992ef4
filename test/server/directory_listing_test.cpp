// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "server/directory_listing.hpp"

#include "support/temp_folder.hpp"

#include <boost/test/unit_test.hpp>

#include <filesystem>
#include <string>
#include <string_view>

#include <fcntl.h>
#include <sys/stat.h>

namespace directory_listing_test {

namespace {

using hawser::core::Descriptor;
using hawser::test::TempFolder;

std::string listing(const TempFolder& folder, std::string_view path = "/", std::size_t max_entries = 100)
{
    return hawser::server::directory_listing(
        Descriptor{::open(folder.path().c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)}, path, max_entries);
}

bool has(const std::string& page, std::string_view text)
{
    return page.find(text) != std::string::npos;
}

} // namespace

BOOST_AUTO_TEST_SUITE(directory_listing_test)

BOOST_AUTO_TEST_CASE(folders_then_files_by_name)
{
    TempFolder folder;
    for (const auto* name : {"b.txt", "a.txt", "z/x", "m/x"}) {
        folder.write(name, "12345");
    }
    const auto page = listing(folder);
    std::size_t last = 0;
    for (const auto* link : {"href=\"./m/\"", "href=\"./z/\"", "href=\"./a.txt\"", "href=\"./b.txt\""}) {
        const auto at = page.find(link);
        BOOST_REQUIRE(at != std::string::npos);
        BOOST_TEST(at > last);
        last = at;
    }
    BOOST_TEST(has(page, "5 B"));
    BOOST_TEST(!has(page, "../"));
    BOOST_TEST(has(listing(folder, "/sub/"), "href=\"../\""));
    BOOST_TEST(has(page, "</html>"));
}

BOOST_AUTO_TEST_CASE(sizes_and_dates)
{
    TempFolder folder;
    folder.write("a", "");
    std::filesystem::resize_file(folder.path() / "a", 5'000'000'000);
    folder.write("b", std::string(1536, 'x'));
    const timespec times[] = {{0, UTIME_OMIT}, {784111777, 0}};
    BOOST_REQUIRE(::utimensat(AT_FDCWD, (folder / "a").c_str(), times, 0) == 0);
    const auto page = listing(folder);
    BOOST_TEST(has(page, "4.6 GiB"));
    BOOST_TEST(has(page, "1.5 KiB"));
    BOOST_TEST(has(page, "1994-11-06 08:49"));
}

BOOST_AUTO_TEST_CASE(names_are_text)
{
    TempFolder folder;
    const std::string evil{"<img src=x onerror=alert(1)>\"'&.txt"};
    folder.write(evil, "x");
    folder.write("100% ?#.txt", "x");
    folder.write("\xc3\xa4.txt", "x");
    const auto page = listing(folder, "/<script>/");
    BOOST_TEST(!has(page, "<img"));
    BOOST_TEST(!has(page, "<script>"));
    BOOST_TEST(has(page, "&lt;img src=x onerror=alert(1)&gt;&quot;&#39;&amp;.txt</a>"));
    BOOST_TEST(has(page, "href=\"./%3Cimg%20src=x%20onerror=alert(1)%3E%22%27%26.txt\""));
    BOOST_TEST(has(page, "href=\"./100%25%20%3F%23.txt\""));
    BOOST_TEST(has(page, "href=\"./%C3%A4.txt\""));
}

BOOST_AUTO_TEST_CASE(what_is_not_listed)
{
    TempFolder folder;
    for (const auto* name : {".env", ".git/config", "back\\slash", "co:lon", "new\nline", "shown"}) {
        folder.write(name, "x");
    }
    folder.link("link", "shown");
    BOOST_REQUIRE(::mkfifo((folder / "fifo").c_str(), 0600) == 0);
    const auto page = listing(folder);
    BOOST_TEST(has(page, "shown"));
    for (const auto* name : {".env", ".git", "slash", "lon", "line", "link\"", "fifo"}) {
        BOOST_TEST(!has(page, std::string{"./"} + name), name);
    }
}

BOOST_AUTO_TEST_CASE(a_large_folder_is_cut)
{
    TempFolder folder;
    for (int i = 0; i < 20; ++i) {
        folder.write("file" + std::to_string(i), "x");
    }
    const auto rows = [](const std::string& page) {
        std::size_t count = 0;
        for (auto at = page.find("<a "); at != std::string::npos; at = page.find("<a ", at + 1)) {
            ++count;
        }
        return count;
    };
    const auto cut = listing(folder, "/", 10);
    BOOST_TEST(rows(cut) == 10U);
    BOOST_TEST(has(cut, "more than these 10 entries"));
    const auto whole = listing(folder, "/", 20);
    BOOST_TEST(rows(whole) == 20U);
    BOOST_TEST(!has(whole, "more than"));
}

BOOST_AUTO_TEST_CASE(an_empty_folder)
{
    TempFolder folder;
    BOOST_TEST(has(listing(folder), "<h1>Files in /</h1>"));
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace directory_listing_test
