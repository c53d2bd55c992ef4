// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#pragma once

#include <functional>
#include <string>
#include <vector>

namespace hawser::test::conformance {

/// What came of one case.
struct CaseOutcome {
    std::string name;
    std::string rule;
    std::string line;
};

/// Compares with the line in the file of expectations, whose path is the argument behind `--`.
void check(const CaseOutcome& outcome);

/// Each name is there once, and in the file, which has no others. With `--update`, writes the file anew first,
/// from what `outcomes` returns: call this before `check`.
void check_names(const std::vector<std::string>& names,
                 const std::function<std::vector<CaseOutcome>()>& outcomes);

} // namespace hawser::test::conformance
