// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "net/socket_file.hpp"

#include "support/temp_folder.hpp"

#include <boost/test/unit_test.hpp>

#include <chrono>
#include <filesystem>
#include <string>
#include <utility>

namespace socket_file_test {

using hawser::net::FolderLock;
using hawser::net::remove_abandoned;
using hawser::net::SocketFile;
using namespace std::chrono_literals;

namespace {

struct Fixture {
    hawser::test::TempFolder folder;
    const std::string path = folder / "file";

    bool exists() const { return std::filesystem::exists(path); }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(socket_file, Fixture)

BOOST_AUTO_TEST_CASE(a_file_goes_with_its_owner)
{
    folder.write("file", "");
    {
        SocketFile first{path};
        SocketFile second{std::move(first)};
        first.remove();
        BOOST_TEST(exists());
        SocketFile third;
        third = std::move(second);
        BOOST_TEST(exists());
    }
    BOOST_TEST(!exists());
}

BOOST_AUTO_TEST_CASE(a_file_goes_once)
{
    folder.write("file", "");
    SocketFile file{path};
    file.remove();
    BOOST_TEST(!exists());
    folder.write("file", "");
    file.remove();
    BOOST_TEST(exists());
}

BOOST_AUTO_TEST_CASE(what_has_taken_its_place_stays)
{
    folder.write("file", "");
    {
        const SocketFile file{path};
        folder.write("other", "");
        std::filesystem::rename(folder / "other", path);
    }
    BOOST_TEST(exists());
}

BOOST_AUTO_TEST_CASE(a_file_that_is_gone_is_no_fault)
{
    const SocketFile file{path};
    folder.write("file", "");
    BOOST_TEST(remove_abandoned(folder / "nothing") == "");
}

BOOST_AUTO_TEST_CASE(one_holds_the_lock_at_a_time)
{
    {
        const FolderLock first{path, 0ms};
        BOOST_TEST(first.is_held());
        const FolderLock second{path, 0ms};
        BOOST_TEST(!second.is_held());
        const FolderLock elsewhere{folder.path().parent_path() / folder.path().filename() / "x" / "y", 0ms};
        BOOST_TEST(!elsewhere.is_held()); // no such folder
    }
    const FolderLock third{path, 0ms};
    BOOST_TEST(third.is_held());
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace socket_file_test
