// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "server/open_beneath.hpp"

#include "support/temp_folder.hpp"

#include <boost/test/unit_test.hpp>

#include <array>
#include <string>

#include <fcntl.h>
#include <unistd.h>

namespace open_beneath_test {

namespace {

using namespace hawser;
using namespace hawser::server;
using hawser::test::TempFolder;

std::string content(const core::Descriptor& file, const error_code& ec)
{
    if (!file) {
        BOOST_TEST(ec.failed());
        return "";
    }
    BOOST_TEST(!ec);
    if (core::is_folder(file)) {
        return "-> folder";
    }
    std::array<char, 100> buffer{};
    const auto size = ::read(file.get(), buffer.data(), buffer.size());
    return {buffer.data(), static_cast<std::size_t>(size < 0 ? 0 : size)};
}

} // namespace

BOOST_AUTO_TEST_SUITE(open_beneath_test)

// With and without the kernel's help the same is found, and the same refused.
BOOST_AUTO_TEST_CASE(both_ways_agree)
{
    TempFolder folder;
    folder.write("root/a.txt", "a");
    folder.write("root/sub/deep/b.txt", "b");
    folder.write("secret/key", "secret");
    folder.write("rooted", "its name begins as that of the root");
    folder.link("root/link", "sub/deep/b.txt");
    folder.link("root/folder", "sub");
    folder.link("root/twice", "folder/deep/../../link");
    folder.link("root/sub/up", "../a.txt");
    folder.link("root/sub/here", ".");
    folder.link("root/sub/top", "..");
    folder.link("root/absolute", folder / "root/a.txt");
    folder.link("root/absolute_folder", folder / "root/sub");
    folder.link("root/out", "../secret/key");
    folder.link("root/out_folder", "../secret");
    folder.link("root/out_and_back", "../root/a.txt");
    folder.link("root/neighbour", "../rooted");
    folder.link("root/sub/through", "../../root/a.txt");
    folder.link("root/self", "self");
    folder.link("root/dangling", "nowhere");
    folder.link("root/system", "/etc/passwd");
    folder.link("root/process", "/proc/self/root");
    folder.link("root/many0", "a.txt");
    for (int i = 1; i <= 45; ++i) {
        folder.link("root/many" + std::to_string(i), "many" + std::to_string(i - 1));
    }
    struct Row {
        const char* name;
        const char* content;
    };
    constexpr Row rows[] = {
        {"a.txt", "a"},
        {"sub/deep/b.txt", "b"},
        {"sub", "-> folder"},
        {"", "-> folder"},
        {"link", "b"},
        {"folder/deep/b.txt", "b"},
        {"folder", "-> folder"},
        {"twice", "b"},
        {"sub/up", "a"},
        {"sub/here/up", "a"},
        {"sub/top", "-> folder"},
        {"sub/top/a.txt", "a"},
        {"many30", "a"},
        {"missing", ""},
        {"sub/missing", ""},
        {"missing/a.txt", ""},
        {"a.txt/b", ""},
        {"absolute", ""},
        {"absolute_folder", ""},
        {"absolute_folder/up", ""},
        {"out", ""},
        {"out_folder", ""},
        {"out_folder/key", ""},
        {"out_and_back", ""},
        {"neighbour", ""},
        {"sub/through", ""},
        {"self", ""},
        {"self/a", ""},
        {"dangling", ""},
        {"system", ""},
        {"process/etc/passwd", ""},
        {"..", ""},
        {"../secret/key", ""},
        {"sub/../../secret/key", ""},
        {"sub/../a.txt", "a"},
        {"many45", ""},
    };
    const core::Descriptor root{::open((folder / "root").c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
    for (const auto& row : rows) {
        error_code ec;
        const auto opened = open_beneath(root.get(), row.name, ec);
        BOOST_TEST(content(opened, ec) == row.content, "with the kernel's help: " << row.name);
        error_code walk_ec;
        const auto walked = walk_beneath(root.get(), row.name, walk_ec);
        BOOST_TEST(content(walked, walk_ec) == row.content, "without: " << row.name);
    }
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace open_beneath_test
