// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#pragma once

#include <hawser/config.hpp>

#include <string>
#include <string_view>

namespace hawser {

/// A file name that a client sent, made harmless: the part behind the last slash or backslash, without drive
/// letter, control characters, dots and spaces at its ends; with `_` in place of what is not UTF-8 and of
/// characters that some file system forbids; not the name of a device; of 255 bytes at most, the extension
/// kept. Never empty, `.` or `..`: if nothing is left, `file`.
HAWSER_DECL std::string clean_filename(std::string_view name);

/// A new file in a folder for uploads, under a name that a client chose.
///
/// It never leaves the folder, never follows a link and never replaces anything: if the name is taken, eight
/// random characters go before its extension. The file is readable and writable for its owner only. The
/// folder itself is trusted. Keep it outside of the document root, or anybody can publish there.
///
/// *Lifecycle*: created empty → `write`* → `keep`. Destroyed before that, the file is removed.
///
/// *Thread safety*: like a standard container. All calls block until the file system has done its part.
///
/// *Errors*: `boost::system::system_error` with the code of the operating system.
///
/// *Example*
/// @code
/// hawser::UploadFile file{"/srv/uploads", "../../etc/passwd"};
/// file.write(request.body());
/// std::cout << "stored as " << file.keep() << '\n'; // /srv/uploads/passwd
/// @endcode
class HAWSER_DECL UploadFile {
public:
    /// Creates the file; `name` goes through `clean_filename`.
    UploadFile(std::string folder, std::string_view name);
    ~UploadFile();
    UploadFile(UploadFile&& other) noexcept;
    UploadFile& operator=(UploadFile&& other) noexcept;

    /// Folder and name.
    std::string path() const { return folder_ + "/" + name_; }
    const std::string& name() const noexcept { return name_; }

    void write(std::string_view piece);
    /// Closes the file, which stays. Returns its path.
    std::string keep();

private:
    void create(std::string_view name);
    void discard() noexcept;

    std::string folder_;
    std::string name_;
    int folder_handle_ = -1;
    int handle_ = -1;
};

} // namespace hawser
