// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#pragma once

#include <hawser/fields.hpp>

#include <optional>
#include <string>
#include <vector>

namespace hawser::websocket {

struct ExtensionParameter {
    std::string name;
    std::optional<std::string> value; ///< of a quoted string, what it stands for
};

/// An element of Sec-WebSocket-Extensions.
struct Extension {
    std::string name;
    std::vector<ExtensionParameter> parameters;
};

/// Reads all Sec-WebSocket-Extensions fields, in order (RFC 6455 §9.1). Takes linear time. Nothing if they
/// are malformed, or there are more than 16 of them or of the parameters of one.
std::optional<std::vector<Extension>> parse_extensions(const Fields& fields);

} // namespace hawser::websocket
