// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "support/print_send_result.hpp"
#include "support/temp_folder.hpp"
#include "support/websocket_fixture.hpp"

#include <boost/asio/bind_executor.hpp>
#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <optional>
#include <sstream>
#include <string>
#include <vector>

namespace websocket_session_stream_test {

// Messages in pieces, out and in, and what may happen between them.

namespace {

using namespace hawser;
using namespace hawser::test;
using Events = std::vector<std::string>;

struct Fixture : WebSocketFixture {
    explicit Fixture(ServerOptions options = small_options()) : WebSocketFixture{std::move(options)}
    {
        record.when_open = [this](Recorder& self) { session = self.session(); };
        peer = open();
    }

    struct Frame {
        unsigned opcode;
        bool fin;
        bool compressed;
        std::string payload;
    };
    // What has been sent since the last call; the frames have to be whole.
    std::vector<Frame> take_frames()
    {
        std::vector<Frame> frames;
        std::string_view rest{peer->sent};
        while (!rest.empty()) {
            websocket::FrameHeader header;
            websocket::FrameRules rules;
            rules.reader = websocket::Role::client;
            rules.allowed_rsv = websocket::rsv1;
            rules.in_message = (rest[0] & 15) == 0;
            error_code ec;
            const auto size = websocket::read_frame_header(rest, rules, header, ec);
            BOOST_TEST_REQUIRE(size > 0);
            BOOST_TEST_REQUIRE(rest.size() >= size + header.length);
            frames.push_back({static_cast<unsigned>(header.opcode), header.fin, header.rsv != 0,
                              std::string{rest.substr(size, header.length)}});
            rest.remove_prefix(size + header.length);
        }
        peer->sent.clear();
        return frames;
    }
    // The opcodes with FIN as a full stop: "1 0 0. 8."
    std::string take_shape()
    {
        std::string shape;
        for (const auto& each : take_frames())
            shape += (shape.empty() ? "" : " ") + std::to_string(each.opcode) + (each.fin ? "." : "");
        return shape;
    }
    // The only message that was sent, whatever its fragments.
    std::string take_message()
    {
        std::string message;
        for (const auto& each : take_frames())
            message += each.payload;
        return message;
    }

    Session::SendHandler note_done()
    {
        return [this](error_code ec) { done = ec; };
    }

