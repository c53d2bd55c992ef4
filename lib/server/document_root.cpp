// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "server/document_root.hpp"

#include "server/open_beneath.hpp"

#include <boost/system/errc.hpp>
#include <boost/system/system_error.hpp>

#include <fcntl.h>

#include <utility>

namespace hawser::server {

namespace {

DocumentRoot::Kind kind_of(const error_code& ec)
{
    return core::is_shortage(ec) ? DocumentRoot::Kind::unavailable : DocumentRoot::Kind::missing;
}

} // namespace

DocumentRoot::DocumentRoot(const std::string& path, DocumentRootRules rules)
    : rules_{std::move(rules)}, directory_{::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)}
{
    if (!directory_)
        throw boost::system::system_error{error::document_root_missing, "document root \"" + path + "\""};
}

DocumentRoot::Found DocumentRoot::find(std::string_view path) const
{
    auto name = http::static_path(path, rules_.dotfiles);
    if (!name)
        return {};
    if (name->empty() || name->ends_with('/'))
        return find_in_folder(std::move(*name));
    error_code ec;
    auto file = open(*name, ec);
    if (file)
        return {Kind::file, std::move(*name), std::move(file), {}};
    if (ec == boost::system::errc::is_a_directory)
        return {Kind::directory, std::move(*name), {}, {}};
    return {kind_of(ec), {}, {}, {}};
}

DocumentRoot::Found DocumentRoot::find_in_folder(std::string name) const
{
    error_code ec;
    for (const auto& index : rules_.index) {
        ec = {};
        auto file = open(name + index, ec);
        if (file)
            return {Kind::file, name + index, std::move(file), {}};
        if (kind_of(ec) == Kind::unavailable)
            return {Kind::unavailable, {}, {}, {}};
    }
    if (!rules_.opens_folders)
        return {};
    ec = {};
    auto folder = open_beneath(directory_.get(), name.substr(0, name.size() - (name.empty() ? 0 : 1)), ec);
    if (!folder)
        return {kind_of(ec), {}, {}, {}};
    if (!core::is_folder(folder))
        return {};
    return {Kind::folder, std::move(name), {}, std::move(folder)};
}

std::optional<core::File> DocumentRoot::open(const std::string& name, error_code& ec) const
{
    return core::File::adopt(open_beneath(directory_.get(), name, ec), ec);
}

} // namespace hawser::server
