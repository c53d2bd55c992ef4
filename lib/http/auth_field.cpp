// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "http/auth_field.hpp"

#include "core/ascii.hpp"

#include <algorithm>

namespace hawser::http {
namespace {

bool is_token68_char(char c) noexcept
{
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
           std::string_view{"-._~+/"}.find(c) != std::string_view::npos;
}

/// Takes the parts of a field's value from its front.
class Scanner {
public:
    explicit Scanner(std::string_view text) noexcept : rest_{text} {}

    bool at_end() const noexcept { return rest_.empty(); }

    bool take(char c) noexcept
    {
        const bool found = !rest_.empty() && rest_.front() == c;
        rest_.remove_prefix(found ? 1 : 0);
        return found;
    }

    /// True if there was any.
    bool skip_space() noexcept
    {
        return !take_while([](char c) { return c == ' ' || c == '\t'; }).empty();
    }

    /// What may stand before an element of a list, whose others may be empty (RFC 9110 §5.6.1.2).
    void skip_commas() noexcept
    {
        take_while([](char c) { return c == ' ' || c == '\t' || c == ','; });
    }

    /// True, and behind it, if a list goes on or ends here.
    bool take_separator() noexcept
    {
        skip_space();
        return at_end() || take(',');
    }

    /// Empty: there is none.
    std::string_view token() noexcept { return take_while(core::is_token_char); }

    /// A token68 that is all there is up to the next comma. Empty: there is none, and nothing was taken.
    std::string_view token68() noexcept
    {
        const auto before = rest_;
        const auto text = take_while(is_token68_char);
        const auto padding = take_while([](char c) { return c == '='; });
        auto behind = *this;
        if (!text.empty() && behind.take_separator())
            return before.substr(0, text.size() + padding.size());
        rest_ = before;
        return {};
    }

    /// A token or a quoted string; nothing if it is neither.
    std::optional<std::string> value()
    {
        if (take('"'))
            return quoted();
        const auto text = token();
        return text.empty() ? std::nullopt : std::optional<std::string>{text};
    }

private:
    template <class Predicate>
    std::string_view take_while(Predicate predicate) noexcept
    {
        const auto end = std::find_if_not(rest_.begin(), rest_.end(), predicate);
        const auto taken = rest_.substr(0, static_cast<std::size_t>(end - rest_.begin()));
        rest_.remove_prefix(taken.size());
        return taken;
    }

    std::optional<std::string> quoted()
    {
        std::string text;
        while (!take('"')) {
            take('\\');
            if (rest_.empty() || core::is_control_but_tab(rest_.front()))
                return std::nullopt;
            text.push_back(rest_.front());
            rest_.remove_prefix(1);
        }
        return text;
    }

    std::string_view rest_;
};

/// Reads a scheme and what follows it directly: nothing, a token68, or a list that the caller reads.
bool read_scheme(Scanner& scanner, std::string_view scheme, AuthField& field)
{
    field.scheme = scheme;
    if (!scanner.skip_space())
        return scanner.take_separator();
    field.token = scanner.token68();
    if (!field.token.empty())
        return scanner.take_separator();
    auto behind = scanner;
    if (behind.take_separator())
        return true;
    behind.token();
    behind.skip_space();
    return behind.take('=');
}

/// Reads `= value` of a parameter, up to the next element.
bool read_value(Scanner& scanner, std::string_view name, AuthField& field)
{
    scanner.skip_space();
    auto value = scanner.value();
    if (!value || !scanner.take_separator() || !field.token.empty() || field.find(name) != nullptr ||
        field.parameters.size() == max_auth_parameters)
        return false;
    field.parameters.emplace_back(name, std::move(*value));
    return true;
}

/// All challenges of a field; empty if it is malformed.
std::vector<AuthField> read_list(std::string_view text)
{
    std::vector<AuthField> found;
    Scanner scanner{text};
    for (;;) {
        scanner.skip_commas();
        if (scanner.at_end())
            return found;
        const auto name = scanner.token();
        auto behind = scanner;
        behind.skip_space();
        bool is_good = !name.empty();
        if (behind.take('=')) {
            scanner = behind;
            is_good = is_good && !found.empty() && read_value(scanner, name, found.back());
        } else if (is_good) {
            is_good = found.size() < max_challenges && read_scheme(scanner, name, found.emplace_back());
        }
        if (!is_good)
            return {};
    }
}

} // namespace

const std::string* AuthField::find(std::string_view name) const noexcept
{
    const auto at = std::find_if(parameters.begin(), parameters.end(),
                                 [&](const auto& parameter) { return core::iequals(parameter.first, name); });
    return at == parameters.end() ? nullptr : &at->second;
}

bool AuthField::is_scheme(std::string_view name) const noexcept
{
    return core::iequals(scheme, name);
}

std::optional<AuthField> parse_credentials(std::string_view value)
{
    auto found = read_list(value);
    if (found.size() != 1)
        return std::nullopt;
    return std::move(found.front());
}

std::vector<AuthField> parse_challenges(const Fields& fields, std::string_view name)
{
    std::vector<AuthField> found;
    for (const auto [field_name, value] : fields) {
        if (!core::iequals(field_name, name))
            continue;
        for (auto& challenge : read_list(value))
            if (found.size() < max_challenges)
                found.push_back(std::move(challenge));
    }
    return found;
}

void append_quoted(std::string& out, std::string_view text)
{
    out.push_back('"');
    for (const char c : text) {
        if (c == '"' || c == '\\')
            out.push_back('\\');
        out.push_back(c);
    }
    out.push_back('"');
}

} // namespace hawser::http
