// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#pragma once

#include <atomic>
#include <memory>
#include <utility>

namespace hawser::core {

/// An object that is made when it is first needed, for what most of its owners never need.
///
/// *Thread safety*: all members may be called from any thread; where several need it at once, all get the one
/// that was made first.
template <class T>
class OnDemand {
public:
    OnDemand() = default;
    ~OnDemand() { delete find(); }
    OnDemand(const OnDemand&) = delete;
    OnDemand& operator=(const OnDemand&) = delete;

    /// Null if there is none yet.
    T* find() const noexcept { return object_.load(std::memory_order_acquire); }

    /// Makes it of `arguments` if there is none yet.
    template <class... Arguments>
    T& get(Arguments&&... arguments)
    {
        if (auto* there = find())
            return *there;
        auto fresh = std::make_unique<T>(std::forward<Arguments>(arguments)...);
        T* there = nullptr;
        return object_.compare_exchange_strong(there, fresh.get(), std::memory_order_acq_rel,
                                               std::memory_order_acquire)
                   ? *fresh.release()
                   : *there;
    }

private:
    std::atomic<T*> object_{nullptr};
};

} // namespace hawser::core
