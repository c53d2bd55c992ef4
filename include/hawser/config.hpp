// Copyright (c) 2026 The Hawser authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE or
// https://www.boost.org/LICENSE_1_0.txt)

/// @file
/// Version numbers and the export macro.
#pragma once

#define HAWSER_VERSION_MAJOR 0
#define HAWSER_VERSION_MINOR 1
#define HAWSER_VERSION_PATCH 0
#define HAWSER_VERSION_STRING "0.1.0"

// HAWSER_DYN_LINK is defined by the build files, for the library and for its users, when Hawser is a
// shared library. HAWSER_SOURCE is defined only while the library itself is compiled.
#if defined(HAWSER_DYN_LINK)
#  if defined(_WIN32) && defined(HAWSER_SOURCE)
#    define HAWSER_DECL __declspec(dllexport)
#  elif defined(_WIN32)
#    define HAWSER_DECL __declspec(dllimport)
#  else
#    define HAWSER_DECL __attribute__((visibility("default")))
#  endif
#else
#  define HAWSER_DECL
#endif
