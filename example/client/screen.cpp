// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "screen.hpp"

#include "printable.hpp"

#include <unistd.h>

#include <cstdlib>
#include <iostream>
#include <string>

namespace client {
namespace {

constexpr std::string_view prompt = "> ";
constexpr std::string_view mark = "< ";
constexpr std::string_view erase_line = "\r\x1b[K";
constexpr std::string_view colour = "\x1b[36m";
constexpr std::string_view no_colour = "\x1b[0m";

std::string_view environment(const char* name)
{
    const char* const value = std::getenv(name);
    return value ? value : "";
}

/// True if it is one that knows how to erase a line.
bool is_terminal(int stream)
{
    return ::isatty(stream) == 1 && environment("TERM") != "dumb";
}

} // namespace

Screen::Screen(const boost::asio::any_io_executor& executor, bool is_verbose)
    : output_{executor}, is_verbose_{is_verbose}, is_terminal_{is_terminal(STDOUT_FILENO)},
      has_colours_{is_terminal_ && environment("NO_COLOR").empty()}, // see https://no-color.org
      can_prompt_{is_terminal_ && is_terminal(STDIN_FILENO)}
{
}

bool Screen::show(const hawser::Message& message)
{
    if (!is_terminal_)
        return output_.write(text_of(message) + '\n');
    const bool had_prompt = has_prompt_;
    hide_prompt();
    auto line = std::string{mark} + printable(text_of(message), "\t\n");
    if (has_colours_)
        line.insert(0, colour).append(no_colour);
    const bool has_room = output_.write(line + '\n');
    if (had_prompt)
        show_prompt();
    return has_room;
}

void Screen::tell(std::string_view text)
{
    const bool had_prompt = has_prompt_;
    hide_prompt();
    std::cerr << "client: " + printable(text) + '\n';
    if (had_prompt)
        show_prompt();
}

void Screen::tell_more(std::string_view text)
{
    if (is_verbose_)
        tell(text);
}

void Screen::show_prompt()
{
    if (!can_prompt_)
        return;
    output_.write(prompt);
    has_prompt_ = true;
}

void Screen::hide_prompt()
{
    if (has_prompt_)
        output_.write(erase_line);
    has_prompt_ = false;
}

} // namespace client
