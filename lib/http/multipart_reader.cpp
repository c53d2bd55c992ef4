// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include <hawser/multipart_reader.hpp>

#include <hawser/request.hpp>

#include "http/multipart.hpp"

#include <optional>
#include <utility>

namespace hawser {

struct MultipartReader::Impl {
    std::optional<http::MultipartParser> parser; // nothing: the request brings no such form
    error_code error;
    FormPart none;
    std::string rest;       // what the parser left of the pieces before
    std::string_view bytes; // what it is shown: the piece, or `rest`
    bool ended = false;
};

MultipartReader::MultipartReader(const Request& request, const FormLimits& limits)
    : impl_{std::make_unique<Impl>()}
{
    auto boundary = http::multipart_boundary(request["Content-Type"]);
    if (boundary && request.fields().count("Content-Type") == 1) {
        impl_->parser.emplace(*boundary, limits);
    }
}

MultipartReader::~MultipartReader() = default;
MultipartReader::MultipartReader(MultipartReader&&) noexcept = default;
MultipartReader& MultipartReader::operator=(MultipartReader&&) noexcept = default;

void MultipartReader::feed(std::string_view piece)
{
    auto& impl = *impl_;
    if (impl.bytes.empty()) {
        impl.bytes = piece;
        return;
    }
    if (impl.bytes.data() != impl.rest.data() || impl.bytes.size() != impl.rest.size()) {
        impl.rest = std::string{impl.bytes};
    }
    impl.rest.append(piece);
    impl.bytes = impl.rest;
}

void MultipartReader::finish() noexcept
{
    impl_->ended = true;
}

MultipartReader::Event MultipartReader::next()
{
    auto& impl = *impl_;
    if (impl.error) {
        return Event::failed;
    }
    if (!impl.parser) {
        impl.error = form_error::not_a_form;
        return Event::failed;
    }
    auto event = impl.parser->next(impl.bytes);
    if (event == Event::need_more && impl.ended) {
        impl.error = form_error::truncated;
        return Event::failed;
    }
    if (event == Event::failed) {
        impl.error = impl.parser->error();
    } else if (event == Event::complete) {
        impl.bytes = {};
    } else if (event == Event::need_more && !impl.bytes.empty()) {
        impl.rest = std::string{impl.bytes}; // the piece need not stay
        impl.bytes = impl.rest;
    }
    return event;
}

const FormPart& MultipartReader::part() const noexcept
{
    return impl_->parser ? impl_->parser->part() : impl_->none;
}

std::string_view MultipartReader::data() const noexcept
{
    return impl_->parser ? impl_->parser->data() : std::string_view{};
}

error_code MultipartReader::error() const noexcept
{
    return impl_->error;
}

} // namespace hawser
