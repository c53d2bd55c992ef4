// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "websocket/extensions.hpp"

#include "core/ascii.hpp"

#include <algorithm>
#include <cstddef>
#include <string_view>
#include <utility>

namespace hawser::websocket {
namespace {

// More than anyone offers; they bound what a request can make us store.
constexpr std::size_t max_extensions = 16;
constexpr std::size_t max_parameters = 16;

/// Takes the parts of a field's value from its front.
class Scanner {
public:
    explicit Scanner(std::string_view text) : rest_{text} {}

    bool at_end() noexcept
    {
        skip_space();
        return rest_.empty();
    }

    bool take(char c) noexcept
    {
        skip_space();
        const bool found = !rest_.empty() && rest_.front() == c;
        rest_.remove_prefix(found ? 1 : 0);
        return found;
    }

    /// Empty: there is none.
    std::string_view token() noexcept
    {
        skip_space();
        const auto end = std::find_if_not(rest_.begin(), rest_.end(), core::is_token_char);
        const auto found = rest_.substr(0, static_cast<std::size_t>(end - rest_.begin()));
        rest_.remove_prefix(found.size());
        return found;
    }

    /// A token, also as a quoted string: what that stands for must be a token as well.
    std::string value()
    {
        if (!take('"')) {
            return std::string{token()};
        }
        std::string text;
        while (!rest_.empty() && rest_.front() != '"') {
            if (rest_.front() == '\\') {
                rest_.remove_prefix(1);
            }
            if (rest_.empty() || !core::is_token_char(rest_.front())) {
                return {};
            }
            text.push_back(rest_.front());
            rest_.remove_prefix(1);
        }
        return take('"') ? text : std::string{};
    }

private:
    void skip_space() noexcept
    {
        const auto at = rest_.find_first_not_of(" \t");
        rest_.remove_prefix(std::min(at, rest_.size()));
    }

    std::string_view rest_;
};

bool read_parameters(Scanner& scanner, std::vector<ExtensionParameter>& parameters)
{
    while (scanner.take(';')) {
        ExtensionParameter parameter{std::string{scanner.token()}, {}};
        if (scanner.take('=')) {
            parameter.value = scanner.value();
        }
        if (parameter.name.empty() || parameter.value == "" || parameters.size() == max_parameters) {
            return false;
        }
        parameters.push_back(std::move(parameter));
    }
    return true;
}

bool read_field(std::string_view value, std::vector<Extension>& extensions)
{
    Scanner scanner{value};
    while (!scanner.at_end()) {
        if (scanner.take(',')) {
            continue; // senders that leave elements empty are to be tolerated (RFC 9110 §5.6.1.2)
        }
        Extension extension{std::string{scanner.token()}, {}};
        if (extension.name.empty() || extensions.size() == max_extensions ||
            !read_parameters(scanner, extension.parameters)) {
            return false;
        }
        if (!scanner.at_end() && !scanner.take(',')) {
            return false;
        }
        extensions.push_back(std::move(extension));
    }
    return true;
}

} // namespace

std::optional<std::vector<Extension>> parse_extensions(const Fields& fields)
{
    std::vector<Extension> extensions;
    for (auto [name, value] : fields) {
        if (!core::iequals(name, "Sec-WebSocket-Extensions")) {
            continue;
        }
        // A field without any element, which Python's websockets sends where it offers nothing, is none.
        if (!read_field(value, extensions)) {
            return std::nullopt;
        }
    }
    return extensions;
}

} // namespace hawser::websocket
