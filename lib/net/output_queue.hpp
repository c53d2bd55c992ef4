// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace hawser::net {

/// Bytes shared by the queues of many connections: a broadcast frame.
using SharedBytes = std::shared_ptr<const std::string>;

/// What the kernel did not take yet, in order: blocks of copied bytes and references to shared ones.
///
/// Small copies are packed into blocks, so that a slow peer of small messages costs little more than
/// their bytes. An empty queue owns no memory.
///
/// *Thread safety*: none; it belongs to one connection.
class OutputQueue {
public:
    OutputQueue() = default;
    ~OutputQueue();
    OutputQueue(const OutputQueue&) = delete;
    OutputQueue& operator=(const OutputQueue&) = delete;

    bool empty() const noexcept { return size_ == 0; }
    /// Bytes that wait.
    std::size_t size() const noexcept { return size_; }

    void append(std::string_view bytes);
    /// Appends `bytes` from `offset` on, without a copy.
    void append(SharedBytes bytes, std::size_t offset = 0);

    /// Fills `pieces` with views of the first bytes; returns how many pieces.
    std::size_t gather(std::span<std::string_view> pieces) const noexcept;

    /// Removes `count` bytes, at most `size()`, from the front.
    void consume(std::size_t count) noexcept;

    void clear() noexcept;

private:
    struct Node;
    Node& append_node(Node* node) noexcept;
    static void destroy(Node* node) noexcept;

    Node* head_ = nullptr;
    Node* tail_ = nullptr;
    std::size_t size_ = 0;
};

} // namespace hawser::net
