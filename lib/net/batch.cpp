// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "net/batch.hpp"

#include "net/connection.hpp"

#include <algorithm>
#include <functional>
#include <utility>

namespace hawser::net {

struct ThreadBuffers {
    std::unique_ptr<char[]> receive;
    std::unique_ptr<char[]> cork;
};

namespace {

// The buffers of a thread rest here between batches; an inner batch finds the place empty.
thread_local std::unique_ptr<ThreadBuffers> spare_buffers;

// Not value-initialised: the buffers are large and always written before they are read.
std::unique_ptr<char[]> make_buffer(std::size_t size)
{
    return std::unique_ptr<char[]>{new char[size]};
}

} // namespace

Batch::Batch(Loop& loop, Connection* corked) noexcept
    : loop_{loop}, corked_{corked}, outer_{std::exchange(current_, this)}
{
    // What was written before goes out before what will be written now, and is not kept for connections
    // that may go meanwhile.
    if (outer_)
        outer_->flush();
}

Batch::~Batch()
{
    flush();
    current_ = outer_;
    if (buffers_ && !spare_buffers)
        spare_buffers = std::move(buffers_);
}

void Batch::flush() noexcept
{
    if (corked_)
        corked_->flush_cork(*this);
    while (dirty_)
        std::exchange(dirty_, dirty_->next_dirty_)->flush_dirty();
}

ThreadBuffers& Batch::buffers()
{
    if (!buffers_)
        buffers_ = spare_buffers ? std::move(spare_buffers) : std::make_unique<ThreadBuffers>();
    return *buffers_;
}

std::span<char> Batch::receive_buffer()
{
    auto& buffer = buffers().receive;
    if (!buffer)
        buffer = make_buffer(receive_size);
    receive_ = buffer.get();
    return {receive_, receive_size};
}

bool Batch::cork(std::string_view head, std::string_view body)
{
    const bool refers = body.size() >= min_reference && may_refer_to(body);
    const auto copied = head.size() + (refers ? 0 : body.size());
    if (copied > cork_size - cork_used_ || piece_count_ + 2 > max_pieces)
        return false;
    copy(head);
    if (refers)
        pieces_[piece_count_++] = body;
    else
        copy(body);
    ends_with_copy_ = !refers;
    return true;
}

bool Batch::may_refer_to(std::string_view body) const noexcept
{
    return receive_ && std::less_equal<>{}(receive_, body.data())
           && std::less<>{}(body.data(), receive_ + receive_size);
}

char* Batch::begin_copy(std::size_t size)
{
    if (size > cork_size - cork_used_ || piece_count_ == max_pieces)
        return nullptr;
    if (!cork_) {
        auto& buffer = buffers().cork;
        if (!buffer)
            buffer = make_buffer(cork_size);
        cork_ = buffer.get();
    }
    char* place = cork_ + std::exchange(cork_used_, cork_used_ + size);
    pieces_[piece_count_++] = {place, size};
    ends_with_copy_ = true;
    return place;
}

// `cork` has seen to it that there is room.
void Batch::copy(std::string_view bytes)
{
    char* place = extend(bytes.size());
    std::copy(bytes.begin(), bytes.end(), place ? place : begin_copy(bytes.size()));
}

void Batch::flush_later(Connection& connection) noexcept
{
    connection.next_dirty_ = std::exchange(dirty_, &connection);
}

} // namespace hawser::net
