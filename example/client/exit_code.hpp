// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#pragma once

#include <hawser/close_code.hpp>
#include <hawser/error.hpp>

namespace client {

/// What the program tells the one that has started it; `--help` has them, too.
enum class ExitCode : int {
    success = 0,      ///< the connection ended as asked, or the server closed it in good order
    usage = 1,        ///< the command line, the URL or the input cannot be used
    unreachable = 2,  ///< no connection: name, network, TLS, time
    refused = 3,      ///< the server, or the proxy, did not want it
    unauthorized = 4, ///< credentials are missing, or were not accepted
    lost = 5,         ///< the connection was lost, or closed because something was wrong
};

/// For a connection that could not be made.
ExitCode exit_code(const hawser::error_code& failure);

/// For one that was made, and has ended.
ExitCode exit_code(const hawser::CloseInfo& end) noexcept;

} // namespace client
