// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

// Files that the system sends by itself, over real sockets.

#include "support/epoll_loop.hpp"
#include "support/print_error.hpp"
#include "support/temp_folder.hpp"

#include <boost/test/unit_test.hpp>

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

#include <fcntl.h>
#include <unistd.h>

namespace connection_file_test {

namespace {

using namespace hawser::test;
using hawser::net::Connection;
using Progress = Connection::FileProgress;
using State = Connection::FileProgress::State;

const std::string large(3 << 20, 'L'); // more than the system takes at once

struct OpenFile {
    TempFolder folder;
    int descriptor = -1;

    explicit OpenFile(std::string_view content)
    {
        folder.write("file", content);
        descriptor = ::open((folder / "file").c_str(), O_RDONLY | O_CLOEXEC);
    }
    ~OpenFile() { ::close(descriptor); }
    OpenFile(const OpenFile&) = delete;
    OpenFile& operator=(const OpenFile&) = delete;
};

struct Fixture : EpollLoop {
    EpollConnection pair{*this};
    Connection& connection = *pair.connection;

    Fixture()
    {
        pair.start();
        run();
    }

    Progress send_file(const OpenFile& file, std::uint64_t offset, std::size_t size)
    {
        Progress progress;
        pair.in_batch([&] { progress = connection.send_file(file.descriptor, offset, size); });
        return progress;
    }

    std::string receive()
    {
        run();
        return pair.receive();
    }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(connection_file_test, Fixture)

BOOST_AUTO_TEST_CASE(sends_what_was_asked_for)
{
    const OpenFile file{"0123456789"};
    BOOST_TEST(connection.can_send_files());
    auto progress = send_file(file, 2, 5);
    BOOST_TEST((progress.state == State::sent));
    BOOST_TEST(progress.bytes == 5);
    BOOST_TEST(receive() == "23456");
    BOOST_TEST(connection.written_bytes() == 5);
    progress = send_file(file, 8, 5);
    BOOST_TEST((progress.state == State::ended));
    BOOST_TEST(progress.bytes == 2);
    BOOST_TEST(receive() == "89");
}

BOOST_AUTO_TEST_CASE(keeps_the_order_with_what_is_written)
{
    const OpenFile file{"file"};
    pair.in_batch([&] {
        connection.write("head ");
        connection.write("more ");
        BOOST_TEST((connection.send_file(file.descriptor, 0, 4).state == State::sent));
        connection.write(" behind ");
        BOOST_TEST((connection.send_file(file.descriptor, 0, 4).state == State::sent));
        connection.write(" end");
    });
    BOOST_TEST(receive() == "head more file behind file end");
    BOOST_TEST(connection.queued_bytes() == 0U);
}

BOOST_AUTO_TEST_CASE(comes_behind_a_queue)
{
    const OpenFile file{"file"};
    pair.in_batch([&] { connection.write(large); });
    auto progress = send_file(file, 0, 4);
    BOOST_TEST((progress.state == State::waiting));
    BOOST_TEST(progress.bytes == 0U);
    std::string all;
    while (pair.protocol->drains == 0) {
        const auto part = receive();
        BOOST_REQUIRE(!part.empty());
        all += part;
    }
    progress = send_file(file, 0, 4);
    BOOST_TEST((progress.state == State::sent));
    all += receive();
    BOOST_TEST((all == large + "file"));
}

BOOST_AUTO_TEST_CASE(what_does_not_fit_waits_and_is_not_queued)
{
    const OpenFile file{large};
    std::size_t done = 0;
    std::string all;
    pair.in_batch([&] { connection.write("head"); });
    for (int drains = 0; done < large.size();) {
        const auto progress = send_file(file, done, large.size() - done);
        done += progress.bytes;
        BOOST_TEST(connection.queued_bytes() == 0U);
        if (progress.state == State::sent)
            break;
        BOOST_REQUIRE((progress.state == State::waiting));
        all += receive();
        run();
        BOOST_TEST(pair.protocol->drains == ++drains);
    }
    all += receive();
    BOOST_TEST((all == "head" + large));
}

BOOST_AUTO_TEST_CASE(a_long_head_is_queued_where_it_does_not_fit)
{
    const OpenFile file{"file"};
    // So small that the cork buffer is more than it takes.
    const int size = 4096;
    ::setsockopt(pair.peer.native_handle(), SOL_SOCKET, SO_RCVBUF, &size, sizeof size);
    const std::string head(60'000, 'h');
    std::string sent;
    Progress progress;
    for (int i = 0; i < 100 && progress.state != State::waiting; ++i) {
        pair.in_batch([&] {
            connection.write(head);
            progress = connection.send_file(file.descriptor, 0, 4);
        });
        sent += head + (progress.bytes == 4 ? "file" : "");
    }
    BOOST_TEST((progress.state == State::waiting));
    std::string all;
    for (std::string part = receive(); !part.empty(); part = receive())
        all += part;
    BOOST_TEST((all == sent));
}

BOOST_AUTO_TEST_CASE(a_file_that_was_cut_ends_early)
{
    const OpenFile file{"0123456789"};
    std::filesystem::resize_file(file.folder.path() / "file", 3);
    const auto progress = send_file(file, 0, 10);
    BOOST_TEST((progress.state == State::ended));
    BOOST_TEST(progress.bytes == 3U);
}

BOOST_AUTO_TEST_CASE(a_file_that_has_to_be_read)
{
    int ends[2];
    BOOST_REQUIRE(::pipe2(ends, O_CLOEXEC | O_NONBLOCK) == 0);
    Progress progress;
    pair.in_batch([&] {
        connection.write("head");
        progress = connection.send_file(ends[0], 0, 4); // a pipe has no offsets
    });
    BOOST_TEST((progress.state == State::unsupported || progress.state == State::dropped));
    ::close(ends[0]);
    ::close(ends[1]);
}

BOOST_AUTO_TEST_CASE(a_peer_that_has_gone)
{
    const OpenFile file{"file"};
    pair.peer.close();
    auto progress = send_file(file, 0, 4);
    BOOST_TEST((progress.state == State::dropped));
    BOOST_TEST(!connection.is_open());
    run();
    BOOST_TEST(pair.protocol->closings == 1);
    progress = send_file(file, 0, 4);
    BOOST_TEST((progress.state == State::dropped));
}

BOOST_AUTO_TEST_CASE(finish_waits_for_nothing_but_the_system)
{
    const OpenFile file{"file"};
    pair.in_batch([&] {
        connection.write("head ");
        connection.send_file(file.descriptor, 0, 4);
        connection.finish();
    });
    BOOST_TEST(receive() == "head file");
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace connection_file_test
