# Copyright (c) 2026 The Hawser authors
# Distributed under the Boost Software License, Version 1.0. (See LICENSE or
# https://www.boost.org/LICENSE_1_0.txt)

# What every target of this project has in common.

# Warnings for our own code; they do not travel to users of the library.
function(hawser_set_warnings target)
  if(CMAKE_CXX_COMPILER_ID MATCHES "GNU|Clang")
    target_compile_options(${target} PRIVATE -Wall -Wextra -Wpedantic -Wshadow -Wconversion)
    if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
      # Wrong about `"literal" + std::string` when optimising (GCC bug 105651).
      target_compile_options(${target} PRIVATE -Wno-restrict)
      if(HAWSER_PRECOMPILE)
        # With a precompiled header it forgets which code is the system's, and suspects std::string.
        target_compile_options(${target} PRIVATE -Wno-stringop-overflow -Wno-stringop-overread -Wno-array-bounds)
      endif()
    endif()
    if(CMAKE_UNITY_BUILD AND CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
      # Where several sources are compiled as one, it takes their anonymous namespaces for those of headers.
      target_compile_options(${target} PRIVATE -Wno-subobject-linkage)
    endif()
    if(HAWSER_WARNINGS_AS_ERRORS)
      target_compile_options(${target} PRIVATE -Werror)
    endif()
  endif()
endfunction()

# hawser_add_executable(<name> <source>...): a test, example or benchmark.
function(hawser_add_executable name)
  add_executable(${name} ${ARGN})
  set_target_properties(${name} PROPERTIES CXX_EXTENSIONS OFF)
  hawser_set_warnings(${name})
endfunction()

# hawser_precompile(<target> <header>...): with HAWSER_PRECOMPILE, these headers and those that most sources
# need anyway are compiled once. Only headers of others: ours change, and would compile everything anew.
function(hawser_precompile target)
  if(HAWSER_PRECOMPILE)
    target_precompile_headers(${target} PRIVATE
      <algorithm>
      <array>
      <chrono>
      <functional>
      <memory>
      <optional>
      <span>
      <string>
      <string_view>
      <unordered_map>
      <vector>
      <boost/asio/any_io_executor.hpp>
      <boost/asio/io_context.hpp>
      <boost/asio/post.hpp>
      <boost/asio/steady_timer.hpp>
      <boost/beast/http/fields.hpp>
      ${ARGN})
  endif()
endfunction()

# hawser_reuse_precompiled(<target> <owner>): the same options are needed in both.
function(hawser_reuse_precompiled target owner)
  if(HAWSER_PRECOMPILE)
    target_precompile_headers(${target} REUSE_FROM ${owner})
  endif()
endfunction()
