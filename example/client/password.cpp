// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include "password.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/write.hpp>

#include <fcntl.h>
#include <termios.h>

#include <csignal>
#include <stdexcept>

namespace client {
namespace {

namespace asio = boost::asio;

/// Keeps a terminal from showing what is typed.
class EchoOff {
public:
    explicit EchoOff(int terminal) : terminal_{terminal}
    {
        ::tcgetattr(terminal_, &before_);
        auto quiet = before_;
        quiet.c_lflag &= ~static_cast<tcflag_t>(ECHO);
        ::tcsetattr(terminal_, TCSAFLUSH, &quiet);
    }
    ~EchoOff() { ::tcsetattr(terminal_, TCSAFLUSH, &before_); }
    EchoOff(const EchoOff&) = delete;
    EchoOff& operator=(const EchoOff&) = delete;

private:
    int terminal_;
    termios before_{};
};

} // namespace

std::string ask_password(const std::string& question)
{
    const int terminal = ::open("/dev/tty", O_RDWR | O_NOCTTY | O_CLOEXEC);
    if (terminal < 0)
        throw std::runtime_error{"there is no terminal to ask for the password"};
    asio::io_context io;
    asio::posix::stream_descriptor stream{io, terminal};
    asio::signal_set signals{io, SIGINT, SIGTERM};
    const EchoOff quiet{terminal};

    asio::write(stream, asio::buffer(question));
    std::string line;
    boost::system::error_code result;
    asio::async_read_until(stream, asio::dynamic_buffer(line, 4096), '\n',
                           [&](const boost::system::error_code& ec, std::size_t) {
                               result = ec;
                               signals.cancel();
                           });
    signals.async_wait([&](const boost::system::error_code&, int) { stream.cancel(); });
    io.run();
    asio::write(stream, asio::buffer("\n", 1)); // which was not shown either
    if (result)
        throw std::runtime_error{"no password was given"};
    line.pop_back();
    return line;
}

} // namespace client
