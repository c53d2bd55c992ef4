// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "server/file_cache.hpp"

#include <boost/test/unit_test.hpp>

#include <memory>
#include <string>
#include <thread>
#include <vector>

namespace file_cache_test {

namespace {

using namespace hawser::server;

std::shared_ptr<const FileEntry> entry(std::size_t bytes)
{
    auto made = std::make_shared<FileEntry>();
    made->plain.content = std::make_shared<const std::string>(bytes, 'x');
    return made;
}

} // namespace

BOOST_AUTO_TEST_SUITE(file_cache_test)

BOOST_AUTO_TEST_CASE(finds_what_was_put)
{
    FileCache cache{10, 1000};
    BOOST_TEST(!cache.find("/a"));
    const auto a = entry(1);
    cache.put("/a", a);
    BOOST_TEST(cache.find("/a") == a);
    BOOST_TEST(!cache.find("/A"));
    const auto b = entry(2);
    cache.put("/a", b);
    BOOST_TEST(cache.find("/a") == b);
    cache.remove("/a");
    cache.remove("/a");
    BOOST_TEST(!cache.find("/a"));
}

BOOST_AUTO_TEST_CASE(the_oldest_gives_way)
{
    FileCache cache{3, 1000};
    for (const auto* path : {"/a", "/b", "/c"}) {
        cache.put(path, entry(1));
    }
    BOOST_TEST(cache.find("/a"));
    cache.put("/d", entry(1));
    BOOST_TEST(cache.find("/a"));
    BOOST_TEST(!cache.find("/b"));
    BOOST_TEST(cache.find("/c"));
    BOOST_TEST(cache.find("/d"));
}

BOOST_AUTO_TEST_CASE(bytes_are_bounded)
{
    FileCache cache{100, 100};
    cache.put("/a", entry(60));
    cache.put("/b", entry(40));
    BOOST_TEST(cache.find("/a"));
    cache.put("/c", entry(30));
    BOOST_TEST(cache.find("/a"));
    BOOST_TEST(!cache.find("/b"));
    cache.put("/d", entry(101)); // alone too large
    BOOST_TEST(!cache.find("/d"));
    BOOST_TEST(cache.find("/a"));
    cache.put("/a", entry(101)); // what was there of it is of the past
    BOOST_TEST(!cache.find("/a"));
    cache.put("/e", entry(70));
    BOOST_TEST(cache.find("/c"));
}

BOOST_AUTO_TEST_CASE(forms_in_other_codings_count)
{
    FileEntry made;
    made.plain.content = std::make_shared<const std::string>(10, 'x');
    made.coded.push_back({"gzip", {}});
    BOOST_TEST(made.memory() == 10U);
    made.coded[0].representation.content = std::make_shared<const std::string>(5, 'x');
    BOOST_TEST(made.memory() == 15U);
}

BOOST_AUTO_TEST_CASE(a_cache_of_nothing)
{
    FileCache cache{0, 1000};
    cache.put("/a", entry(0));
    BOOST_TEST(!cache.find("/a"));
}

BOOST_AUTO_TEST_CASE(many_threads)
{
    FileCache cache{200, 20'000};
    std::vector<std::thread> threads;
    for (unsigned t = 0; t < 4; ++t) {
        threads.emplace_back([&cache, t] {
            for (unsigned i = 0; i < 3000; ++i) {
                const auto path = "/" + std::to_string((i * 7 + t) % 400);
                if (const auto found = cache.find(path)) {
                    found->checked_ns.store(i);
                } else {
                    cache.put(path, entry(100));
                }
                if (i % 97 == 0) {
                    cache.remove(path);
                }
            }
        });
    }
    for (auto& thread : threads) {
        thread.join();
    }
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace file_cache_test
