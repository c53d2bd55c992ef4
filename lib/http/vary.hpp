// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#pragma once

#include <hawser/fields.hpp>

#include <string>
#include <string_view>

namespace hawser::http {

/// Makes sure that Vary names that request field (RFC 9110 §12.5.5): the answer would have been another one
/// for another value of it, and a cache must know.
inline void add_vary(Fields& fields, std::string_view name)
{
    if (fields.has_token("Vary", name) || fields.has_token("Vary", "*"))
        return;
    if (fields.count("Vary") == 1)
        fields.set("Vary",
                   std::string{fields["Vary"]}.append(fields["Vary"].empty() ? "" : ", ").append(name));
    else
        fields.add("Vary", name);
}

} // namespace hawser::http
