// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#pragma once

#include <hawser/error.hpp>

#include <boost/system/error_code.hpp>

#include <cerrno>

namespace hawser::core {

/// What `errno` says, of the system call that has just failed.
inline error_code last_error() noexcept
{
    return {errno, boost::system::system_category()};
}

} // namespace hawser::core
