// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#pragma once

#include <map>
#include <string>
#include <vector>

namespace hawser::test::conformance {

/// The lines of expected.txt by the name of their case. Comments and empty lines are left out.
/// @throws std::runtime_error if the file cannot be read, or has a malformed line or one twice.
std::map<std::string, std::string> read_expectations(const std::string& path);

/// What came of one case.
struct Outcome {
    std::string name;
    std::string rule;
    std::string line;
};

/// Writes the file anew.
void write_expectations(const std::string& path, const std::vector<Outcome>& outcomes);

} // namespace hawser::test::conformance
