// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#pragma once

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace hawser::test {

/// What happened on other threads, and a wait for it that has an end.
class Events {
public:
    void add(std::string event)
    {
        const std::lock_guard lock{mutex_};
        events_.push_back(std::move(event));
        changed_.notify_all();
    }

    std::size_t count(std::string_view event) const
    {
        const std::lock_guard lock{mutex_};
        return count_locked(event);
    }

    /// True once `event` has come that many times; false if that takes too long.
    bool wait(std::string_view event, std::size_t times = 1) const
    {
        std::unique_lock lock{mutex_};
        return changed_.wait_for(lock, std::chrono::seconds{30},
                                 [&] { return count_locked(event) >= times; });
    }

private:
    std::size_t count_locked(std::string_view event) const
    {
        return static_cast<std::size_t>(std::count(events_.begin(), events_.end(), event));
    }

    mutable std::mutex mutex_;
    mutable std::condition_variable changed_;
    std::vector<std::string> events_;
};

/// A gate that a handler waits at until the test opens it.
class Latch {
public:
    void open()
    {
        const std::lock_guard lock{mutex_};
        is_open_ = true;
        changed_.notify_all();
    }
    bool wait()
    {
        std::unique_lock lock{mutex_};
        return changed_.wait_for(lock, std::chrono::seconds{30}, [&] { return is_open_; });
    }

private:
    std::mutex mutex_;
    std::condition_variable changed_;
    bool is_open_ = false;
};

} // namespace hawser::test
