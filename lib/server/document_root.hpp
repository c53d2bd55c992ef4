// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#pragma once

#include "server/file.hpp"

#include <hawser/error.hpp>

#include <optional>
#include <string>
#include <string_view>

namespace hawser::server {

/// A folder whose files are served. Nothing outside of it can be opened through it, neither by a path
/// nor by a symbolic link in it.
///
/// *Thread safety*: `find` may be called from any thread.
class DocumentRoot {
public:
    enum class Kind : unsigned char {
        file,      ///< `file` is open
        directory, ///< a folder asked for without the slash at its end: redirect
        missing,   ///< nothing that may be served
    };

    struct Found {
        Kind kind = Kind::missing;
        std::string name; ///< of the file, for its content type
        std::optional<File> file;
    };

    /// Opens the folder. @throws boost::system::system_error with `error::document_root_missing`.
    explicit DocumentRoot(const std::string& path);

    /// Looks up a decoded path of a request; a folder stands for its `index.html`.
    Found find(std::string_view path) const;

private:
    Descriptor open_beneath(const std::string& relative, error_code& ec) const;
    Descriptor open_checked(const std::string& relative, error_code& ec) const;

    std::string real_path_;
    Descriptor directory_;
};

} // namespace hawser::server
