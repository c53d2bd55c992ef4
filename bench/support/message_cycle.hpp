// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

/// @file
/// The messages that one connection of the load generator sends, over and over.
#pragma once

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace bench {

/// Messages ready to be sent, back to back, so that any number of them leaves in one write.
class MessageCycle {
public:
    void add(std::string_view message)
    {
        bytes_ += message;
        ends_.push_back(bytes_.size());
    }

    /// Ends the additions. Any @p most messages in a row will lie in one piece.
    void close(std::size_t most)
    {
        period_ = bytes_.size();
        for (std::size_t i = 0; i < most; ++i) {
            const std::size_t begin = i % count() == 0 ? 0 : ends_[i % count() - 1];
            bytes_.append(bytes_, begin, size_of(i % count()));
        }
    }

    std::size_t count() const { return ends_.size(); }
    std::size_t size_of(std::size_t message) const
    {
        return message == 0 ? ends_[0] : ends_[message] - ends_[message - 1];
    }

    /// At most @p size bytes from @p position on.
    std::string_view from(std::size_t position, std::size_t size) const
    {
        return std::string_view{bytes_}.substr(position, size);
    }

    /// Where @p size bytes further is.
    std::size_t advance(std::size_t position, std::size_t size) const { return (position + size) % period_; }

    bool is_start(std::size_t position) const
    {
        return position == 0 || std::binary_search(ends_.begin(), ends_.end(), position);
    }

    /// From @p position to the end of the message that it lies in.
    std::size_t rest_of_message(std::size_t position) const
    {
        return *std::upper_bound(ends_.begin(), ends_.end(), position) - position;
    }

private:
    std::string bytes_;
    std::vector<std::size_t> ends_; ///< of the messages, in bytes_
    std::size_t period_ = 0;
};

} // namespace bench