    std::optional<Session> session;
    std::shared_ptr<FakePeer> peer;
    std::optional<error_code> done;
    TempFolder folder;
};

std::string sample(std::size_t size)
{
    std::string text;
    for (int i = 0; text.size() < size; ++i)
        text += std::to_string(i) + ' ';
    text.resize(size);
    return text;
}

struct Pieces : Fixture {
    static ServerOptions options()
    {
        auto options = small_options();
        options.websocket.deliver_fragments = true;
        return options;
    }
    Pieces() : Fixture{options()} {}
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(websocket_session_stream, Fixture)

// --- files and streams

BOOST_AUTO_TEST_CASE(a_file_is_sent_as_one_message_in_fragments)
{
    for (const std::size_t size : {0u, 1u, 65'536u, 65'537u, 1'000'000u}) {
        const auto text = sample(size);
        folder.write("file", text);
        done.reset();
        session->send_file(folder / "file", MessageType::text, note_done());
        loop.run();
        BOOST_TEST_REQUIRE(done.has_value());
        BOOST_TEST(!*done);
        BOOST_TEST((take_message() == text));
    }
    session->send_file(folder / "file");
    loop.run();
    BOOST_TEST(take_frames().size() == 100); // of the size of the high mark, as that is below 64 KiB
}

BOOST_AUTO_TEST_CASE(a_file_takes_no_more_memory_than_the_marks_allow)
{
    peer->room = 0;
    folder.write("file", sample(5'000'000));
    session->send_file(folder / "file", MessageType::binary, note_done());
    loop.run();
    std::size_t most = 0;
    for (int i = 0; i < 1000 && !done; ++i) {
        take(*peer, 10'000);
        most = std::max(most, session->buffered_amount());
    }
    BOOST_TEST(done.has_value());
    BOOST_TEST(most < net::Batch::cork_size + 2 * 10'000);
    take(*peer);
    BOOST_TEST((take_message() == sample(5'000'000)));
}

BOOST_AUTO_TEST_CASE(what_is_sent_behind_a_file_comes_behind_it_and_control_frames_between)
{
    peer->room = 0;
    folder.write("file", sample(200'000));
    session->send_file(folder / "file");
    session->send("behind");
    loop.run();
    sessions().broadcast("broadcast");
    session->ping("p");
    loop.run();
    session->close();
        loop.run();
    BOOST_TEST((session->send("too late") == SendResult::dropped));
    for (int i = 0; i < 30; ++i)
        take(*peer, 10'000);
    take(*peer);
    const auto shape = take_shape();
    BOOST_TEST(shape.starts_with("2 "));
    BOOST_TEST(shape.find(" 9. 0") != std::string::npos);
    BOOST_TEST(shape.ends_with(" 0 0. 1. 1. 8."));
}

BOOST_AUTO_TEST_CASE(a_file_that_is_not_there)
{
    session->send_file(folder / "none", MessageType::binary, note_done());
    session->send("x");
    loop.run();
    BOOST_TEST_REQUIRE(done.has_value());
    BOOST_TEST((*done == boost::system::errc::no_such_file_or_directory));
    BOOST_TEST(take_message() == "x");
    session->send_file(folder / "none"); // nobody is told, nothing happens
    loop.run();
    BOOST_TEST(session->is_open());
}

BOOST_AUTO_TEST_CASE(a_file_that_shrinks_while_it_is_sent_breaks_the_message)
{
    peer->room = 0;
    folder.write("file", sample(500'000));
    session->send_file(folder / "file", MessageType::binary, note_done());
    session->send("never");
    loop.run();
    folder.write("file", "short");
    for (int i = 0; i < 30; ++i)
        take(*peer, 10'000);
    take(*peer);
    BOOST_TEST_REQUIRE(done.has_value());
    BOOST_TEST((*done == error::end_of_stream));
    const auto shape = take_shape();
    BOOST_TEST((shape.starts_with("2 ") && shape.ends_with(" 8.")));
    BOOST_TEST(std::count(shape.begin(), shape.end(), '.') == 1); // no message was ended
    BOOST_TEST(logged("could not be ended"));
}

BOOST_AUTO_TEST_CASE(text_that_is_not_utf8_is_found_while_it_is_sent)
{
    std::istringstream stream{"abc\xff"};
    session->send(stream, 4, MessageType::text, note_done());
    loop.run();
    BOOST_TEST_REQUIRE(done.has_value());
    BOOST_TEST((*done == error::end_of_stream));
    BOOST_TEST(session->is_open()); // nothing of it was sent
    BOOST_TEST(peer->sent == "");
}

BOOST_AUTO_TEST_CASE(a_stream_is_read_as_far_as_asked_for)
{
    std::istringstream stream{"0123456789"};
    session->send(stream, 4, MessageType::binary, note_done());
    loop.run();
    BOOST_TEST(done.has_value());
    BOOST_TEST(take_message() == "0123");
    session->send(stream, 100, MessageType::text);
    loop.run();
    BOOST_TEST(take_message() == "456789");
}

BOOST_AUTO_TEST_CASE(a_stream_that_is_cut_off_hears_of_it)
{
    peer->room = 0;
    std::istringstream stream{sample(500'000)};
    session->send(stream, 500'000, MessageType::binary, note_done());
    loop.run();
    BOOST_TEST(!done.has_value());
    close_all();
    BOOST_TEST_REQUIRE(done.has_value());
    BOOST_TEST((*done == error::connection_cut));
    done.reset();
    session->send(stream, 10, MessageType::binary, note_done());
    BOOST_TEST((done == error_code{error::not_open}));
}

// --- writers

BOOST_AUTO_TEST_CASE(a_writer_sends_fragments_as_they_come)
{
    auto writer = session->begin(MessageType::text);
    BOOST_TEST(writer.append("one ") == SendResult::sent);
    loop.run();
    BOOST_TEST(take_shape() == "1");
    session->send("behind");
    session->ping("p");
    loop.run();
    BOOST_TEST(take_shape() == "9.");
    BOOST_TEST(writer.append("two") == SendResult::sent);
    BOOST_TEST(writer.end() == SendResult::sent);
    loop.run();
    BOOST_TEST(take_shape() == "0. 1.");
    BOOST_CHECK_THROW(writer.append("x"), std::logic_error);
    BOOST_CHECK_THROW(writer.end(), std::logic_error);
}

BOOST_AUTO_TEST_CASE(a_writer_in_a_callback)
{
    record.when_message = [](Recorder& self, const Message&) {
        auto writer = self.session().begin(MessageType::binary);
        for (int i = 0; i < 3; ++i)
            writer.append("piece");
        writer.end();
        self.send("next");
    };
    send(*peer, frame(text_opcode, "go"));
    const auto frames = take_frames();
    BOOST_TEST(frames.back().payload == "next");
    BOOST_TEST(frames.front().opcode == binary_opcode);
}

BOOST_AUTO_TEST_CASE(two_writers_do_not_mix)
{
    auto first = session->begin(MessageType::text);
    auto second = session->begin(MessageType::text);
    second.append("c");
    first.append("a");
    second.append("d");
    first.append("b");
    second.end();
    first.end();
    loop.run();
    BOOST_TEST(take_message() == "abcd");
}

BOOST_AUTO_TEST_CASE(a_writer_is_paced)
{
    peer->room = 0;
    auto writer = session->begin(MessageType::binary);
    auto result = SendResult::sent;
    int count = 0;
    while (result == SendResult::sent && ++count < 100) {
        result = writer.append(std::string(3000, 'x'));
        loop.run();
    }
    BOOST_TEST(result == SendResult::queued);
    BOOST_TEST(count == 4);
    BOOST_TEST(record.events.back() == "open");
    take(*peer);
    BOOST_TEST(record.events.back() == "drain");
    writer.end();
}

BOOST_AUTO_TEST_CASE(a_writer_that_does_not_care_loses_the_session)
{
    peer->room = 0;
    auto writer = session->begin(MessageType::binary);
    for (int i = 0; i < 20; ++i) {
        writer.append(std::string(3000, 'x'));
        loop.run();
    }
    BOOST_TEST(!session->is_open());
    BOOST_TEST(session->buffered_amount() <= 20'000);
    BOOST_TEST(writer.append("x") == SendResult::dropped);
    BOOST_TEST(writer.end() == SendResult::dropped);
    take(*peer);
    BOOST_TEST(peer->sent.ends_with(our_close(1008, "send queue full")));
}

BOOST_AUTO_TEST_CASE(a_writer_that_is_dropped)
{
    static_cast<void>(session->begin(MessageType::text)); // nothing of it was sent
    loop.run();
    BOOST_TEST(session->is_open());
    session->send("x");
    loop.run();
    BOOST_TEST(take_message() == "x");
    {
        auto writer = session->begin(MessageType::text);
        writer.append("half a message");
        loop.run();
        session->send("never");
        loop.run();
    }
    loop.run();
    BOOST_TEST(take_shape() == "1 8.");
    BOOST_TEST(!session->is_open());
}

BOOST_AUTO_TEST_CASE(a_writer_that_goes_when_the_connection_does)
{
    peer->room = 0;
    std::optional<MessageWriter> writer{session->begin(MessageType::binary)};
    while (writer->append(std::string(3000, 'x')) == SendResult::sent)
        loop.run();
    record.when_close = [&](Recorder&) { writer.reset(); }; // its order comes behind the end
    close_all();
    BOOST_TEST(record.closes == 1);
    BOOST_TEST(!logged("threw"));
}

BOOST_AUTO_TEST_CASE(close_does_not_wait_for_a_writer_that_goes_on)
{
    auto writer = session->begin(MessageType::text);
    writer.append("half");
    loop.run();
    session->close();
    loop.run();
    BOOST_TEST(take_shape() == "1 8.");
    BOOST_TEST(writer.append("x") == SendResult::dropped);
}

BOOST_AUTO_TEST_CASE(text_pieces_may_be_cut_inside_a_character_but_not_end_there)
{
    auto writer = session->begin(MessageType::text);
    writer.append("\xe2\x82");
    BOOST_CHECK_THROW(writer.append("x"), std::invalid_argument);
    BOOST_CHECK_THROW(writer.end(), std::invalid_argument);
    writer.append("\xac");
    writer.end();
    loop.run();
    BOOST_TEST(take_message() == "\xe2\x82\xac");
}

// --- receiving in pieces

BOOST_FIXTURE_TEST_CASE(pieces_arrive_as_the_network_cuts_them, Pieces)
{
    Events pieces;
    record.when_fragment = [&](Recorder&, const Fragment& piece) {
        pieces.push_back((piece.is_first() ? "[" : "") + std::string{piece.text()} + (piece.is_last() ? "]" : ""));
    };
    const auto whole = frame(text_opcode, "0123456789");
    send(*peer, whole);
    send(*peer, whole.substr(0, 8));
    send(*peer, whole.substr(8, 5));
    send(*peer, whole.substr(13));
    BOOST_TEST(pieces == (Events{"[0123456789]", "[01", "23456", "789]"}), boost::test_tools::per_element());
    BOOST_TEST(record.events == Events{"open"}, boost::test_tools::per_element()); // no on_message
}

BOOST_FIXTURE_TEST_CASE(each_piece_starts_the_deadline_anew, Pieces)
{
    const auto whole = frame(binary_opcode, std::string(1000, 'x'));
    for (std::size_t at = 0; at < 500; at += 100) {
        send(*peer, whole.substr(at, 100));
        tick(2 * 50);
        BOOST_TEST(session->is_open());
    }
    tick(2 * 12);
    BOOST_TEST(!session->is_open());
}

// --- pausing

BOOST_AUTO_TEST_CASE(a_paused_session_leaves_the_rest_unread)
{
    record.when_message = [](Recorder& self, const Message&) { self.session().pause_receiving(); };
    send(*peer, frame(text_opcode, "1") + frame(text_opcode, "2") + frame(text_opcode, "3"));
    send(*peer, frame(text_opcode, "4"));
    BOOST_TEST(record.events == (Events{"open", "text 1"}), boost::test_tools::per_element());
    BOOST_TEST(!peer->incoming.empty()); // of the last
    for (int i = 0; i < 3; ++i) {
        session->resume_receiving();
        loop.run();
    }
    BOOST_TEST(record.events == (Events{"open", "text 1", "text 2", "text 3", "text 4"}),
               boost::test_tools::per_element());
    session->resume_receiving();
    session->resume_receiving();
    loop.run();
    end(*peer);
    BOOST_TEST(record.closes == 1);
}

BOOST_AUTO_TEST_CASE(resuming_a_session_that_has_just_been_cut)
{
    session->pause_receiving();
    loop.run();
    loop.loop->cut_all(error::connection_cut);
    session->resume_receiving(); // comes between the cut and the end
    session.reset();
    loop.run();
    BOOST_TEST(record.closes == 1);
}

BOOST_AUTO_TEST_CASE(a_pause_in_the_middle_of_a_message_is_not_the_peers_fault)
{
    const auto whole = frame(text_opcode, "message");
    send(*peer, whole.substr(0, 8));
    session->pause_receiving();
    loop.run();
    send(*peer, whole.substr(8));
    tick(2 * 100);
    BOOST_TEST(session->is_open());
    session->resume_receiving();
    loop.run();
    BOOST_TEST(record.events.back() == "text message");
}

BOOST_AUTO_TEST_CASE(a_paused_session_that_closes_reads_again)
{
    session->pause_receiving();
    session->close();
    loop.run();
    send(*peer, frame(text_opcode, "late") + peer_close(1000));
    end(*peer);
    BOOST_TEST(record.events == (Events{"open", "text late", "close 1000 clean"}), boost::test_tools::per_element());
}

// --- closing and waiting for it

BOOST_AUTO_TEST_CASE(async_close_completes_behind_on_close)
{
    Events order;
    record.when_close = [&](Recorder&) { order.push_back("on_close"); };
    session->async_close(CloseCode{4001}, "bye", [&](CloseInfo info) {
        order.push_back("done " + std::to_string(static_cast<int>(info.code)) + ' ' + info.reason);
    });
    loop.run();
    BOOST_TEST((peer->sent == our_close(4001, "bye")));
    BOOST_TEST(order.empty());
    send(*peer, peer_close(4001, "ok"));
    end(*peer);
    BOOST_TEST(order == (Events{"on_close", "done 4001 ok"}), boost::test_tools::per_element());
    session->async_close(CloseCode::normal, "", boost::asio::bind_executor(loop.context, [&](CloseInfo info) {
        order.push_back("again " + std::to_string(static_cast<int>(info.code)));
    }));
    loop.run();
    BOOST_TEST(order.back() == "again 4001");
    const auto close_badly = [&] { session->async_close(CloseCode{1005}, "x", [](CloseInfo) {}); };
    BOOST_CHECK_THROW(close_badly(), std::invalid_argument);
}

BOOST_AUTO_TEST_CASE(async_close_of_a_peer_that_does_not_answer)
{
    std::optional<CloseInfo> info;
    session->async_close(CloseCode::normal, "", [&](CloseInfo ended) { info = ended; });
    tick(20);
    BOOST_TEST_REQUIRE(info.has_value());
    BOOST_TEST((info->code == CloseCode::abnormal));
    BOOST_TEST(!info->was_clean);
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace websocket_session_stream_test
