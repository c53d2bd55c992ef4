// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include <hawser/middleware/digest_auth.hpp>

#include "middleware/digest_scheme.hpp"

namespace hawser {

DigestAuth::DigestAuth(DigestAuthOptions options)
    : scheme_{std::make_shared<middleware::DigestScheme>(std::move(options))}
{
}

Action DigestAuth::on_request(Exchange& exchange)
{
    return middleware::authenticate(scheme_, exchange);
}

} // namespace hawser
