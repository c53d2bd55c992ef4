// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "http/compressible.hpp"

#include "core/ascii.hpp"

#include <algorithm>

namespace hawser::http {
namespace {

constexpr std::string_view types[] = {
    "application/graphql",
    "application/javascript",
    "application/json",
    "application/manifest+json",
    "application/rtf",
    "application/vnd.apple.mpegurl",
    "application/vnd.ms-fontobject",
    "application/wasm",
    "application/x-javascript",
    "application/x-ndjson",
    "application/x-yaml",
    "application/xml",
    "application/yaml",
    "font/otf",
    "font/ttf",
    "image/bmp",
    "image/x-icon",
    "model/gltf+json",
};

bool ends_with(std::string_view text, std::string_view end) noexcept
{
    return text.size() >= end.size() && core::iequals(text.substr(text.size() - end.size()), end);
}

} // namespace

bool is_compressible(std::string_view content_type) noexcept
{
    const auto type = core::trim(content_type.substr(0, content_type.find(';')));
    if (core::iequals(type.substr(0, 5), "text/"))
        return true;
    // Structured syntaxes (RFC 6839): `image/svg+xml`, `application/ld+json`.
    if (ends_with(type, "+json") || ends_with(type, "+xml"))
        return true;
    return std::any_of(std::begin(types), std::end(types),
                       [&](std::string_view known) { return core::iequals(known, type); });
}

} // namespace hawser::http
