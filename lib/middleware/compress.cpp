// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include <hawser/middleware/compress.hpp>

#include "core/ascii.hpp"
#include "http/accept.hpp"
#include "http/compressible.hpp"
#include "http/gzip_encoder.hpp"
#include "http/vary.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <stdexcept>
#include <string_view>
#include <utility>

namespace hawser {
namespace {

using http::GzipEncoder;

bool matches(std::string_view pattern, std::string_view type) noexcept
{
    if (pattern.ends_with("/*"))
        return core::iequals(pattern.substr(0, pattern.size() - 1), type.substr(0, pattern.size() - 1));
    return core::iequals(pattern, type);
}

bool has_type_to_compress(const Response& response, const CompressOptions& options)
{
    const auto content_type = response.fields()["Content-Type"];
    const auto type = core::trim(content_type.substr(0, content_type.find(';')));
    return http::is_compressible(type) ||
           std::any_of(options.types.begin(), options.types.end(),
                       [&](std::string_view pattern) { return matches(pattern, type); });
}

/// Whether the answer would be compressed for a client that takes it.
bool is_eligible(const Exchange& exchange, const CompressOptions& options)
{
    const auto& response = exchange.response();
    const auto& fields = response.fields();
    const auto status = response.status();
    // 206 is a part of what the whole's coding has settled (RFC 9110 §14.2); 204 and 304 have no content.
    if (exchange.is_upgrade() || response.has_file() || status < 200 || status == 204 || status == 206 ||
        status == 304)
        return false;
    if (!response.has_stream() && response.body().size() < options.min_size)
        return false;
    constexpr std::string_view obstacles[] = {"Content-Encoding", "Content-Range", "Content-Digest",
                                              "Content-MD5", "Digest"};
    for (const auto name : obstacles)
        if (fields.contains(name))
            return false;
    return !fields.has_token("Cache-Control", "no-transform") && has_type_to_compress(response, options);
}

bool is_wanted(const Request& request)
{
    constexpr std::array<std::string_view, 1> offered{"gzip"};
    return http::best_encoding(request.fields(), offered) == "gzip";
}

std::string compressed(std::string_view body, int level)
{
    struct Encoder {
        explicit Encoder(int given) : level{given}, gzip{given} {}
        int level;
        GzipEncoder gzip;
    };
    // Setting one up costs more than a small body does.
    thread_local std::optional<Encoder> encoder;
    if (!encoder || encoder->level != level)
        encoder.emplace(level);
    std::string out;
    try {
        encoder->gzip.finish(body, out);
    } catch (...) {
        encoder->gzip.reset(); // no memory for the output
        throw;
    }
    return out;
}

void mark(Response& response)
{
    auto& fields = response.fields();
    fields.set("Content-Encoding", "gzip");
    fields.erase("Accept-Ranges");
    const auto tag = fields["ETag"];
    if (!tag.empty() && !tag.starts_with("W/"))
        fields.set("ETag", "W/" + std::string{tag});
}

/// 304 for a client that has the compressed form: the fields must be those that came with it
/// (RFC 9110 §15.4.5), or its cache does not know which answer is meant.
void confirm(const Request& request, Fields& fields)
{
    const std::string weak = "W/" + std::string{fields["ETag"]};
    if (!weak.ends_with('"') || request["If-None-Match"].find(weak) == std::string_view::npos)
        return;
    fields.set("ETag", weak);
    http::add_vary(fields, "Accept-Encoding");
}

void filter(Response& response, int level)
{
    auto encoder = std::make_shared<GzipEncoder>(level);
    response.filter_stream([encoder](std::string_view piece, bool is_last) {
        std::string out;
        if (is_last) {
            encoder->finish(piece, out);
        } else if (!piece.empty()) {
            encoder->write(piece, out);
            encoder->flush(out);
        }
        return out;
    });
}

} // namespace

Compress::Compress(CompressOptions options)
    : options_{std::make_shared<const CompressOptions>(std::move(options))}
{
    if (options_->level < 1 || options_->level > 9)
        throw std::invalid_argument{"hawser: the level of Compress must be 1 to 9"};
}

Action Compress::on_request(Exchange&)
{
    return Action::next;
}

void Compress::on_response(Exchange& exchange)
{
    auto& response = exchange.response();
    if (response.status() == 304)
        return confirm(exchange.request(), response.fields());
    if (!is_eligible(exchange, *options_))
        return;
    http::add_vary(response.fields(), "Accept-Encoding");
    if (!is_wanted(exchange.request()))
        return;
    if (response.has_stream()) {
        if (exchange.request().method() != Method::head) // whose stream never begins
            filter(response, options_->level);
        mark(response);
        return;
    }
    auto body = compressed(response.body(), options_->level);
    if (body.size() >= response.body().size())
        return;
    const std::string type{response.fields()["Content-Type"]};
    response.body(std::move(body), type);
    mark(response);
}

} // namespace hawser
