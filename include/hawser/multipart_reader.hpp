// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#pragma once

#include <hawser/config.hpp>
#include <hawser/form_error.hpp>
#include <hawser/form_limits.hpp>

#include <memory>
#include <string>
#include <string_view>

namespace hawser {

class Request;

/// The header of one part of a multipart form (RFC 7578 §4).
struct FormPart {
    std::string name;         ///< of the field
    std::string filename;     ///< cleaned as by `clean_filename`; `""`: a field, or no file was chosen
    std::string content_type; ///< as the client says; `""` if it says nothing
    bool is_file = false;     ///< it came with a file name, also if that is empty
};

/// Reads a multipart form while it arrives: for uploads that are too large for memory.
///
/// Pieces of the body in, events out, with no more memory than the header of a part.
///
/// *Lifecycle*: `(feed → next … → need_more)*`, then `finish` when the body has ended. The events come as
/// `(part (data)* part_end)* complete`, or `failed` at any time, for good.
///
/// *Thread safety*: like a standard container.
///
/// *Example*
/// @code
/// hawser::MultipartReader reader{request, {.file = 10'000'000'000}};
/// reader.feed(request.body());
/// reader.finish();
/// using Event = hawser::MultipartReader::Event;
/// for (auto event = reader.next(); event != Event::complete; event = reader.next()) {
///     if (event == Event::failed) return response.status_page(hawser::form_status(reader.error()));
///     if (event == Event::part) std::cout << reader.part().name << ":\n";
///     if (event == Event::data) std::cout << reader.data();
/// }
/// @endcode
class HAWSER_DECL MultipartReader {
public:
    enum class Event {
        need_more, ///< `feed` the next piece, or `finish`
        part,      ///< `part()` is the header of the next part
        data,      ///< `data()` is the next piece of its content
        part_end,  ///< the part has ended
        complete,  ///< the form has ended; what still comes is ignored
        failed,    ///< `error()` says why
    };

    /// Takes the boundary from the request's Content-Type. If there is none, the first `next` fails with
    /// `form_error::not_a_form`.
    explicit MultipartReader(const Request& request, const FormLimits& limits = {});
    ~MultipartReader();
    MultipartReader(MultipartReader&&) noexcept;
    MultipartReader& operator=(MultipartReader&&) noexcept;

    /// Gives the next piece of the body. It must stay as it is until `next` has returned `need_more`.
    void feed(std::string_view piece);
    /// Says that no more pieces come: instead of `need_more`, `next` fails with `form_error::truncated`.
    void finish() noexcept;

    Event next();

    const FormPart& part() const noexcept;
    /// Valid until the next call of `next` or `feed`.
    std::string_view data() const noexcept;
    error_code error() const noexcept;

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

} // namespace hawser
