// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#pragma once

#include <hawser/error.hpp>

#include <ostream>

namespace hawser {

/// Lets `BOOST_TEST(ec == hawser::error::…)` say what it was compared with.
inline std::ostream& operator<<(std::ostream& out, error e) { return out << make_error_code(e).message(); }

} // namespace hawser
