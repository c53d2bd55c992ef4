// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

// Boost.JSON, built here: the example needs no package but that of Boost's headers.
#include <boost/json/src.hpp>
