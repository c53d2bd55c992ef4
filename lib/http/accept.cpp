// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "http/accept.hpp"

#include "core/ascii.hpp"
#include "http/media_type.hpp"

#include <algorithm>
#include <cstddef>
#include <optional>

namespace hawser::http {
namespace {

using core::npos;

/// `0`, `0.5`, `1.000` in thousandths (RFC 9110 §12.4.2). More digits than three are cut off.
std::optional<unsigned> parse_weight(std::string_view text) noexcept
{
    if (text.empty() || (text[0] != '0' && text[0] != '1') || (text.size() > 1 && text[1] != '.')) {
        return std::nullopt;
    }
    unsigned weight = text[0] == '1' ? 1000 : 0;
    unsigned unit = 100;
    for (char c : text.substr(std::min<std::size_t>(2, text.size()))) {
        if (c < '0' || c > '9') {
            return std::nullopt;
        }
        weight += static_cast<unsigned>(c - '0') * unit;
        unit /= 10;
    }
    return std::min(weight, 1000u);
}

/// What stands behind `q` is no part of the value either (RFC 7231 called it an extension).
bool split_weight(std::string_view text, Preference& element) noexcept
{
    auto rest = text;
    element = {take_quoted(rest, ';'), 1000};
    while (!rest.empty()) {
        auto behind = text.size() - rest.size();
        auto parameter = take_quoted(rest, ';');
        auto equals = parameter.find('=');
        if (core::iequals(core::trim(parameter.substr(0, equals)), "q")) {
            auto weight =
                equals == npos ? std::nullopt : parse_weight(core::trim(parameter.substr(equals + 1)));
            element.weight = weight.value_or(0);
            element.value = core::trim(text.substr(0, behind - 1));
            return weight && !element.value.empty();
        }
    }
    element.value = text;
    return true;
}

template <class Take>
bool for_each_preference(const Fields& fields, std::string_view name, Take take)
{
    bool any = false;
    for (auto [field_name, list] : fields) {
        if (!core::iequals(field_name, name)) {
            continue;
        }
        Preference element;
        while (next_preference(list, element)) {
            any = true;
            take(element);
        }
    }
    return any;
}

std::string_view plain_coding(std::string_view coding) noexcept
{
    return core::iequals(coding, "x-gzip") ? std::string_view{"gzip"} : coding;
}

/// What Accept-Encoding says of a coding, by its name or else by `*`; nothing if it says nothing.
std::optional<unsigned> listed_quality(const Fields& fields, std::string_view coding) noexcept
{
    std::optional<unsigned> named, any;
    for_each_preference(fields, "Accept-Encoding", [&](const Preference& element) {
        if (core::iequals(plain_coding(element.value), plain_coding(coding))) {
            named = std::max(named.value_or(0), element.weight);
        } else if (element.value == "*") {
            any = element.weight;
        }
    });
    return named ? named : any;
}

bool has_all_parameters(std::string_view wanted, std::string_view type) noexcept
{
    std::string_view name, value;
    while (next_media_parameter(wanted, name, value)) {
        auto rest = type;
        std::string_view other_name, other_value;
        bool found = false;
        while (!found && next_media_parameter(rest, other_name, other_value)) {
            found = core::iequals(name, other_name) && core::iequals(value, other_value);
        }
        if (!found) {
            return false;
        }
    }
    return true;
}

/// 0: the range does not fit; else the greater, the more specific it is (RFC 9110 §12.5.1).
std::size_t specificity(std::string_view range, std::string_view type) noexcept
{
    auto range_rest = range;
    auto type_rest = type;
    auto range_name = take_quoted(range_rest, ';');
    auto type_name = take_quoted(type_rest, ';');
    if (range_name == "*/*") {
        return 1;
    }
    if (range_name.ends_with("/*")) {
        auto prefix = range_name.substr(0, range_name.size() - 1);
        return core::iequals(type_name.substr(0, prefix.size()), prefix) ? 2 : 0;
    }
    if (!core::iequals(range_name, type_name) || !has_all_parameters(range_rest, type_rest)) {
        return 0;
    }
    return 3 + range_rest.size();
}

/// A range fits its tag and all that are more specific (basic filtering, RFC 4647 §3.3.1).
bool fits_language(std::string_view range, std::string_view tag) noexcept
{
    return range == "*" || core::iequals(range, tag) ||
           (tag.size() > range.size() && tag[range.size()] == '-' &&
            core::iequals(tag.substr(0, range.size()), range));
}

/// The range without its last subtag, and without a single letter that would then be the last: it only
/// introduces what follows (RFC 4647 §3.4).
std::string_view cut_language(std::string_view range) noexcept
{
    auto dash = range.rfind('-');
    range = range.substr(0, dash == npos ? 0 : dash);
    return range.size() > 2 && range[range.size() - 2] == '-' ? range.substr(0, range.size() - 2) : range;
}

/// Those of `offered` that the client does not refuse: the longest range that fits has a weight above 0.
std::vector<std::string_view> not_refused(const Fields& fields, std::span<const std::string_view> offered)
{
    struct Verdict {
        std::size_t size = 0;
        unsigned weight = 1000;
    };
    std::vector<Verdict> verdicts(offered.size());
    for_each_preference(fields, "Accept-Language", [&](const Preference& element) {
        auto size = element.value == "*" ? 0 : element.value.size();
        for (std::size_t i = 0; i < offered.size(); ++i) {
            if (size >= verdicts[i].size && fits_language(element.value, offered[i])) {
                verdicts[i] = {size, element.weight};
            }
        }
    });
    std::vector<std::string_view> tags;
    for (std::size_t i = 0; i < offered.size(); ++i) {
        if (verdicts[i].weight > 0) {
            tags.push_back(offered[i]);
        }
    }
    return tags;
}

} // namespace

bool next_preference(std::string_view& list, Preference& element) noexcept
{
    while (!list.empty()) {
        auto text = take_quoted(list, ',');
        if (!text.empty() && split_weight(text, element)) {
            return true;
        }
    }
    return false;
}

std::vector<std::string_view> preferences(const Fields& fields, std::string_view name)
{
    std::vector<Preference> elements;
    for_each_preference(fields, name, [&](const Preference& element) {
        if (element.weight > 0) {
            elements.push_back(element);
        }
    });
    std::stable_sort(elements.begin(), elements.end(),
                     [](const Preference& a, const Preference& b) { return a.weight > b.weight; });
    std::vector<std::string_view> values;
    values.reserve(elements.size());
    for (const auto& element : elements) {
        values.push_back(element.value);
    }
    return values;
}

unsigned encoding_quality(const Fields& fields, std::string_view coding) noexcept
{
    // Identity needs no mention (RFC 9110 §12.5.3, rule 2), but it is then the client's last choice.
    return listed_quality(fields, coding).value_or(core::iequals(coding, "identity") ? 1 : 0);
}

std::string_view best_encoding(const Fields& fields, std::span<const std::string_view> offered) noexcept
{
    if (!fields.contains("Accept-Encoding")) {
        return {};
    }
    std::string_view best;
    unsigned best_quality = 0;
    for (auto coding : offered) {
        auto quality = encoding_quality(fields, coding);
        if (quality > best_quality) {
            best = coding;
            best_quality = quality;
        }
    }
    return best_quality >= encoding_quality(fields, "identity") ? best : std::string_view{};
}

std::string_view best_type(const Fields& fields, std::span<const std::string_view> offered) noexcept
{
    std::string_view best;
    unsigned best_quality = 0;
    for (auto type : offered) {
        std::size_t decisive = 0;
        unsigned quality = 0;
        bool any = for_each_preference(fields, "Accept", [&](const Preference& element) {
            auto specific = specificity(element.value, type);
            if (specific > decisive) {
                decisive = specific;
                quality = element.weight;
            }
        });
        if (!any) {
            return type; // no Accept, or nothing in it: everything is welcome
        }
        if (quality > best_quality) {
            best = type;
            best_quality = quality;
        }
    }
    return best;
}

std::string_view best_language(const Fields& fields, std::span<const std::string_view> offered)
{
    const auto ranges = preferences(fields, "Accept-Language");
    const auto tags = not_refused(fields, offered);
    if (tags.empty()) {
        return {};
    }
    if (!fields.contains("Accept-Language")) {
        return tags.front();
    }
    for (auto range : ranges) {
        for (auto part = range; !part.empty(); part = cut_language(part)) {
            const auto is_same = [&](std::string_view tag) { return core::iequals(part, tag); };
            auto found = std::find_if(tags.begin(), tags.end(), is_same);
            if (found == tags.end() && part == range) {
                found = std::find_if(tags.begin(), tags.end(),
                                     [&](std::string_view tag) { return fits_language(part, tag); });
            }
            if (found != tags.end()) {
                return *found;
            }
        }
    }
    return {};
}

} // namespace hawser::http
