// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "server/open_beneath.hpp"

#include "core/system_error.hpp"

#include <boost/system/errc.hpp>

#include <fcntl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <climits>
#include <cstddef>
#include <string_view>
#include <utility>
#include <vector>

#if defined(__linux__) && __has_include(<linux/openat2.h>)
#  include <linux/openat2.h>
#endif

namespace hawser::server {

namespace {

// O_NONBLOCK: opening a FIFO would block until somebody writes to it.
constexpr int open_flags = O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY;
constexpr int folder_flags = O_RDONLY | O_CLOEXEC | O_DIRECTORY | O_NOFOLLOW;
constexpr int max_links = 40; // as many as Linux follows

/// The segments still to go, the next one last.
class Way {
public:
    void add(std::string_view path)
    {
        while (!path.empty()) {
            const auto slash = path.rfind('/');
            const auto segment = path.substr(slash == std::string_view::npos ? 0 : slash + 1);
            if (!segment.empty() && segment != ".")
                segments_.emplace_back(segment);
            path = path.substr(0, slash == std::string_view::npos ? 0 : slash);
        }
    }
    bool done() const noexcept { return segments_.empty(); }
    std::string next()
    {
        auto segment = std::move(segments_.back());
        segments_.pop_back();
        return segment;
    }

private:
    std::vector<std::string> segments_;
};

} // namespace

core::Descriptor open_beneath(int folder, const std::string& relative, error_code& ec)
{
#if defined(SYS_openat2) && defined(RESOLVE_BENEATH)
    open_how how{};
    how.flags = open_flags;
    how.resolve = RESOLVE_BENEATH | RESOLVE_NO_MAGICLINKS;
    const auto value =
        ::syscall(SYS_openat2, folder, relative.empty() ? "." : relative.c_str(), &how, sizeof how);
    if (value >= 0)
        return core::Descriptor{static_cast<int>(value)};
    // An old kernel, a sandbox; or a `..` while something was renamed, of which the kernel cannot be sure.
    if (errno != ENOSYS && errno != EPERM && errno != EAGAIN) {
        ec = core::last_error();
        return {};
    }
#endif
    return walk_beneath(folder, relative, ec);
}

core::Descriptor walk_beneath(int folder, const std::string& relative, error_code& ec)
{
    std::vector<core::Descriptor> folders; // from the root down to where we are
    const auto here = [&] { return folders.empty() ? folder : folders.back().get(); };
    const auto fail = [&ec](int error) {
        ec = {error, boost::system::system_category()};
        return core::Descriptor{};
    };
    Way way;
    way.add(relative);
    for (int links = 0; !way.done();) {
        const auto segment = way.next();
        if (segment == "..") {
            if (folders.empty())
                return fail(EXDEV);
            folders.pop_back();
            continue;
        }
        std::array<char, PATH_MAX> target;
        const auto size = ::readlinkat(here(), segment.c_str(), target.data(), target.size());
        if (size >= 0) {
            const std::string_view text{target.data(), static_cast<std::size_t>(size)};
            if (text.starts_with('/'))
                return fail(EXDEV);
            if (++links > max_links || text.size() == target.size())
                return fail(ELOOP);
            way.add(text);
            continue;
        }
        if (errno != EINVAL) // of what is no link
            return fail(errno);
        // Should it have become a link meanwhile, O_NOFOLLOW refuses it.
        core::Descriptor opened{
            ::openat(here(), segment.c_str(), way.done() ? open_flags | O_NOFOLLOW : folder_flags)};
        if (!opened)
            return fail(errno);
        if (way.done())
            return opened;
        folders.push_back(std::move(opened));
    }
    core::Descriptor opened{::openat(here(), ".", open_flags)};
    return opened ? std::move(opened) : fail(errno);
}

} // namespace hawser::server
