// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#pragma once

#include <hawser/config.hpp>
#include <hawser/form_error.hpp>
#include <hawser/form_limits.hpp>

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace hawser {

class Request;

/// A field of a form.
struct FormField {
    std::string name;
    std::string value;
};

/// A file that came with a form. Its content is a view of the request's body, so it lives as long as the
/// `Form` and, where the body is in memory, the `Request`.
class HAWSER_DECL FormFile {
public:
    FormFile(std::string name, std::string filename, std::string content_type, std::string_view data);

    /// The name of the field.
    const std::string& name() const noexcept { return name_; }
    /// The name that the client gave it, cleaned as by `clean_filename`.
    const std::string& filename() const noexcept { return filename_; }
    /// What the client says it is; `""` if it says nothing. Nobody has checked that.
    const std::string& content_type() const noexcept { return content_type_; }
    std::string_view data() const noexcept { return data_; }

    /// Writes it to a new file in `folder`, as an `UploadFile` does: under its own name, or a similar one if
    /// that is taken. Returns the path. Blocks until it is written.
    /// @throws boost::system::system_error
    std::string save_to(const std::string& folder) const;
    /// The same under a name that you choose; it is cleaned too.
    std::string save_to(const std::string& folder, std::string_view filename) const;

private:
    std::string name_;
    std::string filename_;
    std::string content_type_;
    std::string_view data_;
};

/// The form in the body of a request: `application/x-www-form-urlencoded` (WHATWG URL §5.1) or
/// `multipart/form-data` (RFC 7578), as browsers send them.
///
/// A body that was spooled to a file is read from there without taking memory: it is mapped. For uploads that
/// should not touch the disk as a whole, see `MultipartReader`.
///
/// Names and values are bytes as they came: UTF-8, if the page was.
///
/// *Thread safety*: like a standard container.
///
/// *Example*
/// @code
/// server.post("/photos", [](const hawser::Request& request, hawser::Response& response) {
///     boost::system::error_code ec;
///     const auto form = hawser::Form::parse(request, ec);
///     if (ec) return response.status_page(hawser::form_status(ec), ec.message());
///     if (const auto* photo = form.file("photo")) photo->save_to("/srv/photos");
///     response.text("Thank you, " + form.value("name").value_or("stranger"));
/// });
/// @endcode
class HAWSER_DECL Form {
public:
    Form() = default;

    /// Reads the form of a request whose body is complete. On an error `ec` says why, and the form is empty:
    /// a `form_error`, or what the operating system said of the body's file.
    static Form parse(const Request& request, error_code& ec, const FormLimits& limits = {});
    /// The same, for text that came another way, such as `a=1&b=2`.
    static Form parse_urlencoded(std::string_view text, error_code& ec, const FormLimits& limits = {});

    /// All fields in order, repeated names too.
    const std::vector<FormField>& fields() const noexcept { return fields_; }
    /// All files in order. What a browser sends where no file was chosen is none.
    const std::vector<FormFile>& files() const noexcept { return files_; }

    /// The value of the first field of that name; nothing if there is none.
    std::optional<std::string> value(std::string_view name) const;
    /// The values of all fields of that name, in order.
    std::vector<std::string> values(std::string_view name) const;
    /// The first file of the field of that name, or null.
    const FormFile* file(std::string_view name) const noexcept;

private:
    error_code read_urlencoded(std::string_view text, const FormLimits& limits);
    error_code read_multipart(std::string_view text, std::string_view boundary, const FormLimits& limits);

    std::vector<FormField> fields_;
    std::vector<FormFile> files_;
    std::shared_ptr<const void> body_; // what the files are views of, if it is not the request's
};

} // namespace hawser
