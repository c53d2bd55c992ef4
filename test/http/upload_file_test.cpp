// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include <hawser/upload_file.hpp>

#include "core/utf8.hpp"
#include "support/temp_folder.hpp"

#include <boost/system/system_error.hpp>
#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>
#include <stdexcept>
#include <string>

#include <sys/stat.h>

namespace upload_file_test {

using namespace hawser;

namespace {

std::string read(const std::string& path)
{
    std::ifstream file{path, std::ios::binary};
    return {std::istreambuf_iterator<char>{file}, {}};
}

std::set<std::string> names_in(const std::filesystem::path& folder)
{
    std::set<std::string> names;
    for (const auto& entry : std::filesystem::directory_iterator{folder}) {
        names.insert(entry.path().filename().string());
    }
    return names;
}

} // namespace

BOOST_AUTO_TEST_SUITE(upload_file)

BOOST_AUTO_TEST_CASE(cleans_names)
{
    const std::pair<std::string, const char*> cases[]{
        {"photo.jpg", "photo.jpg"},
        {"na\xc3\xafve \xf0\x9f\x98\x80.txt", "na\xc3\xafve \xf0\x9f\x98\x80.txt"},
        {"../../etc/passwd", "passwd"},
        {"..\\..\\windows\\win.ini", "win.ini"},
        {"/etc/passwd", "passwd"},
        {"C:\\a.txt", "a.txt"},
        {"c:a.txt", "a.txt"},
        {"a.txt:stream", "a.txt_stream"},
        {"..", "file"},
        {".", "file"},
        {"", "file"},
        {"/", "file"},
        {"a/", "file"},
        {"...", "file"},
        {" . . ", "file"},
        {".htaccess", "htaccess"},
        {"..a..", "a"},
        {"a.txt. ", "a.txt"},
        {std::string{"a\0b.txt", 7}, "ab.txt"},
        {"a\r\nb\x1b\x7f.txt", "ab.txt"},
        {"a<>\"|?*b", "a______b"},
        {"CON", "_CON"},
        {"nul.tar.gz", "_nul.tar.gz"},
        {"Com1.txt", "_Com1.txt"},
        {"lpt9 .txt", "_lpt9 .txt"},
        {"console.txt", "console.txt"},
        {"com10.txt", "com10.txt"},
        {"\xff\xfe.txt", "__.txt"},
        {"a\xc3", "a_"},
        {"\xc3(", "_("},
        {"\xed\xa0\x80x", "___x"}, // a surrogate
        {"a\xe2\x80\xae"
         "gpj.exe",
         "agpj.exe"}, // right-to-left override
        {"a\xc2\x85\xef\xbb\xbf"
         "b",
         "ab"},
        {"%2e%2e%2fa", "%2e%2e%2fa"}, // never decoded
        {"\xe2\x80\xae..", "file"},
    };
    for (const auto& [given, wanted] : cases) {
        BOOST_TEST(clean_filename(given) == wanted, given << " -> " << clean_filename(given));
    }
}

BOOST_AUTO_TEST_CASE(shortens_names)
{
    BOOST_TEST(clean_filename(std::string(255, 'a')) == std::string(255, 'a'));
    BOOST_TEST(clean_filename(std::string(300, 'a')) == std::string(255, 'a'));
    BOOST_TEST(clean_filename(std::string(300, 'a') + ".jpeg") == std::string(250, 'a') + ".jpeg");
    BOOST_TEST(clean_filename("a." + std::string(300, 'b')).size() == 255u);
    BOOST_TEST(clean_filename("con." + std::string(251, 'b')).size() == 255u);
    std::string wide;
    for (int i = 0; i < 100; ++i) {
        wide.append("\xe2\x82\xac");
    }
    auto cut = clean_filename(wide + ".x");
    BOOST_TEST(cut.size() <= 255u);
    BOOST_TEST(core::is_valid_utf8(cut));
    BOOST_TEST(cut.ends_with("\xe2\x82\xac.x"));
}

BOOST_AUTO_TEST_CASE(writes_and_keeps)
{
    test::TempFolder folder;
    UploadFile file{folder.path().string(), "../a.txt"};
    file.write("hello ");
    file.write("");
    file.write("world");
    BOOST_TEST(file.name() == "a.txt");
    const auto path = file.keep();
    BOOST_TEST(path == folder / "a.txt");
    BOOST_TEST(read(path) == "hello world");
    struct ::stat status {};
    BOOST_TEST(::stat(path.c_str(), &status) == 0);
    BOOST_TEST((status.st_mode & 0077) == 0u);
    BOOST_CHECK_THROW(file.keep(), std::logic_error);
    BOOST_TEST(read(path) == "hello world");
}

BOOST_AUTO_TEST_CASE(never_replaces_anything)
{
    test::TempFolder folder;
    test::TempFolder outside;
    folder.write("a.tar.gz", "old");
    folder.link("link", outside / "target");
    folder.make_folder("folder");
    for (auto name : {"a.tar.gz", "a.tar.gz", "link", "folder", "README"}) {
        UploadFile file{folder.path().string(), name};
        file.write("new");
        const auto path = file.keep();
        BOOST_TEST(std::filesystem::path{path}.parent_path() == folder.path());
        BOOST_TEST(read(path) == "new");
    }
    BOOST_TEST(read(folder / "a.tar.gz") == "old");
    BOOST_TEST(names_in(outside.path()).empty());
    const auto names = names_in(folder.path());
    BOOST_TEST(names.size() == 8u);
    BOOST_TEST(std::count_if(names.begin(), names.end(), [](const std::string& name) {
                   return name.starts_with("a.tar-") && name.ends_with(".gz") && name.size() == 17;
               }) == 2);
}

BOOST_AUTO_TEST_CASE(finds_room_for_a_suffix)
{
    test::TempFolder folder;
    for (const auto& name :
         {std::string(251, 'a') + ".txt", "b." + std::string(253, 'c'), std::string(255, 'd')}) {
        for (int i = 0; i < 2; ++i) {
            UploadFile{folder.path().string(), name}.keep();
        }
    }
    const auto names = names_in(folder.path());
    BOOST_TEST(names.size() == 6u);
    BOOST_TEST(std::all_of(names.begin(), names.end(), [](const auto& name) { return name.size() <= 255; }));
}

BOOST_AUTO_TEST_CASE(leaves_nothing_behind)
{
    test::TempFolder folder;
    {
        UploadFile file{folder.path().string(), "a"};
        file.write("x");
        UploadFile moved{std::move(file)};
        UploadFile other{folder.path().string(), "b"};
        other = std::move(moved);
        BOOST_TEST(names_in(folder.path()) == std::set<std::string>{"a"}, boost::test_tools::per_element());
    }
    BOOST_TEST(names_in(folder.path()).empty());
    BOOST_CHECK_THROW((UploadFile{folder / "missing", "a"}), boost::system::system_error);
    folder.write("plain", "");
    BOOST_CHECK_THROW((UploadFile{folder / "plain", "a"}), boost::system::system_error);
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace upload_file_test
