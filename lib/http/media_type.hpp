// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace hawser::http {

/// Takes from the front of `text` what stands before the next `separator` that is not inside a quoted string
/// (RFC 9110 §5.6.4), trimmed; the separator goes with it.
std::string_view take_quoted(std::string_view& text, char separator) noexcept;

/// Takes the next `name=value` from the front of the parameters of a media type, what follows its first `;`
/// (RFC 9110 §5.6.6); false at their end. The value is as it came, quotes and all. Elements that are no
/// parameter are passed over.
bool next_media_parameter(std::string_view& parameters, std::string_view& name,
                          std::string_view& value) noexcept;

/// A value without its quotes and backslashes, if it has any.
std::string unquote(std::string_view value);

/// `text/html` of `Text/HTML; charset=utf-8`: in lower case, without parameters (RFC 9110 §8.3.1); `""` if
/// it is no media type.
std::string media_type(std::string_view content_type);

/// The value of the first parameter of that name, unquoted; nothing if there is none.
std::optional<std::string> media_parameter(std::string_view content_type, std::string_view name);

} // namespace hawser::http
