// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "middleware/nonce_store.hpp"

#include "core/base64.hpp"
#include "core/constant_time.hpp"

#include <algorithm>
#include <span>

namespace hawser::middleware {
namespace {

constexpr std::size_t time_size = 8;
constexpr std::size_t tag_size = 16; // half of the HMAC is enough to make guessing hopeless

template <class Bytes>
std::string_view text_of(const Bytes& bytes) noexcept
{
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

} // namespace

NonceStore::NonceStore(std::chrono::milliseconds lifetime, std::size_t capacity, core::RandomSource random)
    : lifetime_{lifetime}, capacity_{capacity}, random_{random}
{
    random_(key_);
    std::array<unsigned char, 5> origin{};
    random_(origin);
    for (const auto byte : origin)
        origin_ = origin_ << 8 | byte;
}

std::string NonceStore::issue(TimePoint now) const
{
    Id id{};
    const auto time = ticks(now);
    for (std::size_t i = 0; i < time_size; ++i)
        id[i] = static_cast<unsigned char>(time >> (56 - 8 * i));
    random_(std::span{id}.subspan(time_size));
    return seal(id);
}

bool NonceStore::use(std::string_view nonce, std::uint32_t count, TimePoint now)
{
    const auto id = open(nonce);
    if (!id || count == 0)
        return false;
    const auto time = ticks(now);
    const auto lifetime = static_cast<std::uint64_t>(lifetime_.count());
    const auto issued = time_of(*id);
    if (issued > time || time - issued > lifetime)
        return false;

    const std::lock_guard lock{mutex_};
    while (!used_.empty() && time_of(used_.begin()->first) + lifetime < time)
        forget_oldest();
    const auto at = used_.find(*id);
    if (at != used_.end())
        return at->second.take(count);
    if (issued <= forgotten_)
        return false;
    if (used_.size() >= capacity_) {
        if (used_.empty() || *id < used_.begin()->first)
            return false;
        forget_oldest();
    }
    used_.emplace(*id, Uses{count, 1});
    return true;
}

std::size_t NonceStore::size() const
{
    const std::lock_guard lock{mutex_};
    return used_.size();
}

bool NonceStore::Uses::take(std::uint32_t count) noexcept
{
    if (count > highest) {
        const auto ahead = count - highest;
        seen = ahead < 64 ? seen << ahead | 1 : 1;
        highest = count;
        return true;
    }
    const auto behind = highest - count;
    const auto bit = behind < 64 ? std::uint64_t{1} << behind : 0;
    const bool is_new = bit != 0 && (seen & bit) == 0;
    seen |= bit;
    return is_new;
}

std::uint64_t NonceStore::time_of(const Id& id) noexcept
{
    std::uint64_t time = 0;
    for (std::size_t i = 0; i < time_size; ++i)
        time = time << 8 | id[i];
    return time;
}

/// Milliseconds since a moment that nobody knows.
std::uint64_t NonceStore::ticks(TimePoint now) const noexcept
{
    const auto since = std::chrono::duration_cast<std::chrono::milliseconds>(now.time_since_epoch());
    return static_cast<std::uint64_t>(since.count()) + origin_;
}

std::string NonceStore::seal(const Id& id) const
{
    std::array<unsigned char, std::tuple_size_v<Id> + tag_size> bytes{};
    const auto tag = core::hmac_sha256(key_, text_of(id));
    std::copy_n(tag.begin(), tag_size, std::copy(id.begin(), id.end(), bytes.begin()));
    return core::base64_encode(bytes);
}

std::optional<NonceStore::Id> NonceStore::open(std::string_view nonce) const
{
    const auto bytes = core::base64_decode(nonce);
    Id id{};
    if (!bytes || bytes->size() != id.size() + tag_size)
        return std::nullopt;
    std::copy_n(bytes->begin(), id.size(), id.begin());
    return core::equal_in_constant_time(seal(id), nonce) ? std::optional{id} : std::nullopt;
}

void NonceStore::forget_oldest()
{
    const auto oldest = used_.begin();
    forgotten_ = std::max(forgotten_, time_of(oldest->first));
    used_.erase(oldest);
}

} // namespace hawser::middleware
