// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include <hawser/form.hpp>

#include <hawser/request.hpp>
#include <hawser/upload_file.hpp>

#include "http/mapped_file.hpp"
#include "http/multipart.hpp"
#include "http/urlencoded.hpp"

#include <algorithm>
#include <cstdint>
#include <utility>

namespace hawser {

FormFile::FormFile(std::string name, std::string filename, std::string content_type, std::string_view data)
    : name_{std::move(name)}, filename_{std::move(filename)},
      content_type_{std::move(content_type)}, data_{data}
{
}

std::string FormFile::save_to(const std::string& folder) const
{
    return save_to(folder, filename_);
}

std::string FormFile::save_to(const std::string& folder, std::string_view filename) const
{
    UploadFile file{folder, filename};
    file.write(data_);
    return file.keep();
}

Form Form::parse(const Request& request, error_code& ec, const FormLimits& limits)
{
    const auto type = request.content_type();
    const auto boundary = http::multipart_boundary(request["Content-Type"]);
    const bool is_urlencoded = type == "application/x-www-form-urlencoded";
    Form form;
    if ((!is_urlencoded && !boundary) || request.fields().count("Content-Type") != 1) {
        ec = form_error::not_a_form;
        return form;
    }
    auto body = request.body();
    if (const auto& path = request.body_file(); !path.empty()) {
        auto mapped = http::MappedFile::open(path, ec);
        if (ec) {
            return form;
        }
        body = mapped->data();
        form.body_ = std::move(mapped);
    }
    ec = is_urlencoded ? form.read_urlencoded(body, limits) : form.read_multipart(body, *boundary, limits);
    return ec ? Form{} : std::move(form);
}

Form Form::parse_urlencoded(std::string_view text, error_code& ec, const FormLimits& limits)
{
    Form form;
    ec = form.read_urlencoded(text, limits);
    return ec ? Form{} : std::move(form);
}

error_code Form::read_urlencoded(std::string_view text, const FormLimits& limits)
{
    if (text.size() > limits.total) {
        return form_error::form_too_large;
    }
    std::string_view name, value;
    std::uint64_t all_fields = 0;
    while (http::next_parameter(text, name, value)) {
        if (fields_.size() == limits.parts) {
            return form_error::too_many_parts;
        }
        all_fields += name.size() + value.size();
        if (name.size() + value.size() > limits.field || all_fields > limits.all_fields) {
            return form_error::part_too_large;
        }
        fields_.push_back({http::decode_parameter(name), http::decode_parameter(value)});
    }
    return {};
}

error_code Form::read_multipart(std::string_view text, std::string_view boundary, const FormLimits& limits)
{
    using Event = http::MultipartParser::Event;
    http::MultipartParser parser{boundary, limits};
    std::string_view content;
    for (;;) {
        switch (parser.next(text)) {
        case Event::need_more: return form_error::truncated;
        case Event::failed: return parser.error();
        case Event::complete: return {};
        case Event::part: content = {}; break;
        case Event::data: content = parser.data(); break; // the whole of it
        case Event::part_end:
            if (const auto& part = parser.part(); !part.is_file) {
                fields_.push_back({part.name, std::string{content}});
            } else if (!part.filename.empty() || !content.empty()) {
                files_.emplace_back(part.name, part.filename, part.content_type, content);
            }
            break;
        }
    }
}

std::optional<std::string> Form::value(std::string_view name) const
{
    const auto has_name = [&](const FormField& field) { return field.name == name; };
    auto found = std::find_if(fields_.begin(), fields_.end(), has_name);
    return found == fields_.end() ? std::nullopt : std::optional{found->value};
}

std::vector<std::string> Form::values(std::string_view name) const
{
    std::vector<std::string> values;
    for (const auto& field : fields_) {
        if (field.name == name) {
            values.push_back(field.value);
        }
    }
    return values;
}

const FormFile* Form::file(std::string_view name) const noexcept
{
    const auto has_name = [&](const FormFile& file) { return file.name() == name; };
    auto found = std::find_if(files_.begin(), files_.end(), has_name);
    return found == files_.end() ? nullptr : &*found;
}

} // namespace hawser
