// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "server/document_root.hpp"

#include "http/static_path.hpp"

#include <boost/system/errc.hpp>
#include <boost/system/system_error.hpp>

#include <fcntl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <climits>
#include <cstdlib>
#include <memory>

#if defined(__linux__) && __has_include(<linux/openat2.h>)
#  include <linux/openat2.h>
#endif

namespace hawser::server {

namespace {

constexpr int open_flags = O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY;

struct Free {
    void operator()(char* text) const noexcept { std::free(text); }
};

std::string real_path(const std::string& path)
{
    const std::unique_ptr<char, Free> resolved{::realpath(path.c_str(), nullptr)};
    return resolved ? std::string{resolved.get()} : std::string{};
}

} // namespace

DocumentRoot::DocumentRoot(const std::string& path)
    : real_path_{real_path(path)}, directory_{::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)}
{
    if (real_path_.empty() || !directory_)
        throw boost::system::system_error{error::document_root_missing,
                                          "document root \"" + path + "\""};
}

DocumentRoot::Found DocumentRoot::find(std::string_view path) const
{
    const auto relative = http::static_path(path);
    if (!relative)
        return {};
    const bool names_folder = path.ends_with('/');
    auto name = names_folder ? *relative + (relative->empty() || relative->ends_with('/') ? "" : "/") + "index.html"
                             : *relative;
    error_code ec;
    auto file = File::adopt(open_beneath(name, ec), ec);
    if (file)
        return {Kind::file, std::move(name), std::move(file)};
    if (!names_folder && ec == boost::system::errc::is_a_directory)
        return {Kind::directory, {}, {}};
    return {};
}

Descriptor DocumentRoot::open_beneath(const std::string& relative, error_code& ec) const
{
#if defined(SYS_openat2) && defined(RESOLVE_BENEATH)
    // The kernel resolves the path and refuses every step out of the folder, also through links.
    open_how how{};
    how.flags = open_flags;
    how.resolve = RESOLVE_BENEATH | RESOLVE_NO_MAGICLINKS;
    const auto value = ::syscall(SYS_openat2, directory_.get(), relative.c_str(), &how, sizeof how);
    if (value >= 0)
        return Descriptor{static_cast<int>(value)};
    if (errno != ENOSYS && errno != EPERM) { // an old kernel, a sandbox
        ec = {errno, boost::system::system_category()};
        return {};
    }
#endif
    return open_checked(relative, ec);
}

// Without openat2: resolve first, compare, then open what was resolved.
Descriptor DocumentRoot::open_checked(const std::string& relative, error_code& ec) const
{
    const auto resolved = real_path(real_path_ + '/' + relative);
    const bool inside = resolved.size() > real_path_.size() && resolved.starts_with(real_path_)
                        && (resolved[real_path_.size()] == '/' || real_path_ == "/");
    if (!inside) {
        ec = boost::system::errc::make_error_code(boost::system::errc::no_such_file_or_directory);
        return {};
    }
    Descriptor descriptor{::open(resolved.c_str(), open_flags | O_NOFOLLOW)};
    if (!descriptor)
        ec = {errno, boost::system::system_category()};
    return descriptor;
}

} // namespace hawser::server
