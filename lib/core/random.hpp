// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#pragma once

#include <span>

namespace hawser::core {

/// Fills `out` with bytes that nobody can predict: masking keys, nonces, session ids (RFC 6455 §10.3).
///
/// Small requests are served from a store per thread that is filled by one call of OpenSSL's generator
/// and wiped as it is used up, because a call for each masking key would cost more than the frame. The
/// store knows nothing of `fork`: a child that goes on using the library would repeat its parent's
/// bytes, so fork before the library is used, or exec.
///
/// @throws std::runtime_error if the generator fails; there is no weaker source to fall back on.
void fill_random(std::span<unsigned char> out);

/// A source of random bytes, so that tests can bring their own.
using RandomSource = void (*)(std::span<unsigned char> out);

} // namespace hawser::core
