// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "websocket/assembly_buffer.hpp"

#include <algorithm>
#include <cstring>
#include <new>

namespace hawser::websocket {

void AssemblyBuffer::append(std::span<const char> piece, std::uint64_t coming)
{
    if (piece.empty()) {
        return;
    }
    if (capacity_ - size_ < piece.size()) {
        grow(size_ + piece.size(), coming);
    }
    std::memcpy(data_.get() + size_, piece.data(), piece.size());
    size_ += piece.size();
}

void AssemblyBuffer::grow(std::size_t needed, std::uint64_t coming)
{
    constexpr std::size_t smallest = 128;
    auto capacity = std::max({needed, capacity_ + capacity_ / 2, smallest});
    if (coming < capacity - needed) {
        capacity = needed + static_cast<std::size_t>(coming);
    }
    auto* grown = static_cast<char*>(std::realloc(data_.get(), capacity));
    if (grown == nullptr) {
        throw std::bad_alloc{};
    }
    static_cast<void>(data_.release()); // realloc has freed it or kept it as `grown`
    data_.reset(grown);
    capacity_ = capacity;
}

} // namespace hawser::websocket
