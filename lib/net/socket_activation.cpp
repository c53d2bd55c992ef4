// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "net/socket_activation.hpp"

#include <hawser/listen.hpp>

#include <fcntl.h>
#include <unistd.h>

#include <charconv>
#include <cstdlib>
#include <stdexcept>
#include <string>

namespace hawser::net {

namespace {

constexpr int first_descriptor = 3;     // behind the standard ones
constexpr int most_descriptors = 65536; // more than that is a mistake

bool read_number(std::string_view text, long& number) noexcept
{
    const auto [end, ec] = std::from_chars(text.data(), text.data() + text.size(), number);
    return !text.empty() && ec == std::errc{} && end == text.data() + text.size();
}

[[noreturn]] void refuse(const char* variable, std::string_view value)
{
    throw std::invalid_argument{std::string{"environment variable "} + variable + " is \"" +
                                std::string{value} + "\", which makes no sense"};
}

std::string_view variable(const char* name) noexcept
{
    const char* value = std::getenv(name);
    return value ? value : "";
}

} // namespace

std::vector<int> passed_descriptors(const ActivationVariables& variables, long process, std::string_view name)
{
    long receiver = 0;
    long count = 0;
    if (variables.process.empty() || variables.descriptors.empty())
        return {};
    if (!read_number(variables.process, receiver) || receiver <= 0)
        refuse("LISTEN_PID", variables.process);
    if (receiver != process)
        return {}; // they were for a parent of ours, which has let us inherit its environment
    if (!read_number(variables.descriptors, count) || count < 0 || count > most_descriptors)
        refuse("LISTEN_FDS", variables.descriptors);
    std::vector<int> descriptors;
    auto names = variables.names;
    for (int i = 0; i < count; ++i) {
        const auto colon = names.find(':');
        if (name.empty() || names.substr(0, colon) == name)
            descriptors.push_back(first_descriptor + i);
        const bool is_last = i + 1 == count;
        if (!variables.names.empty() && is_last != (colon == std::string_view::npos))
            refuse("LISTEN_FDNAMES", variables.names); // not as many as there are descriptors
        names.remove_prefix(colon == std::string_view::npos ? names.size() : colon + 1);
    }
    return descriptors;
}

} // namespace hawser::net

namespace hawser {

std::vector<Listen> Listen::from_systemd(std::string_view name)
{
    std::vector<Listen> result;
    const net::ActivationVariables variables{net::variable("LISTEN_PID"), net::variable("LISTEN_FDS"),
                                             net::variable("LISTEN_FDNAMES")};
    for (const int descriptor : net::passed_descriptors(variables, ::getpid(), name)) {
        ::fcntl(descriptor, F_SETFD, FD_CLOEXEC); // they are not for programs that we start
        result.push_back({.descriptor = descriptor});
    }
    return result;
}

} // namespace hawser
