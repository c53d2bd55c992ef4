// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "server/document_root.hpp"

#include "support/temp_folder.hpp"

#include <hawser/error.hpp>
#include <hawser/request.hpp>

#include <boost/system/system_error.hpp>
#include <boost/test/unit_test.hpp>

#include <optional>
#include <string>
#include <string_view>

#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

namespace document_root_test {

namespace {

using namespace hawser::server;
using hawser::test::TempFolder;
using namespace std::string_view_literals;

/// A folder with what may be served, beside one with what may not.
struct Fixture {
    TempFolder folder;
    std::optional<DocumentRoot> root;

    Fixture()
    {
        folder.write("root/a.txt", "a");
        folder.write("root/index.html", "top");
        folder.write("root/sub/index.html", "sub");
        folder.write("root/sub/deep/b.txt", "b");
        folder.write("root/.env", "secret");
        folder.write("root/.git/config", "secret");
        folder.write("root/.well-known/x", "known");
        folder.write("root/%2e%2e/odd.txt", "odd");
        folder.write("secret/key", "secret");
        folder.write("rooted", "its name begins as that of the root");
        root.emplace(folder / "root");
    }

    /// The content of a file; `"-> directory"`; nothing if there is nothing that may be served.
    std::string get(std::string_view path) const
    {
        const auto found = root->find(path);
        if (found.kind == DocumentRoot::Kind::directory) {
            return "-> directory";
        }
        if (found.kind == DocumentRoot::Kind::missing) {
            BOOST_TEST(!found.file);
            return "";
        }
        std::string content(found.file->stamp().size, '\0');
        hawser::error_code ec;
        BOOST_TEST(found.file->read(0, content, ec) == content.size());
        return content;
    }

