// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#pragma once

#include <memory>
#include <mutex>
#include <string>
#include <string_view>

namespace hawser::middleware {

/// A file that lines are appended to, and that may be opened anew under its name meanwhile.
///
/// *Thread safety*: all members may be called from any thread.
class LogFile {
public:
    /// @throws std::system_error if it cannot be opened.
    explicit LogFile(std::string path);
    ~LogFile();

    /// @throws std::system_error if that fails; the old file stays in use then.
    void reopen();

    /// Writes what ends in a newline, at once and in one piece. False if that failed.
    bool write(std::string_view line) noexcept;

private:
    struct Descriptor;

    std::string path_;
    std::mutex mutex_; // only for the pointer: nobody waits for another's write
    std::shared_ptr<const Descriptor> descriptor_;
};

} // namespace hawser::middleware
