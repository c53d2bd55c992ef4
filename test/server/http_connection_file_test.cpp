// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "server/file_stream.hpp"

#include "net/batch.hpp"
#include "server/file_service.hpp"
#include "support/http_answers.hpp"
#include "support/server_fixture.hpp"
#include "support/temp_folder.hpp"

#include <boost/test/unit_test.hpp>

#include <sys/resource.h>

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace http_connection_file_test {

namespace {

using namespace hawser::test;
using hawser::Method;
using hawser::Request;
using hawser::Response;

std::string get(std::string_view path)
{
    return "GET " + std::string{path} + " HTTP/1.1\r\nHost: x\r\n\r\n";
}

/// Bytes that show when parts are missing, doubled or of another file.
std::string content(std::size_t size, unsigned seed)
{
    std::string text(size, '\0');
    std::uint32_t state = seed * 2654435761u + 1;
    for (auto& byte : text) {
        state = state * 1664525u + 1013904223u;
        byte = static_cast<char>(state >> 24);
    }
    return text;
}

hawser::ServerOptions options(const TempFolder& folder)
{
    hawser::ServerOptions result;
    result.document_root = folder.path().string();
    return result;
}

struct Fixture {
    TempFolder folder;
    ServerFixture server{options(folder)};
    const std::string large = content(3'000'000, 1);

    Fixture()
    {
        folder.write("large.bin", large);
        folder.write("small.txt", "small");
        folder.write("empty.txt", "");
        folder.age("large.bin");
        hawser::FileOptions files{.root = folder.path().string()};
        files.cache_validity = {}; // a change is seen by the next request
        server.site->mount("/", std::make_shared<hawser::server::FileService>(files));
        server.site->add_route(Method::get, "/big",
                               [](const Request&, Response& r) { r.text(std::string(100'000, 'x')); });
        server.site->add_route(Method::get, "/handler",
                               [this](const Request&, Response& r) { r.file(folder / "large.bin"); });
    }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(http_connection_file_test, Fixture)

BOOST_AUTO_TEST_CASE(files_and_what_comes_behind_them)
{
    const auto sent = server.exchange(get("/large.bin") + get("/small.txt") + get("/empty.txt") +
                                      get("/none") + get("/handler"));
    BOOST_REQUIRE(statuses(sent) == "200 200 200 404 200");
    const auto answers = all_answers(sent);
    BOOST_TEST((answers[0].body == large));
    BOOST_TEST(answers[1].body == "small");
    BOOST_TEST(answers[2].body == "");
    BOOST_TEST(answers[2].has("Content-Length: 0"));
    BOOST_TEST((answers[4].body == large));
}

BOOST_AUTO_TEST_CASE(head_and_conditions_carry_no_body)
{
    const auto head = server.exchange("HEAD /large.bin HTTP/1.1\r\nHost: x\r\n\r\n");
    BOOST_TEST(statuses(head, true) == "200");
    BOOST_TEST(all_answers(head, true).front().has("Content-Length: 3000000"));
    const auto tag = all_answers(head, true).front().field("ETag");
    const auto sent =
        server.exchange("GET /large.bin HTTP/1.1\r\nHost: x\r\nIf-None-Match: " + tag + "\r\n\r\n" +
                        get("/small.txt") + "GET /small.txt HTTP/1.1\r\nHost: x\r\nIf-Match: \"no\"\r\n\r\n");
    BOOST_TEST(statuses(sent) == "304 200 412");
}

BOOST_AUTO_TEST_CASE(a_slow_reader_holds_no_more_than_a_piece)
{
    const auto peer = server.loop.make_peer();
    peer->room = 0;
    const auto connection = server.connect(peer);
    server.send(*peer, get("/large.bin") + get("/small.txt"));
    std::size_t most = 0;
    for (int i = 0; i < 1000 && peer->sent.size() < large.size(); ++i) {
        most = std::max(most, connection->queued_bytes());
        server.take(*peer, 10'000);
    }
    BOOST_TEST(most <= hawser::server::FileStream::piece_size + hawser::net::Batch::cork_size);
    server.take(*peer);
    BOOST_REQUIRE(statuses(peer->sent) == "200 200");
    BOOST_TEST((all_answers(peer->sent)[0].body == large));
}

BOOST_AUTO_TEST_CASE(a_long_download_is_not_cut_by_the_deadline_of_a_header)
{
    const auto peer = server.loop.make_peer();
    peer->room = 0;
    server.connect(peer);
    server.send(*peer, get("/large.bin") + get("/small.txt"));
    for (int i = 0; i < 301; ++i) { // 150 seconds
        server.take(*peer, 10'000);
        server.tick();
    }
    server.take(*peer);
    BOOST_TEST(statuses(peer->sent) == "200 200");
}

BOOST_AUTO_TEST_CASE(a_fast_reader_does_not_keep_the_thread_from_others)
{
    const auto fast = server.loop.make_peer();
    server.connect(fast);
    fast->send(get("/large.bin"));
    server.loop.context.restart();
    server.loop.context.poll_one();
    while (fast->sent.empty() && server.loop.context.poll_one() > 0) {}
    BOOST_TEST(fast->sent.size() < large.size());
    server.loop.run();
    BOOST_TEST(statuses(fast->sent) == "200");
}

BOOST_AUTO_TEST_CASE(a_file_that_changes_is_cut)
{
    for (const bool shrinks : {true, false}) {
        folder.write("large.bin", large);
        folder.age("large.bin");
        const auto peer = server.loop.make_peer();
        peer->room = 100'000;
        server.connect(peer);
        server.send(*peer, get("/large.bin") + get("/small.txt"));
        if (shrinks) {
            std::filesystem::resize_file(folder.path() / "large.bin", 150'000);
        } else {
            folder.write("large.bin", content(large.size(), 2));
        }
        server.take(*peer);
        BOOST_TEST(peer->closed);
        BOOST_TEST(peer->sent.size() < large.size());
        const auto body = peer->sent.substr(peer->sent.find("\r\n\r\n") + 4);
        BOOST_TEST((body == large.substr(0, body.size())));
        BOOST_TEST(server.logged("changed while it was sent"));
        BOOST_TEST(server.loop.loop->size() == 0);
    }
}

BOOST_AUTO_TEST_CASE(a_file_that_is_replaced_is_sent_as_it_was)
{
    const auto peer = server.loop.make_peer();
    peer->room = 100'000;
    server.connect(peer);
    server.send(*peer, get("/large.bin") + get("/large.bin"));
    const auto other = content(200'000, 3);
    folder.write("other.bin", other);
    std::filesystem::rename(folder.path() / "other.bin", folder.path() / "large.bin");
    server.take(*peer);
    BOOST_REQUIRE(statuses(peer->sent) == "200 200");
    BOOST_TEST((all_answers(peer->sent)[0].body == large));
    BOOST_TEST((all_answers(peer->sent)[1].body == other));
}

BOOST_AUTO_TEST_CASE(sixty_downloads_at_a_time)
{
    std::vector<std::string> contents;
    std::vector<std::shared_ptr<FakePeer>> peers;
    for (unsigned i = 0; i < 60; ++i) {
        contents.push_back(content(1000 + i * 3001, i));
        folder.write("file" + std::to_string(i), contents.back());
    }
    for (unsigned i = 0; i < 60; ++i) {
        auto peer = peers.emplace_back(server.loop.make_peer());
        peer->room = 0;
        server.connect(peer);
        for (unsigned k = 0; k < 3; ++k) {
            peer->send(get("/file" + std::to_string((i + 7 * k) % 60)));
        }
    }
    for (std::size_t round = 0; round < 40; ++round) {
        for (std::size_t i = 0; i < 60; ++i) {
            peers[i]->take(5000 + 997 * ((i + round) % 17));
        }
        server.loop.run();
    }
    for (unsigned i = 0; i < 60; ++i) {
        server.take(*peers[i]);
        const auto answers = all_answers(peers[i]->sent);
        BOOST_REQUIRE(answers.size() == 3);
        for (unsigned k = 0; k < 3; ++k) {
            BOOST_TEST((answers[k].body == contents[(i + 7 * k) % 60]));
        }
    }
}

BOOST_AUTO_TEST_CASE(pipelined_requests_of_a_peer_that_reads_nothing_keep_memory_bounded)
{
    const auto peer = server.loop.make_peer();
    peer->room = 0;
    const auto connection = server.connect(peer);
    for (int i = 0; i < 1000; ++i) {
        peer->send(get("/big"));
    }
    server.loop.run();
    const auto not_read = peer->incoming.size();
    for (int i = 0; i < 5000; ++i) {
        server.send(*peer, get("/big"));
    }
    BOOST_TEST(connection->queued_bytes() <= 100'000 + 64 * 1024 + 16 * 1024 + 1000);
    BOOST_TEST(peer->incoming.size() == not_read + 5000 * get("/big").size()); // nothing more was read
    for (int i = 0; i < 50; ++i) {
        server.take(*peer, 100'000);
        BOOST_TEST(connection->queued_bytes() <= 100'000 + 64 * 1024 + 16 * 1024 + 1000);
    }
    std::size_t answers = 0;
    server.take(*peer);
    for (std::size_t at = 0; (at = peer->sent.find("HTTP/1.1 200 OK", at)) != std::string::npos; ++at) {
        ++answers;
    }
    BOOST_TEST(answers == 6000);
}

BOOST_AUTO_TEST_CASE(many_heads_to_a_client_that_does_not_read)
{
    const auto peer = server.loop.make_peer();
    peer->room = 1000;
    server.connect(peer);
    std::string heads;
    for (int i = 0; i < 1000; ++i)
        heads += "HEAD /large.bin HTTP/1.1\r\nHost: x\r\n\r\n";
    server.send(*peer, heads);
    for (int i = 0; i < 100; ++i)
        server.take(*peer, 10'000);
    server.take(*peer);
    BOOST_TEST(all_answers(peer->sent, true).size() == 1000u);
}

BOOST_AUTO_TEST_CASE(without_descriptors_the_file_is_not_missing)
{
    const auto path = folder / "small.txt";
    folder.write("small.txt", "small");
    server.site->add_route(Method::get, "/given", [&](const Request&, Response& r) { r.file(path); });
    rlimit before{};
    ::getrlimit(RLIMIT_NOFILE, &before);
    const rlimit none{0, before.rlim_max};
    ::setrlimit(RLIMIT_NOFILE, &none);
    const auto answer = server.exchange(get("/given"));
    ::setrlimit(RLIMIT_NOFILE, &before);
    BOOST_TEST(answer.starts_with("HTTP/1.1 503 "));
    BOOST_TEST(answer.find("Retry-After: 1\r\n") != std::string::npos);
    BOOST_TEST(server.exchange(get("/given")).starts_with("HTTP/1.1 200 "));
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace http_connection_file_test
