// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#pragma once

#include <hawser/error.hpp>

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace hawser::server {

/// A file that takes a request's body where it is too large for memory. It is removed with this object.
class BodySpool {
public:
    /// Creates the file, for this user only, in `folder`; empty: the system's own for temporary files.
    /// @throws boost::system::system_error that names the folder.
    explicit BodySpool(const std::string& folder);
    ~BodySpool();
    BodySpool(const BodySpool&) = delete;
    BodySpool& operator=(const BodySpool&) = delete;

    const std::string& path() const noexcept { return path_; }

    /// Appends to the file. @throws boost::system::system_error, as when the disk is full.
    void write(std::string_view piece);

private:
    std::string path_;
    int descriptor_ = -1;
};

} // namespace hawser::server
