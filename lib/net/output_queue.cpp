// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "net/output_queue.hpp"

#include <algorithm>
#include <cstring>
#include <new>
#include <utility>

namespace hawser::net {

namespace {

// A block has room for more than its first bytes, so that small writes share it.
constexpr std::size_t min_block = 4096;

} // namespace

// A node is followed in memory by `capacity` bytes; with `shared` set, by none.
struct OutputQueue::Node {
    Node* next = nullptr;
    SharedBytes shared;
    std::size_t begin = 0;
    std::size_t end = 0;
    std::size_t capacity = 0;

    char* block() noexcept { return reinterpret_cast<char*>(this + 1); }
    std::string_view view() noexcept
    {
        return {(shared ? shared->data() : block()) + begin, end - begin};
    }
};

OutputQueue::~OutputQueue()
{
    clear();
}

void OutputQueue::append(std::string_view bytes)
{
    if (bytes.empty())
        return;
    std::size_t fits = 0;
    if (tail_ && !tail_->shared) {
        fits = std::min(tail_->capacity - tail_->end, bytes.size());
        std::memcpy(tail_->block() + tail_->end, bytes.data(), fits);
        tail_->end += fits;
        size_ += fits;
    }
    if (fits == bytes.size())
        return;
    const auto rest = bytes.substr(fits);
    const auto capacity = std::max(rest.size(), min_block - sizeof(Node));
    void* memory = ::operator new(sizeof(Node) + capacity);
    auto* node = new (memory) Node;
    node->capacity = capacity;
    std::memcpy(node->block(), rest.data(), rest.size());
    node->end = rest.size();
    append_node(node);
}

void OutputQueue::append(SharedBytes bytes, std::size_t offset)
{
    if (offset >= bytes->size())
        return;
    auto* node = new (::operator new(sizeof(Node))) Node;
    node->begin = offset;
    node->end = bytes->size();
    node->shared = std::move(bytes);
    append_node(node);
}

OutputQueue::Node& OutputQueue::append_node(Node* node) noexcept
{
    (tail_ ? tail_->next : head_) = node;
    tail_ = node;
    size_ += node->end - node->begin;
    return *node;
}

std::size_t OutputQueue::gather(std::span<std::string_view> pieces) const noexcept
{
    std::size_t count = 0;
    for (auto* node = head_; node && count < pieces.size(); node = node->next)
        pieces[count++] = node->view();
    return count;
}

void OutputQueue::consume(std::size_t count) noexcept
{
    size_ -= count;
    while (count > 0) {
        const auto part = std::min(count, head_->end - head_->begin);
        head_->begin += part;
        count -= part;
        if (head_->begin == head_->end) {
            auto* node = std::exchange(head_, head_->next);
            if (!head_)
                tail_ = nullptr;
            destroy(node);
        }
    }
}

void OutputQueue::clear() noexcept
{
    while (head_)
        destroy(std::exchange(head_, head_->next));
    tail_ = nullptr;
    size_ = 0;
}

void OutputQueue::destroy(Node* node) noexcept
{
    node->~Node();
    ::operator delete(node);
}

} // namespace hawser::net
