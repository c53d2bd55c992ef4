// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "net/tls_transport.hpp"

#include "net/connection.hpp"
#include "net/loop.hpp"

#include <boost/asio/error.hpp>
#include <boost/asio/post.hpp>

#include <algorithm>
#include <array>
#include <utility>

namespace hawser::net {

namespace asio = boost::asio;
using EngineState = tls::Engine::State;

namespace {

// What a few large frames need, so that a burst is one read.
constexpr std::size_t input_size = 256 * 1024;
// Of what is encrypted ahead of a peer that reads slowly, a record is enough; of one that keeps up, four make
// one system call.
constexpr std::size_t min_chunk = 16 * 1024;
constexpr std::size_t max_chunk = 64 * 1024;
constexpr std::size_t usual_output = max_chunk + min_chunk + 4 * 1024;
// A record that was begun in the last read ends in this one.
constexpr std::size_t record_room = 17 * 1024;
// Answers to what the peer sends that is no data: who sends that and reads nothing is up to no good.
constexpr std::size_t max_unsent = 256 * 1024;
// Ticks of silence after which the first records are small again: the network has forgotten how fast it was.
constexpr std::uint32_t pause_ticks = 2;

} // namespace

/// The thread's buffers, lent for the length of a call. Within it, a filter beneath, or a callback in the
/// middle of a handshake, may get here again: for each depth there is a set.
class TlsTransport::Buffers {
public:
    Buffers() : stored_{std::move(spare())}
    {
        if (!stored_)
            stored_ = std::make_unique<Stored>();
        spare() = std::move(stored_->next);
        stored_->output.clear();
    }
    ~Buffers()
    {
        if (stored_->output.capacity() > 2 * usual_output)
            return;
        stored_->next = std::move(spare());
        spare() = std::move(stored_);
    }
    Buffers(const Buffers&) = delete;
    Buffers& operator=(const Buffers&) = delete;

    std::span<char> input() { return {stored_->input.get(), input_size}; }
    std::string& output() { return stored_->output; }

private:
    struct Stored {
        std::unique_ptr<char[]> input{new char[input_size]};
        std::string output;
        std::unique_ptr<Stored> next{};
    };
    static std::unique_ptr<Stored>& spare()
    {
        thread_local std::unique_ptr<Stored> place;
        return place;
    }

