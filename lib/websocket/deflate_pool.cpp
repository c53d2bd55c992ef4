// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "websocket/deflate_pool.hpp"

#include <utility>

namespace hawser::websocket {
namespace {

/// A few objects that wait to be used again.
template <class T, std::size_t Size>
class Shelf {
public:
    /// Null: there is none that `fits`.
    template <class Fits>
    std::unique_ptr<T> take(Fits fits) noexcept
    {
        for (auto& place : places_) {
            if (place && fits(*place)) {
                return std::move(place);
            }
        }
        return nullptr;
    }

    /// Without an empty place it takes that of another: what is used now is more likely to be used next.
    void put(std::unique_ptr<T> object) noexcept
    {
        for (auto& place : places_) {
            if (!place) {
                place = std::move(object);
                return;
            }
        }
        places_[next_] = std::move(object);
        next_ = (next_ + 1) % Size;
    }

private:
    std::array<std::unique_ptr<T>, Size> places_;
    std::size_t next_ = 0;
};

// True once the thread's pool is destroyed: a lease may end later, in the destructor of a static object.
thread_local bool pool_is_gone = false;

struct Pool {
    ~Pool() { pool_is_gone = true; }

    Shelf<Deflater, 4> deflaters; // a thread may serve services with different settings
    Shelf<Inflater, 4> inflaters;
    Shelf<DeflateBuffer, 2> buffers;
};

// Null: see above.
Pool* thread_pool() noexcept
{
    if (pool_is_gone) {
        return nullptr;
    }
    thread_local Pool pool;
    return &pool;
}

constexpr auto any = [](const auto&) { return true; };

} // namespace

void DeflateGiveBack::operator()(Deflater* lent) const noexcept
{
    std::unique_ptr<Deflater> object{lent};
    if (auto* pool = thread_pool()) {
        pool->deflaters.put(std::move(object));
    }
}

void DeflateGiveBack::operator()(Inflater* lent) const noexcept
{
    std::unique_ptr<Inflater> object{lent};
    if (auto* pool = thread_pool()) {
        pool->inflaters.put(std::move(object));
    }
}

void DeflateGiveBack::operator()(DeflateBuffer* lent) const noexcept
{
    std::unique_ptr<DeflateBuffer> object{lent};
    if (auto* pool = thread_pool()) {
        pool->buffers.put(std::move(object));
    }
}

DeflaterLease lease_deflater(const DeflateSettings& settings)
{
    if (auto* pool = thread_pool()) {
        const auto fits = [&settings](const Deflater& one) { return one.settings() == settings; };
        if (auto found = pool->deflaters.take(fits)) {
            found->reset();
            return DeflaterLease{found.release()};
        }
    }
    return DeflaterLease{new Deflater{settings}};
}

InflaterLease lease_inflater()
{
    if (auto* pool = thread_pool()) {
        if (auto found = pool->inflaters.take(any)) {
            found->reset();
            return InflaterLease{found.release()};
        }
    }
    return InflaterLease{new Inflater{15}};
}

DeflateBufferLease lease_deflate_buffer()
{
    if (auto* pool = thread_pool()) {
        if (auto found = pool->buffers.take(any)) {
            return DeflateBufferLease{found.release()};
        }
    }
    return DeflateBufferLease{new DeflateBuffer}; // not `{}`, which would fill it with zeros
}

} // namespace hawser::websocket
