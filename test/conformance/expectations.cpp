// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "conformance/expectations.hpp"

#include <fstream>
#include <stdexcept>
#include <string_view>

namespace hawser::test::conformance {

namespace {

constexpr std::string_view separator = ": ";

constexpr const char* preamble =
    "# What a server does for each case of the conformance table; doc/conformance.md says how to read it.\n"
    "# Every line here was held against the rule above it: do not commit what --update writes without "
    "that.\n";

// "6455-5.2-opcode-3" → "6455-5.2".
std::string section_of(const std::string& name)
{
    return name.substr(0, name.find('-', 5));
}

} // namespace

std::map<std::string, std::string> read_expectations(const std::string& path)
{
    std::ifstream file{path};
    std::map<std::string, std::string> lines;
    for (std::string line; std::getline(file, line);) {
        if (line.empty() || line.starts_with('#'))
            continue;
        const auto at = line.find(separator);
        if (at == line.npos || !lines.emplace(line.substr(0, at), line.substr(at + separator.size())).second)
            throw std::runtime_error{path + ": malformed or there already: " + line};
    }
    if (!file.eof())
        throw std::runtime_error{"cannot read " + path};
    return lines;
}

void write_expectations(const std::string& path, const std::vector<Outcome>& outcomes)
{
    std::ofstream file{path};
    file << preamble;
    std::string rule;
    for (const auto& each : outcomes) {
        const auto heading = "# " + section_of(each.name) + ": " + each.rule;
        if (heading != rule)
            file << '\n' << heading << '\n';
        rule = heading;
        file << each.name << separator << each.line << '\n';
    }
    if (!file.flush())
        throw std::runtime_error{"cannot write " + path};
}

} // namespace hawser::test::conformance
