// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "core/sharded_counters.hpp"

#include <bitset>
#include <mutex>

namespace hawser::core::detail {

namespace {

struct Numbers {
    std::mutex mutex;
    std::bitset<max_thread_numbers> taken;
};

// Never destroyed: threads may end after the static objects.
Numbers& numbers() noexcept
{
    alignas(Numbers) static std::byte storage[sizeof(Numbers)];
    static auto* const instance = new (storage) Numbers;
    return *instance;
}

// Gives the number back when the thread ends. The lock makes what was counted visible to the next thread that
// gets it.
struct Holder {
    ~Holder()
    {
        const auto number = thread_number;
        thread_number = shared_thread_number; // for what other destructors count
        if (number >= max_thread_numbers)
            return;
        const std::lock_guard lock{numbers().mutex};
        numbers().taken.reset(number);
    }
    bool is_used = false;
};

thread_local Holder holder;

} // namespace

unsigned take_thread_number() noexcept
{
    holder.is_used = true; // makes it, and so has it destroyed
    const std::lock_guard lock{numbers().mutex};
    unsigned number = 0;
    while (number < max_thread_numbers && numbers().taken.test(number))
        ++number;
    if (number < max_thread_numbers)
        numbers().taken.set(number);
    return thread_number = number; // or shared_thread_number
}

} // namespace hawser::core::detail
