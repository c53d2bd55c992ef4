// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

#pragma once

#include <hawser/config.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace hawser {

/// A value of Cache-Control for the files whose path fits a pattern.
struct CacheRule {
    /// A path below the root, from its `/` on: `*` stands for any characters, slashes too, and `?` for one.
    /// One that does not begin with `/` or `*` fits the name of a file in any folder: `*.html`, `/assets/*`,
    /// `robots.txt`.
    std::string pattern;
    /// What the field says, for instance `no-cache` or `public, max-age=31536000, immutable`.
    std::string value;
};

/// A folder whose files are served: which, and how. Every size is in bytes.
///
/// *Example*
/// @code
/// hawser::FileOptions options{.root = "public"};
/// options.cache_control = {{"/assets/*", "public, max-age=31536000, immutable"}, {"*.html", "no-cache"}};
/// options.precompressed = true;
/// @endcode
struct FileOptions {
    /// The folder. It must exist when it is mounted; nothing outside of it is ever served.
    std::string root{};

    // --- what is found

    /// What a path that ends in `/` stands for: the first of these files that the folder has.
    std::vector<std::string> index{"index.html"};

    /// For single-page applications: the file, as a path below the root (`/index.html`), that answers GET and
    /// HEAD for a path that does not exist, if its last segment has no dot in it and the client takes HTML.
    /// So a missing script or picture is still a 404. Empty: none.
    std::string fallback{};

    /// Answer a folder without index file with a page that lists it. Off: what lies in a folder is nobody's
    /// business unless one says so. Names that begin with a dot are left out, whatever `show_dotfiles` says.
    bool listing = false;
    /// Entries of a listing at most; a larger folder is listed in part, which the page says. It bounds the
    /// time for which an I/O thread reads a folder.
    std::size_t max_listing = 1000;

    /// Serve files and folders whose names begin with a dot. Off: `.git` and `.env` are in more roots than
    /// they should be. `/.well-known/` is served either way (RFC 8615).
    bool show_dotfiles = false;

    // --- what is said about it

    /// Cache-Control, by pattern: the first that fits. Without one that fits there is no such field, and a
    /// browser guesses from Last-Modified.
    std::vector<CacheRule> cache_control{};

    /// Ranges of one request at most; one with more is answered with the whole file, as if it had asked for
    /// none: thousands of ranges are an attack, not a download (RFC 9110 §14.2). 0: no ranges at all.
    std::size_t max_ranges = 16;

    // --- compression

    /// Answer with `app.js.br` or `app.js.gz` in place of `app.js` if it lies beside it, is not older, and
    /// the client takes that coding. An older one is left alone: it may be of what the file was before. Off,
    /// since such a file may be there for another reason.
    bool precompressed = false;

    /// Compress text, scripts and the like with gzip, once for each state of a file, and keep the result in
    /// the cache. Off: it takes an I/O thread about 20 ms per MB.
    bool compress = false;
    /// Files to compress: smaller ones save no packet, larger ones take too long on an I/O thread.
    std::uint64_t compress_min_size = 1024;
    std::uint64_t compress_max_size = 1024 * 1024;
    /// 1, fast, to 9, thorough. 6 is zlib's own default.
    int compress_level = 6;

    // --- the cache of open files, one for each mount

    /// How long what was found is taken to be still so. A change is seen that much later at most; without it
    /// each request opens its file anew. 0: look each time.
    std::chrono::milliseconds cache_validity = std::chrono::seconds{1};
    /// Files in the cache. Those that are not held in memory keep a descriptor open. 0: no cache.
    std::size_t cache_entries = 512;
    /// Memory for contents, compressed ones too.
    std::size_t cache_bytes = 32 * 1024 * 1024;
    /// The largest file whose content is held in memory and sent from there.
    std::size_t cache_file_size = 16 * 1024;
};

} // namespace hawser
