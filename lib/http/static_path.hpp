// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace hawser::http {

enum class Dotfiles : bool { hidden, shown };

/// Maps `Request::path()`, percent-decoded once, to a path below a document root: relative, with `/`
/// between segments and never a way out. `/` gives `""`, and a slash at the end stays, so that the caller
/// can tell a directory from a file. Nothing if there is no such path, for any of these reasons:
///
/// - it does not start with `/` (`*`, or never a path at all);
/// - a segment is empty (`//`): collapsing it would give one file many names, which rules written for
///   one of them then miss;
/// - a segment starts with a dot: `.` and `..`, and hidden files such as `.git` and `.env`. Only
///   `.well-known` as the first segment is not hidden (RFC 8615 §3). With `Dotfiles::shown` it is `.` and
///   `..` alone;
/// - it has a backslash or colon in it (a separator, drive or alternate stream on other systems), a NUL or
///   another control character.
///
/// What was escaped twice stays a name: `%252e` came in as `%2e`, which is what such a file would be
/// called. Symbolic links are not looked at here: that is up to whoever opens the file.
std::optional<std::string> static_path(std::string_view decoded_path, Dotfiles dotfiles = Dotfiles::hidden);

} // namespace hawser::http
