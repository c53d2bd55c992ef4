// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "server/body_spool.hpp"

#include <boost/system/system_error.hpp>

#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>

namespace hawser::server {

namespace {

[[noreturn]] void throw_last_error(const std::string& what)
{
    throw boost::system::system_error{errno, boost::system::system_category(), what};
}

} // namespace

BodySpool::BodySpool(const std::string& folder)
    : path_{(folder.empty() ? std::filesystem::temp_directory_path().string() : folder) + "/hawser-body-XXXXXX"}
{
    descriptor_ = ::mkostemp(path_.data(), O_CLOEXEC);
    if (descriptor_ < 0)
        throw_last_error("cannot create a file for a body, " + path_);
}

BodySpool::~BodySpool()
{
    ::close(descriptor_);
    ::unlink(path_.c_str());
}

void BodySpool::write(std::string_view piece)
{
    while (!piece.empty()) {
        const auto count = ::write(descriptor_, piece.data(), piece.size());
        if (count < 0 && errno == EINTR)
            continue;
        if (count < 0)
            throw_last_error("cannot write a body to " + path_);
        piece.remove_prefix(static_cast<std::size_t>(count));
    }
}

} // namespace hawser::server
