// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "server/directory_listing.hpp"

#include "http/html.hpp"
#include "http/static_path.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <ctime>
#include <memory>
#include <vector>

namespace hawser::server {

namespace {

struct Entry {
    std::string name;
    std::uint64_t size = 0;
    std::time_t modified = 0;
    bool is_folder = false;
};

struct CloseFolder {
    void operator()(DIR* folder) const noexcept { ::closedir(folder); }
};

struct Listing {
    std::vector<Entry> entries;
    bool is_cut = false;
};

Listing read_entries(const core::Descriptor& descriptor, std::size_t max_entries)
{
    Listing listing;
    // The stream takes over the descriptor that it is made of.
    const int copy = ::fcntl(descriptor.get(), F_DUPFD_CLOEXEC, 0);
    const std::unique_ptr<DIR, CloseFolder> folder{copy < 0 ? nullptr : ::fdopendir(copy)};
    if (!folder) {
        if (copy >= 0)
            ::close(copy);
        return listing;
    }
    while (const auto* found = ::readdir(folder.get())) {
        const std::string_view name{found->d_name};
        struct stat status {};
        if (!http::static_path('/' + std::string{name}) || name.starts_with('.') ||
            ::fstatat(descriptor.get(), found->d_name, &status, AT_SYMLINK_NOFOLLOW) != 0 ||
            (!S_ISREG(status.st_mode) && !S_ISDIR(status.st_mode)))
            continue;
        if (listing.entries.size() == max_entries) {
            listing.is_cut = true;
            break;
        }
        listing.entries.push_back({std::string{name}, static_cast<std::uint64_t>(status.st_size),
                                   status.st_mtim.tv_sec, S_ISDIR(status.st_mode)});
    }
    std::sort(listing.entries.begin(), listing.entries.end(), [](const Entry& a, const Entry& b) {
        return a.is_folder != b.is_folder ? a.is_folder : a.name < b.name;
    });
    return listing;
}

// What needs no escape in a segment of a path (RFC 3986 §3.3) and none in HTML.
bool is_plain(char c) noexcept
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           std::string_view{"-._~!$()*+,;=@"}.find(c) != std::string_view::npos;
}

void append_escaped(std::string& out, std::string_view segment)
{
    for (const char c : segment) {
        if (is_plain(c)) {
            out.push_back(c);
            continue;
        }
        const auto byte = static_cast<unsigned char>(c);
        out.push_back('%');
        out.push_back("0123456789ABCDEF"[byte >> 4]);
        out.push_back("0123456789ABCDEF"[byte & 15]);
    }
}

std::string readable_size(std::uint64_t size)
{
    constexpr std::array units{"B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};
    std::size_t unit = 0;
    std::uint64_t tenths = 0;
    for (; size >= 1024; ++unit) {
        tenths = size % 1024 * 10 / 1024;
        size /= 1024;
    }
    auto text = std::to_string(size);
    if (unit > 0 && size < 10)
        text.append(".").append(std::to_string(tenths));
    return text.append(" ").append(units[unit]);
}

std::string readable_time(std::time_t time)
{
    std::tm parts{};
    std::array<char, 32> text{};
    if (!::gmtime_r(&time, &parts))
        return "";
    return {text.data(), std::strftime(text.data(), text.size(), "%Y-%m-%d %H:%M", &parts)};
}

void append_row(std::string& page, const Entry& entry)
{
    page.append("<tr><td><a href=\"./");
    append_escaped(page, entry.name);
    page.append(entry.is_folder ? "/\">" : "\">");
    http::append_html(page, entry.name);
    page.append(entry.is_folder ? "/</a><td class=n>" : "</a><td class=n>");
    page.append(entry.is_folder ? "" : readable_size(entry.size));
    page.append("<td>").append(readable_time(entry.modified)).append("\n");
}

} // namespace

std::string directory_listing(core::Descriptor folder, std::string_view path, std::size_t max_entries)
{
    const auto listing = read_entries(folder, max_entries);
    std::string title{"Files in "};
    http::append_html(title, path);
    std::string page{"<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">"
                     "<meta name=\"viewport\" content=\"width=device-width\">\n<title>"};
    page.append(title).append(
        "</title>\n<style>"
        "body{font:16px/1.5 system-ui,sans-serif;margin:2em auto;max-width:60em;padding:0 1em}"
        "table{border-collapse:collapse;width:100%}"
        "th,td{text-align:left;padding:.2em 1em .2em 0;border-bottom:1px solid #ddd}"
        "td:first-child{overflow-wrap:anywhere}.n{text-align:right;white-space:nowrap}"
        "</style></head>\n<body><h1>");
    page.append(title).append("</h1>\n<table><tr><th>Name<th class=n>Size<th>Changed (UTC)\n");
    if (path != "/")
        page.append("<tr><td><a href=\"../\">../</a><td><td>\n");
    for (const auto& entry : listing.entries)
        append_row(page, entry);
    page.append("</table>\n");
    if (listing.is_cut)
        page.append("<p>There are more than these ")
            .append(std::to_string(listing.entries.size()))
            .append(" entries.</p>\n");
    return page.append("</body></html>\n");
}

} // namespace hawser::server
