// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "core/sha1.hpp"

#include <openssl/evp.h>

#include <stdexcept>

namespace hawser::core {

Sha1Digest sha1(std::string_view data)
{
    Sha1Digest digest{};
    if (EVP_Digest(data.data(), data.size(), digest.data(), nullptr, EVP_sha1(), nullptr) != 1) {
        throw std::runtime_error{"hawser: OpenSSL refused SHA-1"};
    }
    return digest;
}

} // namespace hawser::core
