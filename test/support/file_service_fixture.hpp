// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#pragma once

#include "server/file_service.hpp"
#include "support/connection_fixture.hpp"
#include "support/temp_folder.hpp"

#include <hawser/file_options.hpp>
#include <hawser/request.hpp>

#include <boost/test/unit_test.hpp>

#include <chrono>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace hawser::test {

/// What a `FileService` answered.
struct FileAnswer {
    unsigned status = 0; ///< 0: nothing
    Fields fields;
    std::string body;
    bool is_in_memory = false;

    std::string operator[](std::string_view name) const { return std::string{fields[name]}; }
};

/// All that a stream sends, over a scripted connection.
inline std::string read_stream(server::FileStream& stream)
{
    ConnectionFixture pair;
    pair.open();
    auto state = server::FileStream::State::yielded;
    while (state == server::FileStream::State::yielded || state == server::FileStream::State::waiting)
        pair.in_batch([&] { state = stream.pump(*pair.connection); });
    BOOST_TEST((state == server::FileStream::State::done));
    BOOST_TEST(pair.peer->sent.size() == stream.size());
    return pair.peer->sent;
}

/// A folder, a service over it, and a clock that stands still until it is moved. Files written look hours old
/// to the service, unless the clock is set to the real time.
struct FileServiceFixture {
    static inline std::int64_t now_ns = 0;

    /// Moves the clock: `now += 1s`.
    struct Clock {
        void operator+=(std::chrono::nanoseconds time) { now_ns += time.count(); }
    } now;

    TempFolder folder;
    FileOptions options;
    std::optional<server::FileService> service;

    FileServiceFixture()
    {
        set_clock(std::chrono::hours{2});
        options.root = folder.path().string();
        mount();
    }

    static void set_clock(std::chrono::nanoseconds from_real_time)
    {
        const auto real = std::chrono::system_clock::now().time_since_epoch();
        now_ns = (std::chrono::duration_cast<std::chrono::nanoseconds>(real) + from_real_time).count();
    }

    void mount()
    {
        service.emplace(
            options, +[]() noexcept { return now_ns; });
    }

    FileAnswer ask(const Request& request, std::string_view path)
    {
        server::Answer answer;
        FileAnswer got;
        if (!service->answer(request, path, answer))
            return got;
        got.status = answer.response.status();
        got.fields = answer.response.fields();
        got.is_in_memory = answer.content != nullptr;
        if (answer.content)
            got.body = *answer.content;
        else if (answer.stream)
            got.body = read_stream(*answer.stream);
        else
            got.body = answer.response.body();
        BOOST_TEST(answer.body_size().value_or(answer.response.body().size()) == got.body.size());
        return got;
    }

    using FieldList = std::initializer_list<std::pair<std::string_view, std::string_view>>;

    FileAnswer ask(Method method, std::string_view target, FieldList fields = {})
    {
        Request request{method};
        if (!request.target(target))
            return {};
        for (const auto& [name, value] : fields)
            request.fields().add(name, value);
        return ask(request, request.path());
    }
    FileAnswer get(std::string_view target, FieldList fields = {})
    {
        return ask(Method::get, target, fields);
    }
};

} // namespace hawser::test
