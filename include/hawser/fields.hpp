// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#pragma once

#include <hawser/config.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace hawser {

/// The fields of an HTTP header section, in order; names compare without regard to case
/// (RFC 9110 §5.1).
///
/// All names and values live in one block of characters, so that a container that is cleared and filled
/// again allocates nothing.
///
/// *Thread safety*: like a standard container. Views that it hands out live until the next change.
///
/// *Example*
/// @code
/// hawser::Fields fields;
/// fields.set("Content-Type", "text/plain");
/// fields.add("Set-Cookie", "a=1");
/// fields.add("Set-Cookie", "b=2");
/// for (auto [name, value] : fields) std::cout << name << ": " << value << '\n';
/// @endcode
class HAWSER_DECL Fields {
public:
    struct Field {
        std::string_view name;
        std::string_view value;
    };

    class const_iterator;

    /// The value of the first field of that name, or nothing.
    std::optional<std::string_view> find(std::string_view name) const noexcept;

    /// The value of the first field of that name, or `""`.
    std::string_view operator[](std::string_view name) const noexcept;

    bool contains(std::string_view name) const noexcept { return find(name).has_value(); }

    /// How many fields have that name.
    std::size_t count(std::string_view name) const noexcept;

    /// True if a comma-separated list in any field of that name has `token` as an element, compared
    /// without regard to case: `has_token("Connection", "upgrade")` (RFC 9110 §5.6.1).
    bool has_token(std::string_view name, std::string_view token) const noexcept;

    /// Adds a field behind the others.
    /// @throws std::invalid_argument if the name is no token or the value holds CR, LF or NUL, so that
    /// no caller can be tricked into sending a header of an attacker's (RFC 9110 §5.5).
    void add(std::string_view name, std::string_view value);

    /// Replaces all fields of that name by one. Throws as `add` does.
    void set(std::string_view name, std::string_view value);

    /// Removes all fields of that name; returns how many there were.
    std::size_t erase(std::string_view name);

    /// Removes everything and keeps the memory for the next use.
    void clear() noexcept;

    /// Gives back memory that is not needed.
    void shrink_to_fit();

    std::size_t size() const noexcept { return entries_.size(); }
    bool empty() const noexcept { return entries_.empty(); }
    Field operator[](std::size_t index) const noexcept;

    inline const_iterator begin() const noexcept;
    inline const_iterator end() const noexcept;

private:
    struct Entry {
        std::uint32_t offset;
        std::uint32_t name_size;
        std::uint32_t value_size;
    };

    std::string text_; // name, value, name, value …
    std::vector<Entry> entries_;
};

class Fields::const_iterator {
public:
    using value_type = Field;
    using difference_type = std::ptrdiff_t;

    const_iterator() = default;
    const_iterator(const Fields& fields, std::size_t index) noexcept : fields_{&fields}, index_{index} {}

    Field operator*() const noexcept { return (*fields_)[index_]; }
    const_iterator& operator++() noexcept
    {
        ++index_;
        return *this;
    }
    const_iterator operator++(int) noexcept
    {
        auto old = *this;
        ++index_;
        return old;
    }
    friend bool operator==(const const_iterator&, const const_iterator&) = default;

private:
    const Fields* fields_ = nullptr;
    std::size_t index_ = 0;
};

Fields::const_iterator Fields::begin() const noexcept { return {*this, 0}; }
Fields::const_iterator Fields::end() const noexcept { return {*this, size()}; }

} // namespace hawser
