// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#pragma once

#include "core/file.hpp"

#include <cstddef>
#include <string>
#include <string_view>

namespace hawser::server {

/// A page that lists what a folder has: folders first, by name, with sizes and dates. Left out are names that
/// begin with a dot, those that `http::static_path` would refuse, what is neither file nor folder, and
/// symbolic links, of which it is not known where they lead. `path` is the decoded path of the request, for
/// the title.
std::string directory_listing(core::Descriptor folder, std::string_view path, std::size_t max_entries);

} // namespace hawser::server
