// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

// Takes any bytes as a request target on its way to a file and demands that the way never leads out of the
// root, however often the path is read again. Also splits and decodes the target, of whatever form.

#include "http/static_path.hpp"
#include "support/fuzz_check.hpp"

#include <hawser/request.hpp>

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

namespace {

void check(std::string_view path)
{
    auto mapped = hawser::http::static_path(path);
    if (!mapped) {
        return;
    }
    for (char c : *mapped) {
        auto byte = static_cast<unsigned char>(c);
        FUZZ_CHECK(byte >= 0x20 && byte != 0x7f && c != '\\' && c != ':');
    }
    FUZZ_CHECK(mapped->find("//") == std::string::npos);
    // The judge is another implementation: the standard library's view of where the path leads.
    std::filesystem::path relative{*mapped};
    FUZZ_CHECK(relative.is_relative() && !relative.has_root_path());
    auto root = std::filesystem::path{"/a/b"};
    auto joined = (root / relative).lexically_normal();
    auto back = joined.lexically_relative(root);
    FUZZ_CHECK(!back.empty() && *back.begin() != "..");
    for (const auto& segment : relative) {
        auto name = segment.string();
        FUZZ_CHECK(name.empty() || name.front() != '.' || name == ".well-known");
    }
    // What was mapped once is mapped to itself.
    FUZZ_CHECK(hawser::http::static_path("/" + *mapped) == mapped);
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    std::string_view input{reinterpret_cast<const char*>(data), size};
    check(input);
    check("/" + std::string{input});
    hawser::Request request;
    if (request.target(input)) {
        check(request.path());
        FUZZ_CHECK(request.target() == input);
        FUZZ_CHECK(request.path().front() == '/' || request.path() == "*");
        FUZZ_CHECK(request.query_string().size() < input.size());
        request.query("a");
        FUZZ_CHECK(request.query_all("").size() <= input.size());
    } else {
        FUZZ_CHECK(request.target().empty() && request.path() == "/");
    }
    return 0;
}
