// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "core/random.hpp"

#include <openssl/crypto.h>
#include <openssl/rand.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <limits>
#include <stdexcept>

namespace hawser::core {
namespace {

void generate(std::span<unsigned char> out)
{
    while (!out.empty()) {
        auto n = std::min(out.size(), static_cast<std::size_t>(std::numeric_limits<int>::max()));
        if (RAND_bytes(out.data(), static_cast<int>(n)) != 1) {
            throw std::runtime_error{"hawser: the random number generator failed"};
        }
        out = out.subspan(n);
    }
}

struct Store {
    std::array<unsigned char, 4096> bytes;
    std::size_t used = bytes.size();

    Store() = default;
    Store(const Store&) = delete;
    Store& operator=(const Store&) = delete;
    ~Store() { OPENSSL_cleanse(bytes.data(), bytes.size()); }
};

} // namespace

void fill_random(std::span<unsigned char> out)
{
    thread_local Store store;
    if (out.size() > store.bytes.size() / 4) {
        generate(out);
        return;
    }
    if (store.bytes.size() - store.used < out.size()) {
        store.used = store.bytes.size(); // should the generator throw, nothing half-filled is handed out
        generate(store.bytes);
        store.used = 0;
    }
    auto* taken = store.bytes.data() + store.used;
    std::copy_n(taken, out.size(), out.data());
    OPENSSL_cleanse(taken, out.size());
    store.used += out.size();
}

} // namespace hawser::core
