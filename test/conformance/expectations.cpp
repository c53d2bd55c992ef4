// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "conformance/expectations.hpp"

#include <boost/test/unit_test.hpp>

#include <fstream>
#include <map>
#include <set>
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

struct Arguments {
    std::string path;
    bool update = false;
};

Arguments arguments()
{
    const auto& suite = boost::unit_test::framework::master_test_suite();
    Arguments result;
    for (int i = 1; i < suite.argc; ++i) {
        const std::string_view argument{suite.argv[i]};
        if (argument == "--update")
            result.update = true;
        else if (argument != "--")
            result.path = argument;
    }
    if (result.path.empty())
        throw std::runtime_error{"the path of the expectations is missing: give it behind --"};
    return result;
}

// The lines by the name of their case. Comments and empty lines are left out.
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

void write_expectations(const std::string& path, const std::vector<CaseOutcome>& outcomes)
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

const std::map<std::string, std::string>& expected()
{
    static const auto lines = read_expectations(arguments().path);
    return lines;
}

} // namespace

void check(const CaseOutcome& outcome)
{
    const auto found = expected().find(outcome.name);
    const auto wanted = found == expected().end() ? "a line in the file" : found->second;
    BOOST_TEST(outcome.line == wanted, outcome.name << " (" << outcome.rule << ")\n  expected: " << wanted
                                                    << "\n  happened: " << outcome.line);
}

void check_names(const std::vector<std::string>& names,
                 const std::function<std::vector<CaseOutcome>()>& outcomes)
{
    if (const auto given = arguments(); given.update)
        write_expectations(given.path, outcomes());
    std::set<std::string> known;
    for (const auto& name : names)
        BOOST_TEST(known.insert(name).second, name << " is there twice");
    for (const auto& [name, line] : expected()) {
        BOOST_TEST(known.contains(name), name << " is expected, but no case");
        BOOST_TEST(line.find("VIOLATION") == line.npos, name << ": " << line);
        BOOST_TEST(line.find("not ended") == line.npos, name << ": " << line);
    }
}

} // namespace hawser::test::conformance
