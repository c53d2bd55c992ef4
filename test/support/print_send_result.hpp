// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#pragma once

#include <hawser/send_result.hpp>

#include <ostream>
#include <string_view>

namespace hawser {

/// Lets `BOOST_TEST(connection.write(…) == SendResult::sent)` say what it was compared with.
inline std::ostream& operator<<(std::ostream& out, SendResult result)
{
    constexpr std::string_view names[] = {"sent", "queued", "dropped"};
    return out << names[static_cast<int>(result)];
}

} // namespace hawser
