// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "http/part_header.hpp"

#include <hawser/upload_file.hpp>

#include "core/ascii.hpp"
#include "http/extended_value.hpp"

#include <algorithm>
#include <cstddef>
#include <string>
#include <utility>

namespace hawser::http {
namespace {

bool is_clean(std::string_view line) noexcept
{
    return std::none_of(line.begin(), line.end(), core::is_control_but_tab);
}

/// Takes a quoted value, behind its first quote, off the front. Browsers write `"` as `%22` and leave a
/// backslash alone, other clients put one before `"` and `\`; before anything else it stands for itself, as
/// in the Windows paths of old browsers. Percent signs stay: nobody can tell what was meant.
std::optional<std::string> take_quoted_value(std::string_view& text)
{
    std::string value;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '"') {
            text.remove_prefix(i + 1);
            return value;
        }
        if (text[i] == '\\' && i + 1 < text.size() && (text[i + 1] == '"' || text[i + 1] == '\\')) {
            ++i;
        }
        value.push_back(text[i]);
    }
    return std::nullopt;
}

struct Parameter {
    std::string_view name;
    std::string value;
};

/// Takes `; name=value` off the front.
std::optional<Parameter> take_parameter(std::string_view& text)
{
    if (!text.starts_with(';')) {
        return std::nullopt;
    }
    text.remove_prefix(1);
    auto equals = std::min(text.find('='), text.size());
    Parameter parameter{core::trim(text.substr(0, equals)), {}};
    if (!core::is_token(parameter.name) || equals == text.size()) {
        return std::nullopt;
    }
    text.remove_prefix(equals + 1);
    if (text.starts_with('"')) {
        text.remove_prefix(1);
        auto value = take_quoted_value(text);
        if (!value) {
            return std::nullopt;
        }
        parameter.value = std::move(*value);
    } else {
        auto end = std::min(text.find(';'), text.size());
        parameter.value.assign(core::trim(text.substr(0, end)));
        text.remove_prefix(end);
    }
    text = core::trim(text);
    return parameter;
}

struct Disposition {
    std::optional<std::string> name, filename, extended_filename;
};

/// False if it has that already.
bool set_once(std::optional<std::string>& to, std::optional<std::string> value)
{
    bool is_first = !to && value;
    to = std::move(value);
    return is_first;
}

std::optional<Disposition> parse_disposition(std::string_view value)
{
    auto end = std::min(value.find(';'), value.size());
    if (!core::iequals(core::trim(value.substr(0, end)), "form-data")) {
        return std::nullopt;
    }
    Disposition disposition;
    auto rest = core::trim(value.substr(end));
    while (!rest.empty()) {
        auto parameter = take_parameter(rest);
        if (!parameter) {
            return std::nullopt;
        }
        const auto is = [&](std::string_view name) { return core::iequals(parameter->name, name); };
        if ((is("name") && !set_once(disposition.name, std::move(parameter->value))) ||
            (is("filename") && !set_once(disposition.filename, std::move(parameter->value))) ||
            // Forms must not use this one (RFC 7578 §4.2), but some clients do.
            (is("filename*") &&
             !set_once(disposition.extended_filename, parse_extended_value(parameter->value)))) {
            return std::nullopt;
        }
    }
    return disposition.name ? std::optional{std::move(disposition)} : std::nullopt;
}

bool is_plain_encoding(std::string_view value) noexcept
{
    return core::iequals(value, "binary") || core::iequals(value, "8bit") || core::iequals(value, "7bit");
}

} // namespace

std::optional<FormPart> parse_part_header(std::string_view header)
{
    std::optional<Disposition> disposition;
    FormPart part;
    while (!header.empty()) {
        auto line = header.substr(0, header.find("\r\n"));
        header.remove_prefix(std::min(line.size() + 2, header.size()));
        auto colon = std::min(line.find(':'), line.size());
        auto name = line.substr(0, colon);
        if (!core::is_token(name) || colon == line.size() || !is_clean(line)) {
            return std::nullopt; // also a folded line
        }
        auto value = core::trim(line.substr(colon + 1));
        if (core::iequals(name, "Content-Disposition")) {
            if (disposition || !(disposition = parse_disposition(value))) {
                return std::nullopt;
            }
        } else if (core::iequals(name, "Content-Type")) {
            part.content_type.assign(value);
        } else if (core::iequals(name, "Content-Transfer-Encoding") && !is_plain_encoding(value)) {
            return std::nullopt;
        }
    }
    if (!disposition) {
        return std::nullopt;
    }
    part.name = std::move(*disposition->name);
    const auto& filename = disposition->filename ? disposition->filename : disposition->extended_filename;
    part.is_file = filename.has_value();
    if (filename && !filename->empty()) {
        part.filename = clean_filename(*filename);
    }
    return part;
}

} // namespace hawser::http
