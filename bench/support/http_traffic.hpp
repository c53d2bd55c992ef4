// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

/// @file
/// What the load generator sends to an HTTP server, and how it reads the answers.
#pragma once

#include "support/channel.hpp"
#include "support/message_cycle.hpp"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <cstddef>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

namespace bench {

/// The requests of one run, shared by all its connections.
class HttpTraffic {
public:
    class Replies;

    HttpTraffic(const std::string& path, std::size_t pipeline)
    {
        const std::string request = "GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n";
        requests_.add(request);
        requests_.close(pipeline);
    }

    const MessageCycle& messages() const { return requests_; }

    void open(Channel&, Clock::time_point) const {}

    /// Checks a response head (with its empty line) and returns its Content-Length. The last head is
    /// remembered: a server's heads differ only when its Date does.
    std::size_t body_length(std::string_view head)
    {
        if (head != last_head_) {
            last_length_ = parse(head);
            last_head_ = head;
        }
        return last_length_;
    }

    /// The last head if @p bytes begin with it, which spares the search for its end.
    std::size_t known_head(std::string_view bytes) const
    {
        const bool known = !last_head_.empty() && bytes.substr(0, last_head_.size()) == last_head_;
        return known ? last_head_.size() : 0;
    }

    /// Every answer must have the body of the first.
    void check_body(std::string_view body)
    {
        if (!has_body_) {
            body_ = body;
            has_body_ = true;
        } else if (body != body_) {
            throw std::runtime_error{"two answers to the same request differ"};
        }
    }

private:
    static std::size_t parse(std::string_view head)
    {
        if (head.substr(0, 13) != "HTTP/1.1 200 ") {
            throw std::runtime_error{"not a 200 answer: " + std::string{head.substr(0, head.find('\r'))}};
        }
        std::string lower{head};
        std::transform(lower.begin(), lower.end(), lower.begin(),
                       [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
        constexpr std::string_view name = "\r\ncontent-length:";
        const auto found = lower.find(name);
        if (found == std::string::npos) {
            throw std::runtime_error{"an answer without Content-Length"};
        }
        auto begin = found + name.size();
        begin = std::min(lower.find_first_not_of(' ', begin), lower.size());
        std::size_t length = 0;
        const auto result = std::from_chars(lower.data() + begin, lower.data() + lower.size(), length);
        if (result.ec != std::errc{} || *result.ptr != '\r') {
            throw std::runtime_error{"a malformed Content-Length"};
        }
        return length;
    }

    MessageCycle requests_;
    std::string last_head_;
    std::size_t last_length_ = 0;
    std::string body_;
    bool has_body_ = false;
};

/// Reads one connection's answers from bytes in whatever pieces they come.
class HttpTraffic::Replies {
public:
    explicit Replies(HttpTraffic& traffic) : traffic_{&traffic} {}

    /// Returns how many responses @p size bytes at @p data complete; throws when one is wrong.
    std::size_t consume(const unsigned char* data, std::size_t size, std::string&)
    {
        const std::string_view fresh{reinterpret_cast<const char*>(data), size};
        if (partial_.empty()) {
            return take(fresh);
        }
        std::string joined = std::move(partial_);
        partial_.clear();
        joined += fresh;
        return take(joined);
    }

private:
    std::size_t take(std::string_view bytes)
    {
        std::size_t complete = 0;
        while (!bytes.empty()) {
            std::size_t head = traffic_->known_head(bytes);
            if (head == 0) {
                const auto end = bytes.find("\r\n\r\n");
                if (end == std::string_view::npos) {
                    break;
                }
                head = end + 4;
            }
            const std::size_t length = traffic_->body_length(bytes.substr(0, head));
            if (bytes.size() - head < length) {
                break;
            }
            traffic_->check_body(bytes.substr(head, length));
            bytes.remove_prefix(head + length);
            ++complete;
        }
        partial_ = bytes;
        return complete;
    }

    HttpTraffic* traffic_;
    std::string partial_;
};

} // namespace bench
