// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "net/batch.hpp"

#include "net/connection.hpp"

#include <cstring>
#include <utility>

namespace hawser::net {

struct ThreadBuffers {
    std::unique_ptr<char[]> receive;
    std::unique_ptr<char[]> cork;
};

namespace {

thread_local Batch* current_batch = nullptr;

// The buffers of a thread rest here between batches; an inner batch finds the place empty.
thread_local std::unique_ptr<ThreadBuffers> spare_buffers;

// Not value-initialised: the buffers are large and always written before they are read.
std::unique_ptr<char[]> make_buffer(std::size_t size)
{
    return std::unique_ptr<char[]>{new char[size]};
}

} // namespace

Batch::Batch(Loop& loop, Connection* corked) noexcept
    : loop_{loop}, corked_{corked}, outer_{std::exchange(current_batch, this)}
{
}

Batch::~Batch()
{
    if (corked_)
        corked_->flush_cork(*this);
    while (dirty_)
        std::exchange(dirty_, dirty_->next_dirty_)->flush_dirty();
    current_batch = outer_;
    if (buffers_ && !spare_buffers)
        spare_buffers = std::move(buffers_);
}

Batch* Batch::current() noexcept
{
    return current_batch;
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
    return {buffer.get(), receive_size};
}

bool Batch::cork(std::string_view head, std::string_view body)
{
    if (head.size() + body.size() > cork_size - cork_used_)
        return false;
    auto& buffer = buffers().cork;
    if (!buffer)
        buffer = make_buffer(cork_size);
    char* out = buffer.get() + cork_used_;
    std::memcpy(out, head.data(), head.size());
    if (!body.empty())
        std::memcpy(out + head.size(), body.data(), body.size());
    cork_used_ += head.size() + body.size();
    return true;
}

std::string_view Batch::corked_bytes() const noexcept
{
    return cork_used_ == 0 ? std::string_view{} : std::string_view{buffers_->cork.get(), cork_used_};
}

void Batch::flush_later(Connection& connection) noexcept
{
    connection.next_dirty_ = std::exchange(dirty_, &connection);
}

} // namespace hawser::net
