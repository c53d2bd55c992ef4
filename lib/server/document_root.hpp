// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#pragma once

#include "http/static_path.hpp"
#include "core/file.hpp"

#include <hawser/error.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace hawser::server {

/// What a document root takes for what.
struct DocumentRootRules {
    std::vector<std::string> index{"index.html"};
    http::Dotfiles dotfiles = http::Dotfiles::hidden;
    bool opens_folders = false; ///< find folders without index file too
};

/// A folder whose files are served. Nothing outside of it can be opened through it, neither by a path
/// nor by a symbolic link in it.
///
/// *Thread safety*: all members may be called from any thread.
class DocumentRoot {
public:
    enum class Kind : unsigned char {
        file,        ///< `file` is open
        directory,   ///< a folder asked for without the slash at its end: redirect
        folder,      ///< a folder without index file; `folder` is open
        missing,     ///< nothing that may be served
        unavailable, ///< the system is short of something: it may be there
    };

    struct Found {
        Kind kind = Kind::missing;
        std::string name; ///< below the root, of the file or folder
        std::optional<core::File> file;
        core::Descriptor folder;
    };

    /// Opens the folder. @throws boost::system::system_error with `error::document_root_missing`.
    explicit DocumentRoot(const std::string& path, DocumentRootRules rules = {});

    /// Looks up a decoded path of a request; a folder stands for its index file.
    Found find(std::string_view path) const;

    /// Opens a file by its name below the root, as `Found::name` has it.
    std::optional<core::File> open(const std::string& name, error_code& ec) const;

private:
    Found find_in_folder(std::string name) const;

    DocumentRootRules rules_;
    core::Descriptor directory_;
};

} // namespace hawser::server
