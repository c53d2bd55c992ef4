// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include <hawser/response.hpp>

#include "http/html.hpp"

#include <stdexcept>
#include <utility>

namespace hawser {
namespace {

bool has_line_break_or_nul(std::string_view text) noexcept
{
    return text.find_first_of(std::string_view{"\r\n\0", 3}) != std::string_view::npos;
}

/// In a response without a content type, the usual case, there is nothing to look for and to erase.
void set_content_type(Fields& fields, std::string_view type)
{
    constexpr std::string_view name = "Content-Type";
    if (fields.contains(name)) {
        fields.set(name, type);
    } else {
        fields.add(name, type);
    }
}

bool is_redirect(unsigned status) noexcept
{
    return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

} // namespace

std::string_view Response::reason() const noexcept
{
    return reason_.empty() ? reason_phrase(status_) : std::string_view{reason_};
}

Response& Response::status(unsigned code, std::string_view reason)
{
    if ((code < 200 && code != 101) || code > 599) {
        throw std::invalid_argument{"hawser: a response status must be 200 to 599"};
    }
    if (has_line_break_or_nul(reason)) {
        throw std::invalid_argument{"hawser: CR, LF or NUL in a reason phrase"};
    }
    reason_.assign(reason);
    status_ = static_cast<unsigned short>(code);
    return *this;
}

Response& Response::set(std::string_view name, std::string_view value)
{
    fields_.set(name, value);
    return *this;
}

Response& Response::add(std::string_view name, std::string_view value)
{
    fields_.add(name, value);
    return *this;
}

Response& Response::set_cookie(const Cookie& cookie)
{
    return add("Set-Cookie", cookie.to_string());
}

void Response::text(std::string_view body)
{
    set_content_type(fields_, "text/plain; charset=utf-8");
    drop_other_bodies();
    body_.assign(body); // which may be a view of it
}

void Response::html(std::string_view body)
{
    set_content_type(fields_, "text/html; charset=utf-8");
    drop_other_bodies();
    body_.assign(body); // which may be a view of it
}

void Response::json(std::string_view body)
{
    set_content_type(fields_, "application/json");
    drop_other_bodies();
    body_.assign(body); // which may be a view of it
}

void Response::body(std::string body, std::string_view content_type)
{
    set_content_type(fields_, content_type);
    drop_other_bodies();
    body_ = std::move(body);
}

void Response::file(std::string path)
{
    if (path.empty() || path.find('\0') != std::string::npos) {
        throw std::invalid_argument{"hawser: a file's path is empty or has NUL in it"};
    }
    drop_other_bodies();
    body_.clear();
    file_path_ = std::move(path);
}

void Response::stream(std::function<void(BodyWriter)> begin, std::string_view content_type,
                      std::optional<std::uint64_t> length)
{
    if (!begin) {
        throw std::invalid_argument{"hawser: the function of a streamed body is empty"};
    }
    set_content_type(fields_, content_type);
    drop_other_bodies();
    body_.clear();
    stream_ = std::move(begin);
    stream_length_ = length;
}

void Response::filter_stream(BodyFilter filter)
{
    filter_ = std::move(filter);
    stream_length_.reset();
}

void Response::redirect(std::string_view location, unsigned status)
{
    if (!is_redirect(status)) {
        throw std::invalid_argument{"hawser: not the status of a redirect"};
    }
    fields_.set("Location", location);
    status_page(status);
}

void Response::status_page(unsigned code, std::string_view detail)
{
    status(code);
    std::string title = std::to_string(code);
    if (auto phrase = reason_phrase(code); !phrase.empty()) {
        title.append(" ").append(phrase);
    }
    std::string page = "<!DOCTYPE html>\n<html lang=\"en\">\n<head><meta charset=\"utf-8\"><title>";
    http::append_html(page, title);
    page.append("</title></head>\n<body>\n<h1>");
    http::append_html(page, title);
    page.append("</h1>\n");
    if (!detail.empty()) {
        page.append("<p>");
        http::append_html(page, detail);
        page.append("</p>\n");
    }
    page.append("</body>\n</html>\n");
    body(std::move(page), "text/html; charset=utf-8");
}

Response& Response::close_connection() noexcept
{
    close_ = true;
    return *this;
}

void Response::drop_other_bodies() noexcept
{
    file_path_.clear();
    stream_ = nullptr;
    filter_ = nullptr;
    stream_length_.reset();
}

void Response::clear() noexcept
{
    fields_.clear();
    drop_other_bodies();
    body_.clear();
    reason_.clear();
    status_ = 200;
    close_ = false;
}

} // namespace hawser