    /// The same for a target as a client sends it.
    std::string request(std::string_view target) const
    {
        hawser::Request request;
        return request.target(target) ? get(request.path()) : "";
    }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(document_root_test, Fixture)

BOOST_AUTO_TEST_CASE(files_and_folders)
{
    BOOST_TEST(get("/a.txt") == "a");
    BOOST_TEST(get("/") == "top");
    BOOST_TEST(get("/index.html") == "top");
    BOOST_TEST(get("/sub/") == "sub");
    BOOST_TEST(get("/sub") == "-> directory");
    BOOST_TEST(get("/sub/deep/b.txt") == "b");
    BOOST_TEST(get("/sub/deep") == "-> directory");
    BOOST_TEST(get("/.well-known/x") == "known");
    for (const auto* path : {"/missing", "/a.txt/", "/a.txt/b", "/sub/deep/", "/sub/missing/", "/A.TXT"}) {
        BOOST_TEST(get(path) == "", path);
    }
}

BOOST_AUTO_TEST_CASE(the_name_is_that_of_the_file)
{
    BOOST_TEST(root->find("/a.txt").name == "a.txt");
    BOOST_TEST(root->find("/").name == "index.html");
    BOOST_TEST(root->find("/sub/").name == "sub/index.html");
}

BOOST_AUTO_TEST_CASE(nothing_outside_by_a_path)
{
    for (auto path : {"/../secret/key"sv,
                      "/sub/../../secret/key"sv,
                      "/sub/../a.txt"sv,
                      "/./a.txt"sv,
                      "/.."sv,
                      "/."sv,
                      "//a.txt"sv,
                      "//etc/passwd"sv,
                      "/sub//index.html"sv,
                      "/..\\secret\\key"sv,
                      "\\a.txt"sv,
                      "/sub\\index.html"sv,
                      "/a.txt\0"sv,
                      "/a.txt\0.html"sv,
                      "/\0"sv,
                      "/C:/a.txt"sv,
                      "/a.txt:stream"sv,
                      "a.txt"sv,
                      ""sv,
                      "*"sv,
                      "/.env"sv,
                      "/.git/config"sv,
                      "/.git/"sv,
                      "/sub/.well-known/x"sv,
                      "/a.txt\n"sv,
                      "/ted"sv}) {
        BOOST_TEST(get(path) == "", path);
    }
    const auto absolute = (folder / "secret") + "/key";
    BOOST_TEST(get(absolute) == "");
    BOOST_TEST(get('/' + absolute) == "");
}

BOOST_AUTO_TEST_CASE(nothing_outside_by_an_encoded_target)
{
    for (const auto* target : {"/../secret/key",
                               "/%2e%2e/secret/key",
                               "/%2E%2e%2fsecret%2Fkey",
                               "/..%2fsecret/key",
                               "/%2e%2e%5csecret%5ckey",
                               "/..%5Csecret%5Ckey",
                               "/sub/%2e%2e/%2e%2e/secret/key",
                               "/%252e%252e/secret/key",
                               "/a.txt%00",
                               "/%00",
                               "/a.txt%00.html",
                               "/%2f/etc/passwd",
                               "/%2fetc%2fpasswd",
                               "/%c0%ae%c0%ae/secret/key",
                               "/%2eenv",
                               "/%2Egit/config",
                               "/C%3a/a.txt",
                               "http://host/../secret/key",
                               "/..;/secret/key",
                               "/%u002e%u002e/secret/key"}) {
        BOOST_TEST(request(target) == "", target);
    }
    // Encoded twice is no way out but a name, for a file that is really called so.
    BOOST_TEST(request("/%252e%252e/odd.txt") == "odd");
    BOOST_TEST(request("/sub%2Fdeep%2Fb.txt") == "b");
    BOOST_TEST(request("/%61.txt") == "a");
    BOOST_TEST(request("http://host/a.txt") == "a");
}

BOOST_AUTO_TEST_CASE(links_within_the_root)
{
    folder.link("root/link.txt", "sub/deep/b.txt");
    folder.link("root/sub/up", "../a.txt");
    folder.link("root/folder", "sub");
    folder.link("root/twice", "link.txt");
    BOOST_TEST(get("/link.txt") == "b");
    BOOST_TEST(get("/sub/up") == "a");
    BOOST_TEST(get("/folder") == "-> directory");
    BOOST_TEST(get("/folder/") == "sub");
    BOOST_TEST(get("/folder/deep/b.txt") == "b");
    BOOST_TEST(get("/twice") == "b");
}

BOOST_AUTO_TEST_CASE(links_out_of_the_root)
{
    folder.link("root/file", "../secret/key");
    folder.link("root/folder", "../secret");
    folder.link("root/absolute", folder / "secret/key");
    folder.link("root/absolute_folder", folder / "secret");
    folder.link("root/system", "/etc");
    folder.link("root/sub/through", "../../root/a.txt"); // leaves and comes back
    folder.link("root/self", "self");
    folder.link("root/dangling", "nowhere");
    folder.link("root/twice", "file");
    folder.link("root/process", "/proc/self/root");
    for (const auto* path : {"/file", "/folder", "/folder/", "/folder/key", "/absolute", "/absolute_folder",
                             "/absolute_folder/key", "/system/passwd", "/system", "/self", "/dangling",
                             "/twice", "/process/etc/passwd"}) {
        BOOST_TEST(get(path) == "", path);
    }
}

BOOST_AUTO_TEST_CASE(an_index_that_is_a_link_out_of_the_root)
{
    folder.make_folder("root/other");
    folder.link("root/other/index.html", "../../secret/key");
    BOOST_TEST(get("/other/") == "");
    BOOST_TEST(get("/other") == "-> directory");
}

BOOST_AUTO_TEST_CASE(what_is_no_regular_file)
{
    BOOST_REQUIRE(::mkfifo((folder / "root/fifo").c_str(), 0600) == 0);
    folder.make_folder("root/strange/index.html");
    const int socket = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    const auto name = folder / "root/socket";
    BOOST_REQUIRE(name.size() < sizeof address.sun_path);
    name.copy(address.sun_path, name.size());
    BOOST_REQUIRE(::bind(socket, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0);
    BOOST_TEST(get("/fifo") == "");
    BOOST_TEST(get("/socket") == "");
    BOOST_TEST(get("/strange/") == "");
    ::close(socket);
}

BOOST_AUTO_TEST_CASE(the_root_must_be_a_folder)
{
    for (const auto& path : {folder / "missing", folder / "rooted", std::string{"/dev/null"}}) {
        BOOST_CHECK_EXCEPTION(DocumentRoot{path}, boost::system::system_error, [&](const auto& e) {
            return e.code() == hawser::error::document_root_missing &&
                   std::string_view{e.what()}.find(path) != std::string_view::npos;
        });
    }
}

BOOST_AUTO_TEST_CASE(the_root_may_be_a_link_and_written_in_any_way)
{
    folder.link("alias", "root");
    root.emplace(folder / "alias");
    BOOST_TEST(get("/a.txt") == "a");
    root.emplace(folder / "secret/../root//");
    BOOST_TEST(get("/sub/") == "sub");
    BOOST_TEST(get("/../secret/key") == "");
}

BOOST_AUTO_TEST_CASE(a_file_that_came_later_is_found)
{
    BOOST_TEST(get("/new.txt") == "");
    folder.write("root/new.txt", "new");
    BOOST_TEST(get("/new.txt") == "new");
    folder.write("root/empty", "");
    BOOST_TEST((root->find("/empty").kind == DocumentRoot::Kind::file));
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace document_root_test
