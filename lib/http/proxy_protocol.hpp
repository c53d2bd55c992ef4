// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#pragma once

#include <hawser/endpoint.hpp>

#include <cstddef>
#include <string_view>

namespace hawser::http {

/// What stands in the header of the PROXY protocol, version 1 or 2.
struct ProxyHeader {
    Endpoint source;      ///< the proxy's client
    Endpoint destination; ///< what the client had connected to
    bool told = false;    ///< false: the proxy speaks for itself, or does not know; the socket's ends count
    bool secure = false;  ///< the client came over TLS (PP2_TYPE_SSL)
};

/// The sizes that a header may have: version 1 as the specification says, §2.1; version 2 with room for long
/// names and identifiers, but not for certificates.
constexpr std::size_t max_proxy_header_v1 = 107;
constexpr std::size_t max_proxy_header_v2 = 4096;

/// What `read_proxy_header` found.
struct ProxyRead {
    enum class Status : unsigned char { need_more, complete, failed };

    Status status = Status::need_more;
    std::size_t size = 0; ///< of a complete header; behind it is what the client sent
    ProxyHeader header;   ///< if complete
    const char* why = ""; ///< if failed: for the log
};

/// Reads the header at the beginning of a connection (haproxy.org, proxy-protocol.txt). `bytes` is all that
/// came so far. A header that cannot become valid fails at the first byte that makes it so.
ProxyRead read_proxy_header(std::string_view bytes) noexcept;

} // namespace hawser::http
