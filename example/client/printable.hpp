// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#pragma once

#include <hawser/message.hpp>

#include <string>
#include <string_view>

namespace client {

/// The text with its control characters, but for those in `allowed`, written as `\x1b`: what comes from a
/// server must not give orders to a terminal, or look like a line of ours.
std::string printable(std::string_view text, std::string_view allowed = {});

/// What is shown of a message: its text, or `binary: ` and hexadecimal digits.
std::string text_of(const hawser::Message& message);

} // namespace client
