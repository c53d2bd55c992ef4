// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace hawser::test::conformance {

/// One answer, taken apart as strictly as the RFCs allow.
struct StrictAnswer {
    unsigned status = 0;
    std::vector<std::pair<std::string, std::string>> fields; ///< names in small letters
    std::string body;
    std::string trailers; ///< "x-test behind"; "" if there are none
    bool is_chunked = false;
    bool ends_with_connection = false; ///< neither length nor chunks said where the body ends

    /// All values of that name, as one list.
    std::string field(std::string_view name) const;
    std::size_t count(std::string_view name) const;
};

/// What the answer depends on, beside its own bytes.
struct AskedBy {
    std::string method;
    bool is_http10 = false;
};

/// Takes the first answer from the front of `bytes`; nothing if there is no whole one. Where it breaks a rule
/// of the framing, `violation` says so.
std::optional<StrictAnswer> take_strict_answer(std::string_view& bytes, const AskedBy& asked,
                                               std::string& violation);

/// What an answer may not be, whatever it is about; "" if nothing.
std::string broken_rule(const StrictAnswer& answer, const AskedBy& asked);

} // namespace hawser::test::conformance
