// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "exit_code.hpp"

namespace client {

ExitCode exit_code(const hawser::error_code& failure)
{
    using hawser::condition;
    using hawser::error;
    if (failure == error::bad_option || failure == error::unusable_certificate) // a file that was named, say
        return ExitCode::usage;
    if (failure == condition::authentication_failed)
        return ExitCode::unauthorized;
    if (failure == condition::handshake_failed || failure == error::proxy_refused ||
        failure == error::too_many_redirects || failure == error::redirect_refused)
        return ExitCode::refused;
    return ExitCode::unreachable;
}

ExitCode exit_code(const hawser::CloseInfo& end) noexcept
{
    switch (end.code) {
    case hawser::CloseCode::normal:
    case hawser::CloseCode::going_away:
    case hawser::CloseCode::no_status: return ExitCode::success;
    default: return ExitCode::lost;
    }
}

} // namespace client
