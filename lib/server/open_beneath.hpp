// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#pragma once

#include "core/file.hpp"

#include <hawser/error.hpp>

#include <string>

namespace hawser::server {

/// Opens what `relative` names below the open folder, for reading. Symbolic links on the way are followed as
/// long as no step leads out of the folder, not even for a moment: absolute links, whose meaning depends on
/// where the folder is, and `..` above it are errors.
core::Descriptor open_beneath(int folder, const std::string& relative, error_code& ec);

/// The same without the kernel's help, one folder after the other, for systems that have no `openat2`.
core::Descriptor walk_beneath(int folder, const std::string& relative, error_code& ec);

} // namespace hawser::server
