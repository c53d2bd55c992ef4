// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "websocket/handshake.hpp"

#include "core/ascii.hpp"
#include "core/base64.hpp"
#include "core/random.hpp"
#include "core/sha1.hpp"

#include <algorithm>
#include <array>

namespace hawser::websocket {
namespace {

// RFC 6455 §1.3.
constexpr std::string_view guid = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

constexpr std::size_t key_size = 16;

// More subprotocols than anyone offers; it bounds what a request can make us store and compare.
constexpr std::size_t max_offered = 64;

ServerHandshake refuse(unsigned status, error reason)
{
    ServerHandshake result;
    result.error = reason;
    result.status = status;
    return result;
}

// Bytes of a body would be taken for frames: a way to smuggle them past a proxy. A GET needs none.
bool has_body(const Fields& fields) noexcept
{
    const auto length = fields.find("Content-Length");
    return fields.contains("Transfer-Encoding") || (length && core::trim(*length) != "0");
}

// The only field of that name, trimmed, or nothing.
std::optional<std::string_view> single(const Fields& fields, std::string_view name) noexcept
{
    if (fields.count(name) != 1) {
        return std::nullopt;
    }
    return core::trim(fields[name]);
}

bool is_key(std::optional<std::string_view> text)
{
    // The size first: nothing is decoded for a key of a megabyte.
    if (!text || text->size() != (key_size + 2) / 3 * 4) {
        return false;
    }
    const auto bytes = core::base64_decode(*text);
    return bytes && bytes->size() == key_size;
}

// The tokens of all Sec-WebSocket-Protocol fields in order (RFC 6455 §11.3.4). False: malformed, one of
// them twice, or too many.
bool read_subprotocols(const Fields& fields, std::vector<std::string>& offered)
{
    std::size_t elements = 0;
    bool given = false;
    for (auto [name, value] : fields) {
        if (!core::iequals(name, "Sec-WebSocket-Protocol")) {
            continue;
        }
        given = true;
        while (!value.empty()) {
            const auto token = core::next_element(value);
            if (++elements > max_offered) {
                return false;
            }
            if (token.empty()) {
                continue; // senders that leave them are to be tolerated (RFC 9110 §5.6.1.2)
            }
            if (!core::is_token(token) || std::find(offered.begin(), offered.end(), token) != offered.end()) {
                return false;
            }
            offered.emplace_back(token);
        }
    }
    return !given || !offered.empty();
}

// The server's answer to what was offered.
error_code read_extensions(const Fields& fields, const DeflatePolicy* offered,
                           std::optional<DeflateParameters>& deflate)
{
    if (offered == nullptr) {
        return fields.contains("Sec-WebSocket-Extensions") ? make_error_code(error::handshake_bad_extension)
                                                           : error_code{};
    }
    const auto answer = parse_extensions(fields);
    if (!answer) {
        return error::handshake_bad_extension;
    }
    error_code ec;
    deflate = check_answer(*answer, *offered, ec);
    return ec;
}

} // namespace

std::string accept_for_key(std::string_view key)
{
    return core::base64_encode(core::sha1(std::string{key}.append(guid)));
}

bool wants_websocket(const Fields& fields) noexcept
{
    return fields.has_token("Upgrade", "websocket");
}

// RFC 6455 §4.2.1. That there is one well-formed Host is the HTTP layer's business.
ServerHandshake check_request(std::string_view method, unsigned version, const Fields& fields,
                              const DeflatePolicy* deflate)
{
    if (method != "GET") {
        return refuse(405, error::handshake_bad_method);
    }
    if (version < 11) {
        return refuse(400, error::handshake_bad_version);
    }
    if (!wants_websocket(fields)) {
        return refuse(426, error::handshake_no_upgrade);
    }
    if (!fields.has_token("Connection", "upgrade")) {
        return refuse(400, error::handshake_no_upgrade);
    }
    if (has_body(fields)) {
        return refuse(400, fields.contains("Transfer-Encoding") ? error::bad_transfer_encoding
                                                                : error::bad_content_length);
    }
    if (fields.count("Sec-WebSocket-Version") != 1) {
        return refuse(400, error::handshake_unsupported_version);
    }
    if (single(fields, "Sec-WebSocket-Version") != "13") { // a list violates the grammar (RFC 6455 §4.3)
        return refuse(426, error::handshake_unsupported_version);
    }
    const auto key = single(fields, "Sec-WebSocket-Key");
    if (!is_key(key)) {
        return refuse(400, error::handshake_bad_key);
    }
    ServerHandshake result;
    if (!read_subprotocols(fields, result.subprotocols)) {
        return refuse(400, error::handshake_bad_subprotocol);
    }
    // Malformed ones fail the handshake whether or not any would be taken (RFC 6455 §9.1).
    const auto offers = parse_extensions(fields);
    if (!offers) {
        return refuse(400, error::handshake_bad_extension);
    }
    if (deflate != nullptr) {
        if (auto accepted = accept_offers(*offers, *deflate)) {
            result.deflate = accepted->parameters;
            result.extensions = std::move(accepted->answer);
        }
    }
    result.accept = accept_for_key(*key);
    return result;
}

std::string make_key()
{
    std::array<unsigned char, key_size> bytes{};
    core::fill_random(bytes);
    return core::base64_encode(bytes);
}

void fill_request(Fields& fields, std::string_view key, const std::vector<std::string>& subprotocols,
                  const DeflatePolicy* deflate)
{
    fields.set("Upgrade", "websocket");
    fields.set("Connection", "Upgrade");
    fields.set("Sec-WebSocket-Key", key);
    fields.set("Sec-WebSocket-Version", "13");
    fields.erase("Sec-WebSocket-Extensions");
    if (deflate != nullptr) {
        fields.set("Sec-WebSocket-Extensions", make_offer(*deflate));
    }
    fields.erase("Sec-WebSocket-Protocol");
    if (subprotocols.empty()) {
        return;
    }
    std::string list;
    for (const auto& subprotocol : subprotocols) {
        list.append(list.empty() ? "" : ", ").append(subprotocol);
    }
    fields.set("Sec-WebSocket-Protocol", list);
}

ClientHandshake check_response(unsigned status, const Fields& fields, std::string_view key,
                               const std::vector<std::string>& offered_subprotocols,
                               const DeflatePolicy* offered_deflate)
{
    const auto failed = [](error_code reason) { return ClientHandshake{reason, {}, {}}; };
    if (status != 101) {
        return failed(error::handshake_declined);
    }
    const auto upgrade = single(fields, "Upgrade");
    if (!upgrade || !core::iequals(*upgrade, "websocket") || !fields.has_token("Connection", "upgrade")) {
        return failed(error::handshake_no_upgrade);
    }
    if (single(fields, "Sec-WebSocket-Accept") != accept_for_key(key)) {
        return failed(error::handshake_bad_accept);
    }
    ClientHandshake result;
    result.error = read_extensions(fields, offered_deflate, result.deflate);
    if (result.error) {
        return result;
    }
    if (!fields.contains("Sec-WebSocket-Protocol")) {
        return result;
    }
    const auto chosen = single(fields, "Sec-WebSocket-Protocol");
    const auto& offered = offered_subprotocols;
    if (!chosen || std::find(offered.begin(), offered.end(), *chosen) == offered.end()) {
        return failed(error::handshake_bad_subprotocol);
    }
    result.subprotocol = *chosen;
    return result;
}

} // namespace hawser::websocket
