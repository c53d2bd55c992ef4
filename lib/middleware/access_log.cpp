// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#include <hawser/middleware/access_log.hpp>

#include "middleware/log_file.hpp"
#include "middleware/log_line.hpp"

#include <atomic>
#include <stdexcept>
#include <utility>

namespace hawser {

struct AccessLog::State {
    explicit State(AccessLogOptions given) : options{std::move(given)}
    {
        const int places = (options.file.empty() ? 0 : 1) + (options.sink ? 1 : 0) + (options.logger ? 1 : 0);
        if (places != 1)
            throw std::invalid_argument{
                "hawser: an AccessLog needs a file, a sink or a logger, and just one"};
        if (!options.file.empty())
            file.emplace(options.file);
        if (!options.clock)
            options.clock = [] { return std::chrono::system_clock::now(); };
    }

    /// False if the line is lost.
    bool write(std::string line)
    {
        if (options.sink)
            options.sink(line);
        else if (options.logger)
            options.logger->write(LogLevel::info, line);
        else
            return file->write(line.append("\n"));
        return true;
    }

    AccessLogOptions options;
    std::optional<middleware::LogFile> file;
    std::atomic<bool> losing = false;
};

AccessLog::AccessLog(AccessLogOptions options) : state_{std::make_shared<State>(std::move(options))} {}

void AccessLog::reopen()
{
    if (state_->file)
        state_->file->reopen();
}

Action AccessLog::on_request(Exchange&)
{
    return Action::next;
}

void AccessLog::on_complete(const Exchange& exchange, const Outcome& outcome)
{
    bool written = false;
    try {
        const auto now = state_->options.clock();
        written = state_->write(state_->options.format == AccessLogFormat::json
                                    ? middleware::json_line(exchange, outcome, now)
                                    : middleware::combined_line(exchange, outcome, now));
    } catch (...) {
        // A sink that fails, or no memory: a line is not worth more than a word about it.
    }
    if (!written && !state_->losing.exchange(true, std::memory_order_relaxed))
        exchange.logger().write(LogLevel::error, "lines of the access log are being lost");
    else if (written && state_->losing.load(std::memory_order_relaxed))
        state_->losing.store(false, std::memory_order_relaxed);
}

} // namespace hawser
