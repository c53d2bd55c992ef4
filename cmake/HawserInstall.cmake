# Copyright (c) 2026 The Hawser authors
# Distributed under the Boost Software License, Version 1.0. (See LICENSE or
# https://www.boost.org/LICENSE_1_0.txt)

# Installs the library, its headers, a CMake package and a pkg-config file.

include(CMakePackageConfigHelpers)

get_target_property(hawser_type hawser TYPE)
set(hawser_cmake_dir "${CMAKE_INSTALL_LIBDIR}/cmake/hawser")

install(TARGETS hawser
  EXPORT hawserTargets
  INCLUDES DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}")
install(DIRECTORY "${PROJECT_SOURCE_DIR}/include/hawser"
  DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}"
  FILES_MATCHING PATTERN "*.hpp")
install(EXPORT hawserTargets NAMESPACE hawser:: DESTINATION "${hawser_cmake_dir}")

configure_package_config_file("${PROJECT_SOURCE_DIR}/cmake/hawserConfig.cmake.in"
  "${CMAKE_CURRENT_BINARY_DIR}/hawserConfig.cmake"
  INSTALL_DESTINATION "${hawser_cmake_dir}")
# Before 1.0 a minor version may break its users.
write_basic_package_version_file("${CMAKE_CURRENT_BINARY_DIR}/hawserConfigVersion.cmake"
  COMPATIBILITY SameMinorVersion)
install(FILES
  "${CMAKE_CURRENT_BINARY_DIR}/hawserConfig.cmake"
  "${CMAKE_CURRENT_BINARY_DIR}/hawserConfigVersion.cmake"
  DESTINATION "${hawser_cmake_dir}")

# The prefix is told relative to the .pc file, so that an installed tree may be moved.
file(RELATIVE_PATH hawser_pc_prefix
  "/prefix/${CMAKE_INSTALL_LIBDIR}/pkgconfig" "/prefix")
string(REGEX REPLACE "/$" "" hawser_pc_prefix "${hawser_pc_prefix}")
if(hawser_type STREQUAL "SHARED_LIBRARY")
  set(hawser_pc_cflags " -DHAWSER_DYN_LINK")
  set(hawser_pc_requires "")
else()
  set(hawser_pc_cflags "")
  set(hawser_pc_requires "libssl >= 3, libcrypto >= 3, zlib")
endif()
configure_file("${PROJECT_SOURCE_DIR}/cmake/hawser.pc.in" "${CMAKE_CURRENT_BINARY_DIR}/hawser.pc" @ONLY)
install(FILES "${CMAKE_CURRENT_BINARY_DIR}/hawser.pc" DESTINATION "${CMAKE_INSTALL_LIBDIR}/pkgconfig")
