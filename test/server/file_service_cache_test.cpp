// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

// What a FileService remembers, and for how long: never something wrong for longer than it may.

#include "support/file_service_fixture.hpp"

#include <boost/test/unit_test.hpp>

#include <atomic>
#include <chrono>
#include <filesystem>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace file_service_cache_test {

namespace {

using namespace hawser::test;
using hawser::Method;
using hawser::Request;
using namespace std::chrono_literals;

} // namespace

BOOST_FIXTURE_TEST_SUITE(file_service_cache_test, FileServiceFixture)

BOOST_AUTO_TEST_CASE(a_small_file_is_looked_at_again_after_a_second)
{
    folder.write("a.txt", "first");
    BOOST_TEST(get("/a.txt").body == "first");
    folder.write("a.txt", "second");
    set_clock(2h);
    now += 500ms;
    BOOST_TEST(get("/a.txt").body == "first");
    now += 2s;
    BOOST_TEST(get("/a.txt").body == "second");
    std::filesystem::remove(folder.path() / "a.txt");
    BOOST_TEST(get("/a.txt").body == "second");
    now += 2s;
    BOOST_TEST(get("/a.txt").status == 0U);
    folder.write("a.txt", "third");
    BOOST_TEST(get("/a.txt").body == "third"); // that nothing is there is not remembered
}

BOOST_AUTO_TEST_CASE(a_large_file_that_was_written_to_is_looked_at_at_once)
{
    folder.write("a.bin", std::string(100'000, 'a'));
    BOOST_TEST(get("/a.bin").body == std::string(100'000, 'a'));
    folder.write("a.bin", std::string(50'000, 'b'));
    const auto got = get("/a.bin");
    BOOST_TEST(got.status == 200U);
    BOOST_TEST(got.body == std::string(50'000, 'b'));
}

BOOST_AUTO_TEST_CASE(a_large_file_that_is_replaced_is_never_mixed)
{
    folder.write("a.bin", std::string(100'000, 'a'));
    hawser::server::Answer answer;
    const Request request{Method::get, "/a.bin"};
    BOOST_REQUIRE(service->answer(request, "/a.bin", answer));
    folder.write("b.bin", std::string(60'000, 'b'));
    std::filesystem::rename(folder.path() / "b.bin", folder.path() / "a.bin");
    BOOST_TEST(read_stream(*answer.stream) == std::string(100'000, 'a'));
    now += 2s;
    BOOST_TEST(get("/a.bin").body == std::string(60'000, 'b'));
}

BOOST_AUTO_TEST_CASE(a_folder_that_becomes_a_file)
{
    folder.write("x", "file");
    BOOST_TEST(get("/x").body == "file");
    std::filesystem::remove(folder.path() / "x");
    folder.make_folder("x");
    now += 2s;
    BOOST_TEST(get("/x").status == 301U);
    std::filesystem::remove(folder.path() / "x");
    folder.write("x", "again");
    BOOST_TEST(get("/x").body == "again");
}

BOOST_AUTO_TEST_CASE(a_file_that_was_just_written_is_not_trusted)
{
    // Two writes between two ticks of the file system's clock leave the same stamp.
    set_clock(0s);
    folder.write("a.txt", "first");
    const auto time = std::filesystem::last_write_time(folder.path() / "a.txt");
    BOOST_TEST(get("/a.txt").body == "first");
    folder.write("a.txt", "other");
    std::filesystem::last_write_time(folder.path() / "a.txt", time);
    now += 1500ms;
    BOOST_TEST(get("/a.txt").body == "other");
}

BOOST_AUTO_TEST_CASE(a_clock_that_is_set_back)
{
    folder.write("a.txt", "first");
    BOOST_TEST(get("/a.txt").body == "first");
    folder.write("a.txt", "second");
    set_clock(1h);
    BOOST_TEST(get("/a.txt").body == "second");
}

BOOST_AUTO_TEST_CASE(without_validity_every_request_looks)
{
    options.cache_validity = 0ms;
    mount();
    folder.write("a.txt", "first");
    BOOST_TEST(get("/a.txt").body == "first");
    folder.write("a.txt", "second");
    BOOST_TEST(get("/a.txt").body == "second");
}

BOOST_AUTO_TEST_CASE(without_a_cache)
{
    options.cache_entries = 0;
    mount();
    folder.write("a.txt", "first");
    BOOST_TEST(get("/a.txt").body == "first");
    folder.write("a.txt", "second");
    BOOST_TEST(get("/a.txt").body == "second");
    options.cache_file_size = 0;
    mount();
    BOOST_TEST(get("/a.txt").body == "second");
    BOOST_TEST(!get("/a.txt").is_in_memory);
}

BOOST_AUTO_TEST_CASE(a_tag_becomes_strong_when_the_file_has_settled)
{
    set_clock(0s);
    folder.write("a.txt", "a");
    BOOST_TEST(get("/a.txt")["ETag"].starts_with("W/"));
    now += 1500ms;
    BOOST_TEST(get("/a.txt")["ETag"].starts_with("W/"));
    now += 1500ms;
    BOOST_TEST(get("/a.txt")["ETag"].starts_with('"'));
}

BOOST_AUTO_TEST_CASE(threads_see_whole_files_while_they_are_replaced)
{
    options.cache_validity = 0ms;
    options.cache_file_size = 4096;
    options.compress = true;
    mount();
    const auto content = [](int i) {
        return std::string(i % 2 ? 3000 : 2000, static_cast<char>('a' + i % 26));
    };
    folder.write("a.txt", content(0));
    std::atomic<bool> done{false};
    std::atomic<int> wrong{0};
    std::vector<std::thread> readers;
    for (int t = 0; t < 3; ++t) {
        readers.emplace_back([&] {
            while (!done) {
                hawser::server::Answer answer;
                const Request request{Method::get, "/a.txt"};
                if (!service->answer(request, "/a.txt", answer) || !answer.content) {
                    ++wrong;
                    continue;
                }
                const auto& body = *answer.content;
                const bool is_whole = body.find_first_not_of(body.front()) == std::string::npos;
                if (!is_whole || (body.size() != 2000 && body.size() != 3000))
                    ++wrong;
            }
        });
    }
    for (int i = 0; i < 300; ++i) {
        folder.write("next.txt", content(i));
        std::filesystem::rename(folder.path() / "next.txt", folder.path() / "a.txt");
    }
    done = true;
    for (auto& reader : readers)
        reader.join();
    BOOST_TEST(wrong == 0);
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace file_service_cache_test
