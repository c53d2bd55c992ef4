// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "websocket/close_rules.hpp"

#include "core/utf8.hpp"

namespace hawser::websocket {

bool may_be_sent(unsigned code) noexcept
{
    return (code >= 1000 && code <= 1003) || (code >= 1007 && code <= 1014) || (code >= 3000 && code <= 4999);
}

CloseCode close_code_for(error failure) noexcept
{
    switch (failure) {
    case error::invalid_utf8:
    case error::bad_compressed_data: return CloseCode::invalid_payload;
    case error::message_too_large:
    case error::frame_too_large: return CloseCode::message_too_big;
    case error::message_timeout: return CloseCode::policy_violation;
    default: return CloseCode::protocol_error;
    }
}

error_code check_close(Role role, CloseCode code, std::string_view reason) noexcept
{
    if (code == CloseCode::no_status) {
        return reason.empty() ? error_code{} : make_error_code(error::bad_close_payload);
    }
    if (!may_be_sent(static_cast<unsigned>(code)) ||
        (role == Role::server && code == CloseCode::mandatory_extension) ||
        (role == Role::client && code == CloseCode::internal_error)) {
        return error::bad_close_code;
    }
    if (reason.size() > 123) {
        return error::control_frame_too_long;
    }
    return core::is_valid_utf8(reason) ? error_code{} : make_error_code(error::invalid_utf8);
}

} // namespace hawser::websocket
