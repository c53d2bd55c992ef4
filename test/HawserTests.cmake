# Copyright (c) 2026 The Hawser authors
# Distributed under the Boost Software License, Version 1.0. (See LICENSE or
# https://www.boost.org/LICENSE_1_0.txt)

# The library's insides, for tests and fuzz targets: in a shared library the symbols of private headers
# are hidden, so its objects are linked once more, statically.
if(hawser_type STREQUAL "SHARED_LIBRARY")
  add_library(hawser_internals STATIC $<TARGET_OBJECTS:hawser>)
  set_target_properties(hawser_internals PROPERTIES LINKER_LANGUAGE CXX)
  target_compile_features(hawser_internals PUBLIC cxx_std_20)
  target_include_directories(hawser_internals INTERFACE "${PROJECT_SOURCE_DIR}/include")
  target_link_libraries(hawser_internals
    PUBLIC Boost::headers Threads::Threads OpenSSL::SSL OpenSSL::Crypto ZLIB::ZLIB)
else()
  add_library(hawser_internals INTERFACE)
  target_link_libraries(hawser_internals INTERFACE hawser)
endif()
target_include_directories(hawser_internals INTERFACE "${PROJECT_SOURCE_DIR}/lib")

# Python with Debian's modules: another python3 earlier in PATH would not have them.
find_program(HAWSER_PYTHON python3 PATHS /usr/bin NO_DEFAULT_PATH)
find_program(HAWSER_PYTHON python3 REQUIRED)

# What the sanitizer builds need, and no more. The thread sanitizer needs only what has threads, or shares
# something between them: HTTP's parsers, the engine of TLS and the fuzz targets do not.
add_custom_target(hawser_sanitizer_tests)
add_custom_target(hawser_thread_tests)

# hawser_label_unit_test(<test> <program>): labels and targets of a program of Boost.Test.
function(hawser_label_unit_test test program)
  set(labels unit)
  add_dependencies(hawser_sanitizer_tests ${program})
  if(NOT test MATCHES "^unit.(http|tls)$")
    list(APPEND labels threads)
    add_dependencies(hawser_thread_tests ${program})
  endif()
  set_tests_properties(${test} PROPERTIES LABELS "${labels}" TIMEOUT 900)
endfunction()

# hawser_precompile_test(<program>): the first program compiles the headers, for all.
function(hawser_precompile_test program)
  get_property(owner GLOBAL PROPERTY hawser_precompiled_tests)
  if(owner)
    hawser_reuse_precompiled(${program} ${owner})
  else()
    set_property(GLOBAL PROPERTY hawser_precompiled_tests ${program})
    hawser_precompile(${program}
      <boost/asio/ip/tcp.hpp>
      <boost/asio/read.hpp>
      <boost/asio/thread_pool.hpp>
      <boost/asio/use_awaitable.hpp>
      <boost/asio/write.hpp>
      <boost/test/unit_test.hpp>
      <filesystem>
      <fstream>
      <set>
      <thread>)
  endif()
endfunction()

# hawser_add_unit_test(<layer> <source>...): one executable, one test.
function(hawser_add_unit_test layer)
  hawser_add_executable(hawser_test_${layer} ${ARGN})
  target_link_libraries(hawser_test_${layer} PRIVATE hawser_test_support)
  hawser_precompile_test(hawser_test_${layer})
  add_test(NAME unit.${layer} COMMAND hawser_test_${layer} --report_level=short)
  hawser_label_unit_test(unit.${layer} hawser_test_${layer})
endfunction()

# Every public header compiles on its own, and may be included twice.
function(hawser_add_header_check)
  file(GLOB_RECURSE headers CONFIGURE_DEPENDS
    RELATIVE "${PROJECT_SOURCE_DIR}/include" "${PROJECT_SOURCE_DIR}/include/hawser/*.hpp")
  set(sources "")
  foreach(header IN LISTS headers)
    string(MAKE_C_IDENTIFIER "${header}" name)
    set(source "${CMAKE_CURRENT_BINARY_DIR}/headers/${name}.cpp")
    file(CONFIGURE OUTPUT "${source}" CONTENT "#include <${header}>\n#include <${header}>\n")
    list(APPEND sources "${source}")
  endforeach()
  add_library(hawser_check_headers OBJECT ${sources})
  target_link_libraries(hawser_check_headers PRIVATE hawser)
  target_compile_options(hawser_check_headers PRIVATE -O0)
  hawser_set_warnings(hawser_check_headers)
endfunction()

# hawser_add_fuzz_targets(<source>...): with libFuzzer, the fuzz targets and a short run of each; with
# the tests, a program that replays the corpus under any compiler.
function(hawser_add_fuzz_targets)
  foreach(source IN LISTS ARGN)
    string(REGEX REPLACE ".*/(.*)_fuzz.cpp" "\\1" name "${source}")
    set(corpus "${CMAKE_CURRENT_SOURCE_DIR}/fuzz/corpus/${name}")
    if(HAWSER_BUILD_FUZZ)
      hawser_add_executable(hawser_fuzz_${name} ${source})
      target_include_directories(hawser_fuzz_${name} PRIVATE "${CMAKE_CURRENT_SOURCE_DIR}")
      target_link_libraries(hawser_fuzz_${name} PRIVATE hawser_internals)
      target_link_options(hawser_fuzz_${name} PRIVATE -fsanitize=fuzzer)
      set(found "${CMAKE_CURRENT_BINARY_DIR}/found/${name}")
      file(MAKE_DIRECTORY "${found}")
      add_test(NAME fuzz.run.${name}
        COMMAND hawser_fuzz_${name} -max_total_time=20 -print_final_stats=1 "${found}" "${corpus}")
      set_tests_properties(fuzz.run.${name} PROPERTIES LABELS fuzz-run TIMEOUT 120)
    endif()
    if(HAWSER_BUILD_TESTS)
      hawser_add_executable(hawser_replay_${name} ${source} support/fuzz_replay_main.cpp)
      target_include_directories(hawser_replay_${name} PRIVATE "${CMAKE_CURRENT_SOURCE_DIR}")
      target_link_libraries(hawser_replay_${name} PRIVATE hawser_internals)
      add_dependencies(hawser_sanitizer_tests hawser_replay_${name})
      add_test(NAME fuzz.corpus.${name} COMMAND hawser_replay_${name} "${corpus}")
      set_tests_properties(fuzz.corpus.${name} PROPERTIES LABELS fuzz TIMEOUT 300)
    endif()
  endforeach()
endfunction()
