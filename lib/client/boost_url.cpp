// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

// Boost.URL's own sources, so that Hawser needs no library of it, which distributions have in a package of
// its own. They are part of ours whatever the application says of Boost's libraries (BOOST_ALL_DYN_LINK).

#ifndef BOOST_URL_STATIC_LINK
#  define BOOST_URL_STATIC_LINK
#endif

#include <boost/url/src.hpp>
