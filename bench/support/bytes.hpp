// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

/// @file
/// A limit's memory for bytes of unknown number.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <memory>
#include <utility>

namespace bench {

/// Growing does not fill it with zeros, and clearing it gives nothing back.
class Bytes {
public:
    unsigned char* data() { return data_.get(); }
    std::size_t size() const { return size_; }
    bool empty() const { return size_ == 0; }
    void clear() { size_ = 0; }
    void grow_by(std::size_t count) { size_ += count; }

    void reserve(std::size_t capacity)
    {
        if (capacity > capacity_) {
            auto larger = std::make_unique_for_overwrite<unsigned char[]>(capacity);
            if (size_ > 0) {
                std::memcpy(larger.get(), data_.get(), size_);
            }
            data_ = std::move(larger);
            capacity_ = capacity;
        }
    }

    /// Room for @p count more bytes, in steps that grow.
    void reserve_more(std::size_t count)
    {
        if (size_ + count > capacity_) {
            reserve(std::max(size_ + count, 2 * capacity_));
        }
    }

    void append(const unsigned char* bytes, std::size_t count)
    {
        reserve(size_ + count);
        if (count > 0) {
            std::memcpy(data_.get() + size_, bytes, count);
            size_ += count;
        }
    }

private:
    std::unique_ptr<unsigned char[]> data_;
    std::size_t size_ = 0;
    std::size_t capacity_ = 0;
};

} // namespace bench
