// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <new>

namespace hawser::core {

/// A number for the calling thread, which no other living thread has; that of an ended thread is given
/// out again. `shared_thread_number` if there are too many threads.
inline constexpr unsigned max_thread_numbers = 128;
inline constexpr unsigned shared_thread_number = max_thread_numbers;
inline constexpr unsigned no_thread_number = max_thread_numbers + 1;

namespace detail {
inline constinit thread_local unsigned thread_number = no_thread_number;
unsigned take_thread_number() noexcept;
} // namespace detail

inline unsigned this_thread_number() noexcept
{
    const auto number = detail::thread_number;
    return number != no_thread_number ? number : detail::take_thread_number();
}

/// Counters that many threads add to all the time and somebody reads now and then. Each thread has numbers of
/// its own in cache lines of its own, so adding is a load and a store; reading sums them up.
///
/// `Name` is an enumeration of the counters, `count` of them.
///
/// *Thread safety*: all members may be called from any thread. A sum may miss what is being added now, and
/// two sums need not be of the same moment.
template <class Name, std::size_t count>
class ShardedCounters {
public:
    class alignas(64) Shard {
    public:
        void add(Name name, std::uint64_t amount = 1) noexcept
        {
            auto& value = values_[static_cast<std::size_t>(name)];
            if (is_shared_) [[unlikely]]
                value.fetch_add(amount, std::memory_order_relaxed);
            else // no other thread writes it
                value.store(value.load(std::memory_order_relaxed) + amount, std::memory_order_relaxed);
        }

    private:
        friend class ShardedCounters;
        std::array<std::atomic<std::uint64_t>, count> values_{};
        bool is_shared_ = false;
    };

    ShardedCounters() { rest_.is_shared_ = true; }
    ShardedCounters(const ShardedCounters&) = delete;
    ShardedCounters& operator=(const ShardedCounters&) = delete;
    ~ShardedCounters()
    {
        for (auto& shard : shards_)
            delete shard.load(std::memory_order_relaxed);
    }

    /// The calling thread's share; for several additions in a row.
    Shard& here() noexcept
    {
        const auto number = this_thread_number();
        if (number == shared_thread_number) [[unlikely]]
            return rest_;
        // Made by a thread that had this number, perhaps another one that has ended since.
        auto* const shard = shards_[number].load(std::memory_order_relaxed);
        return shard ? *shard : make(number);
    }

    void add(Name name, std::uint64_t amount = 1) noexcept { here().add(name, amount); }

    std::uint64_t sum(Name name) const noexcept
    {
        const auto index = static_cast<std::size_t>(name);
        auto total = rest_.values_[index].load(std::memory_order_relaxed);
        for (const auto& each : shards_)
            if (const auto* shard = each.load(std::memory_order_acquire))
                total += shard->values_[index].load(std::memory_order_relaxed);
        return total;
    }

private:
    Shard& make(unsigned number) noexcept
    {
        auto* const made = new (std::nothrow) Shard;
        if (!made)
            return rest_;
        shards_[number].store(made, std::memory_order_release);
        return *made;
    }

    std::array<std::atomic<Shard*>, max_thread_numbers> shards_{};
    Shard rest_; // of threads without a number
};

} // namespace hawser::core
