// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "tls/openssl.hpp"

#include <hawser/error.hpp>

#include <boost/system/system_error.hpp>

#include <openssl/err.h>

namespace hawser::tls {

std::string take_reason()
{
    const auto code = ERR_peek_last_error();
    ERR_clear_error();
    if (code == 0)
        return {};
    const char* reason = ERR_reason_error_string(code);
    return reason ? reason : "error " + std::to_string(code) + " of OpenSSL";
}

void throw_unusable(const std::string& what, const std::string& reason)
{
    throw boost::system::system_error{error::unusable_certificate,
                                      reason.empty() ? what : what + " (" + reason + ')'};
}

} // namespace hawser::tls
