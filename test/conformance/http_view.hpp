// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#pragma once

#include "conformance/http_case.hpp"
#include "conformance/http_strict_answer.hpp"

#include <cstddef>
#include <string>
#include <string_view>

namespace hawser::test::conformance {

/// What a server sent for a case, as a client sees it, in one line: its answers, and whether the connection
/// was kept.
///
/// It is read by the grammar of the RFCs, not by the library's own reader. Where the server breaks a rule the
/// line says VIOLATION: no line that is expected does.
class HttpView {
public:
    HttpView(std::string_view bytes, const HttpCase& each);

    const std::string& line() const noexcept { return line_; }

private:
    void take_answers(std::string_view bytes);
    void final_answer(const StrictAnswer& answer, const AskedBy& asked);
    void check_last(const StrictAnswer& answer);
    void show(const StrictAnswer& answer, const AskedBy& asked);
    void add(std::string_view item);
    void violation(std::string_view what);

    const HttpCase& case_;
    std::string line_;
    std::size_t answers_ = 0; // final ones
    bool is_told_closed_ = false;
    bool is_kept_ = false;
    bool is_upgraded_ = false;
};

} // namespace hawser::test::conformance