    std::unique_ptr<Stored> stored_;
};

TlsTransport::TlsTransport(Loop& loop, std::unique_ptr<Transport> lower)
    : loop_{loop}, lower_{std::move(lower)}, chunk_{min_chunk}
{
}

TlsTransport::~TlsTransport() = default;

void TlsTransport::start_tls(std::unique_ptr<tls::Engine> engine, std::span<const char> early, Done done)
{
    engine_ = std::move(engine);
    done_ = std::move(done);
    Buffers buffers;
    std::string_view input{early.data(), early.size()};
    engine_->handshake(input, buffers.output());
    hold(input);
    auto ec = send(buffers.output());
    after_step(ec);
}

// What a step of the handshake has come to. A failure is told to who began it, who has the connection ended
// in good order, with the alert that says why.
void TlsTransport::after_step(error_code& ec)
{
    if (!done_)
        return;
    if (ec && ec != asio::error::would_block)
        return tell_done(std::exchange(ec, asio::error::would_block));
    if (engine_->state() == EngineState::failed)
        tell_done(engine_->error());
    else if (engine_->state() != EngineState::handshake)
        tell_done({});
}

// What has waited for input goes on, or finds out that there is no use in it any more.
void TlsTransport::after_input()
{
    if (is_blocked())
        return;
    end_sending();
    if (auto* writer = std::exchange(writer_, nullptr))
        asio::post(executor(), [writer = writer->shared_from_this()] { writer->on_writable({}); });
}

void TlsTransport::tell_done(error_code ec)
{
    told_failure_ = ec.failed();
    std::exchange(done_, nullptr)(ec);
}

void TlsTransport::hold(std::string_view input)
{
    if (engine_->state() == EngineState::failed) // nobody will ask for it
        input = {};
    std::string{input}.swap(held_);
}

// --- reading

std::size_t TlsTransport::read_some(std::span<char> buffer, error_code& ec)
{
    wants_no_data_ = buffer.empty();
    if (!engine_ || (wants_no_data_ && !is_blocked()))
        return lower_->read_some(buffer, ec);
    if (engine_->state() == EngineState::failed && std::exchange(told_failure_, true))
        return discard(ec);
    if (engine_->state() == EngineState::failed) {
        ec = engine_->error();
        return 0;
    }
    ec = {};
    Buffers buffers;
    const auto before = std::exchange(held_, {});
    std::string_view input{before};
    if (input.empty() && !engine_->has_pending()) {
        input = {buffers.input().data(), receive(buffers.input(), buffer.size(), ec)};
        if (ec)
            return 0;
    }
    std::size_t count = 0;
    if (buffer.empty())
        engine_->handshake(input, buffers.output());
    else
        count = engine_->read(input, buffer, buffers.output());
    hold(input);
    ec = send(buffers.output());
    after_input();
    const bool in_handshake = done_ != nullptr;
    after_step(ec);
    if (ec && ec != asio::error::would_block)
        return 0;
    if (engine_->state() == EngineState::failed && !in_handshake && count == 0) { // else with the next read
        told_failure_ = true;
        ec = engine_->error();
        return 0;
    }
    if (unsent_.size() > max_unsent) {
        ec = error::queue_full;
        return 0;
    }
    ec = count > 0                          ? error_code{}
         : engine_->state() == EngineState::ended ? error_code{asio::error::eof}
                                            : error_code{asio::error::would_block};
    return count;
}

// Ciphertext, of which there is room for what it says.
std::size_t TlsTransport::receive(std::span<char> input, std::size_t room, error_code& ec)
{
    if (engine_->state() == EngineState::ended) {
        ec = asio::error::eof;
        return 0;
    }
    if (room == 0) // and nothing to be said: the rest of a message
        room = record_room;
    else if (room > 2 * record_room)
        room -= record_room;
    const auto count = lower_->read_some(input.first(std::min(room, input.size())), ec);
    if (ec == asio::error::eof)
        end_of_stream(ec);
    return count;
}

// Without a word of the peer's: it may be anybody on the way who has cut the connection (RFC 8446 §6.1).
void TlsTransport::end_of_stream(error_code& ec)
{
    is_truncated_ = true;
    after_input();
    if (done_) {
        ec = asio::error::would_block;
        tell_done(error::end_of_stream);
    }
}

// After a failure the peer's bytes mean nothing any more; what counts is their end.
std::size_t TlsTransport::discard(error_code& ec)
{
    Buffers buffers;
    lower_->read_some(buffers.input(), ec);
    if (!ec)
        ec = asio::error::would_block;
    return 0;
}

void TlsTransport::wait_readable(std::shared_ptr<Connection> connection)
{
    const bool has_news = engine_ && (engine_->has_pending() || engine_->state() == EngineState::ended ||
                                      (engine_->state() == EngineState::failed && !told_failure_));
    // Where it is the lower one that wants input, what is held here for others would be news again and again.
    if ((held_.empty() && !has_news) || (wants_no_data_ && wants_input()))
        return lower_->wait_readable(std::move(connection));
    asio::post(executor(), [connection = std::move(connection)] { connection->on_readable({}); });
}

// --- writing

// What the system does not take is kept. An error other than `would_block` ends the connection.
error_code TlsTransport::send(std::string_view ciphertext)
{
    error_code ec;
    if (!unsent_.empty()) {
        unsent_ += ciphertext;
        return send_unsent();
    }
    while (!ciphertext.empty() && !ec)
        ciphertext.remove_prefix(lower_->write_some({&ciphertext, 1}, ec));
    if (ec && ec != asio::error::would_block)
        return ec;
    unsent_ = ciphertext;
    return {};
}

error_code TlsTransport::send_unsent()
{
    error_code ec;
    const std::string_view all{unsent_};
    auto rest = all;
    if (rest.empty() && lower_->has_unsent())
        lower_->write_some({}, ec);
    while (!rest.empty() && !ec)
        rest.remove_prefix(lower_->write_some({&rest, 1}, ec));
    if (ec && ec != asio::error::would_block)
        return ec;
    if (rest.empty())
        std::string{}.swap(unsent_);
    else
        unsent_.erase(0, all.size() - rest.size());
    end_sending();
    return {};
}

std::size_t TlsTransport::write_some(std::span<const std::string_view> pieces, error_code& ec)
{
    if (!engine_)
        return lower_->write_some(pieces, ec);
    ec = send_unsent();
    if (ec)
        return 0;
    if (has_unsent()) {
        ec = asio::error::would_block;
        return 0;
    }
    if (pieces.empty())
        return 0;
    if (engine_->state() != EngineState::open && engine_->state() != EngineState::ended) {
        ec = asio::error::not_connected;
        return 0;
    }
    const auto now = loop_.now();
    if (now - std::exchange(last_write_, now) >= pause_ticks)
        engine_->begin_burst();
    Buffers buffers;
    std::size_t total = 0;
    std::array<std::string_view, 16> rest;
    auto left = std::min(pieces.size(), rest.size());
    std::copy_n(pieces.begin(), left, rest.begin());
    auto* first = rest.data();
    while (!has_unsent()) {
        while (left > 0 && first->empty())
            ++first, --left;
        if (left == 0)
            break;
        buffers.output().clear();
        // A rest of less than a record is not worth another system call.
        const auto size = total_size({first, left});
        const auto count =
            engine_->write({first, left}, size <= chunk_ + min_chunk ? size : chunk_, buffers.output());
        if (count == 0) {
            ec = why_not_written();
            return total;
        }
        total += count;
        for (auto taken = count; taken > 0;) {
            const auto part = std::min(taken, first->size());
            first->remove_prefix(part);
            taken -= part;
            if (first->empty())
                ++first, --left;
        }
        ec = send(buffers.output());
        if (ec)
            return total;
        chunk_ = has_unsent() ? min_chunk : std::min(chunk_ * 2, max_chunk);
    }
    return total;
}

error_code TlsTransport::why_not_written() const
{
    if (!engine_->wants_input())
        return engine_->error();
    return is_truncated_ ? error_code{error::end_of_stream} : error_code{asio::error::would_block};
}

std::size_t TlsTransport::send_file(std::span<const std::string_view> head, int file, std::uint64_t offset,
                                    std::size_t size, error_code& ec)
{
    return engine_ ? Transport::send_file(head, file, offset, size, ec)
                   : lower_->send_file(head, file, offset, size, ec);
}

void TlsTransport::wait_writable(std::shared_ptr<Connection> connection)
{
    if (is_blocked() && !has_unsent())
        writer_ = connection.get(); // there is room, which would come true at once, again and again
    else
        lower_->wait_writable(std::move(connection));
}

void TlsTransport::shutdown_send()
{
    if (!engine_)
        return lower_->shutdown_send();
    ending_ = Ending::notify;
    end_sending();
}

void TlsTransport::end_sending()
{
    if (ending_ == Ending::notify && !is_blocked()) {
        std::string output; // a few bytes, and perhaps from within a read, which has the buffers
        engine_->shutdown(output);
        ending_ = Ending::stream;
        if (send(output))
            ending_ = Ending::none; // the peer has gone
    }
    if (ending_ == Ending::stream && unsent_.empty()) {
        ending_ = Ending::none;
        lower_->shutdown_send();
    }
}

void TlsTransport::close()
{
    lower_->close();
    std::string{}.swap(held_);
    std::string{}.swap(unsent_);
    writer_ = nullptr;
    done_ = nullptr;
}

} // namespace hawser::net
