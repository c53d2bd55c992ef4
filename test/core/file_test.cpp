// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "core/file.hpp"

#include "support/temp_folder.hpp"

#include <boost/system/errc.hpp>
#include <boost/test/unit_test.hpp>

#include <array>
#include <filesystem>
#include <string>
#include <string_view>
#include <utility>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace file_test {

namespace {

using namespace hawser::core;
using hawser::error_code;
using hawser::test::TempFolder;
namespace errc = boost::system::errc;

error_code error_of(const std::string& path)
{
    error_code ec;
    BOOST_TEST(!File::open(path, ec));
    return ec;
}

} // namespace

BOOST_AUTO_TEST_SUITE(file_test)

BOOST_AUTO_TEST_CASE(reads_by_offset)
{
    TempFolder folder;
    folder.write("a", "0123456789");
    error_code ec;
    const auto file = File::open(folder / "a", ec);
    BOOST_REQUIRE(file);
    BOOST_TEST(file->stamp().size == 10);
    std::array<char, 4> buffer{};
    BOOST_TEST(file->read(3, buffer, ec) == 4);
    BOOST_TEST((std::string_view{buffer.data(), 4} == "3456"));
    BOOST_TEST(file->read(8, buffer, ec) == 2);
    BOOST_TEST((std::string_view{buffer.data(), 2} == "89"));
    BOOST_TEST(file->read(10, buffer, ec) == 0);
    BOOST_TEST(file->read(1000, buffer, ec) == 0);
    BOOST_TEST(!ec);
}

BOOST_AUTO_TEST_CASE(what_is_no_regular_file)
{
    TempFolder folder;
    folder.make_folder("folder");
    BOOST_REQUIRE(::mkfifo((folder / "fifo").c_str(), 0600) == 0);
    folder.link("dangling", "nowhere");
    BOOST_TEST((error_of(folder / "folder") == errc::is_a_directory));
    BOOST_TEST((error_of(folder / "missing") == errc::no_such_file_or_directory));
    BOOST_TEST((error_of(folder / "fifo") == errc::no_such_file_or_directory)); // and does not block
    BOOST_TEST((error_of(folder / "dangling") == errc::no_such_file_or_directory));
    BOOST_TEST((error_of("/dev/null") == errc::no_such_file_or_directory));
    BOOST_TEST((error_of("") == errc::no_such_file_or_directory));
}

BOOST_AUTO_TEST_CASE(adopt_keeps_an_error_from_before)
{
    TempFolder folder;
    folder.write("a", "x");
    auto ec = errc::make_error_code(errc::permission_denied);
    BOOST_TEST(!File::adopt(Descriptor{::open((folder / "a").c_str(), O_RDONLY)}, ec));
    BOOST_TEST((ec == errc::permission_denied));
    ec = {};
    BOOST_TEST(!File::adopt(Descriptor{}, ec));
}

BOOST_AUTO_TEST_CASE(a_change_is_seen)
{
    TempFolder folder;
    error_code ec;
    const auto check = [&](const char* what, auto change, bool expected) {
        folder.write("a", "0123456789");
        folder.age("a");
        const auto file = File::open(folder / "a", ec);
        BOOST_REQUIRE(file);
        BOOST_TEST(!file->has_changed());
        change();
        BOOST_TEST(file->has_changed() == expected, what);
    };
    check(
        "cut", [&] { std::filesystem::resize_file(folder / "a", 5); }, true);
    check(
        "longer", [&] { std::filesystem::resize_file(folder / "a", 11); }, true);
    check(
        "written over", [&] { folder.write("a", "9876543210"); }, true);
    // The descriptor still refers to the old one, which is whole.
    check(
        "replaced",
        [&] {
            folder.write("b", "something else");
            std::filesystem::rename(folder / "b", folder / "a");
        },
        false);
    check(
        "removed", [&] { std::filesystem::remove(folder / "a"); }, false);
}

BOOST_AUTO_TEST_CASE(stamps)
{
    TempFolder folder;
    folder.write("a", "1");
    folder.write("b", "1");
    error_code ec;
    const auto a = File::open(folder / "a", ec);
    const auto b = File::open(folder / "b", ec);
    BOOST_REQUIRE((a && b));
    BOOST_TEST((a->stamp() != b->stamp()));
    BOOST_TEST((a->stamp() == File::open(folder / "a", ec)->stamp()));
    BOOST_TEST((FileStamp{0, 1'999'999'999, 0}.modified() == 1));
}

BOOST_AUTO_TEST_CASE(a_descriptor_is_closed_once)
{
    const int value = ::open("/dev/null", O_RDONLY | O_CLOEXEC);
    BOOST_REQUIRE(value >= 0);
    const auto is_open = [value] { return ::fcntl(value, F_GETFD) != -1; };
    {
        Descriptor first{value};
        Descriptor second{std::move(first)};
        BOOST_TEST(!first); // NOLINT: moved-from on purpose
        BOOST_TEST(second.get() == value);
        first = std::move(second);
        BOOST_TEST(first.get() == value);
        BOOST_TEST(is_open());
    }
    BOOST_TEST(!is_open());
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace file_test
