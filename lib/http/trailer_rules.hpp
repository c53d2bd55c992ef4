// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#pragma once

#include <string_view>

namespace hawser::http {

/// True for a field that may come behind the content. Not those that say where a message ends, where it goes,
/// who sends it, under which conditions, or what its content is: whoever needs one of them has decided
/// before it comes (RFC 9110 §6.5.1).
bool may_be_trailer(std::string_view name) noexcept;

} // namespace hawser::http
