// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "tls/ticket_keys.hpp"

#include "core/random.hpp"

#include <openssl/crypto.h>

#include <algorithm>

namespace hawser::tls {

TicketKeys::~TicketKeys()
{
    for (auto& each : keys_)
        OPENSSL_cleanse(&each.key, sizeof each.key);
}

// `mutex_` is held.
void TicketKeys::renew(std::chrono::steady_clock::time_point now)
{
    while (!keys_.empty() && now - keys_.back().at >= life) {
        OPENSSL_cleanse(&keys_.back().key, sizeof(Key));
        keys_.pop_back();
    }
    if (!keys_.empty() && now - keys_.front().at < use)
        return;
    Born made;
    made.at = now;
    core::fill_random(made.key.name); // which may throw, and then there is no key
    core::fill_random(made.key.cipher);
    core::fill_random(made.key.mac);
    keys_.push_front(made);
    OPENSSL_cleanse(&made.key, sizeof made.key);
}

TicketKeys::Key TicketKeys::current()
{
    const auto now = clock_();
    const std::lock_guard lock{mutex_};
    renew(now);
    return keys_.front().key;
}

std::optional<TicketKeys::Found> TicketKeys::find(std::span<const unsigned char, 16> name)
{
    const auto now = clock_();
    const std::lock_guard lock{mutex_};
    renew(now);
    const auto found = std::find_if(keys_.begin(), keys_.end(), [name](const Born& each) {
        return std::equal(name.begin(), name.end(), each.key.name.begin());
    });
    if (found == keys_.end())
        return std::nullopt;
    return Found{found->key, found == keys_.begin()};
}

} // namespace hawser::tls
