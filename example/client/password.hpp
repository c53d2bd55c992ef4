// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#pragma once

#include <string>

namespace client {

/// Asks for a password on the terminal, which does not show it. Ctrl-C ends the asking, and leaves the
/// terminal as it was. @throws std::runtime_error if there is no terminal, or no answer.
std::string ask_password(const std::string& question);

} // namespace client
