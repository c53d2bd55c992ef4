// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#pragma once

#include "core/file.hpp"

#include <boost/system/system_error.hpp>

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

namespace hawser::server {

/// A new file that is removed again unless it is kept.
class NewFile {
public:
    explicit NewFile(std::string path)
        : path_{std::move(path)}, descriptor_{::open(path_.c_str(),
                                                     O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC,
                                                     0600)}
    {
        if (!descriptor_)
            fail();
    }
    ~NewFile()
    {
        if (!is_kept_)
            ::unlink(path_.c_str());
    }
    NewFile(const NewFile&) = delete;
    NewFile& operator=(const NewFile&) = delete;

    void write(std::string_view piece)
    {
        while (!piece.empty()) {
            const auto count = ::write(descriptor_.get(), piece.data(), piece.size());
            if (count < 0 && errno == EINTR)
                continue;
            if (count < 0)
                fail();
            piece.remove_prefix(static_cast<std::size_t>(count));
        }
    }
    void keep() noexcept { is_kept_ = true; }

private:
    [[noreturn]] void fail() const
    {
        throw boost::system::system_error{errno, boost::system::system_category(), "cannot write " + path_};
    }

    const std::string path_;
    core::Descriptor descriptor_;
    bool is_kept_ = false;
};

} // namespace hawser::server
