# Install rules: headers, the static library, the CMake package (find_package(kvalspc CONFIG)) and two pkg-config files.
include(CMakePackageConfigHelpers)

set(KVALSPC_INSTALL_CMAKEDIR "${CMAKE_INSTALL_LIBDIR}/cmake/kvalspc")
set(KVALSPC_INSTALL_PKGCONFIGDIR "${CMAKE_INSTALL_LIBDIR}/pkgconfig")

install(
  TARGETS kvalspc kvalspc_batch
  EXPORT kvalspc-targets
  ARCHIVE COMPONENT development
  FILE_SET HEADERS COMPONENT development
)
install(EXPORT kvalspc-targets NAMESPACE kvalspc:: DESTINATION "${KVALSPC_INSTALL_CMAKEDIR}" COMPONENT development)

configure_package_config_file(
  cmake/kvalspc-config.cmake.in "${PROJECT_BINARY_DIR}/kvalspc-config.cmake"
  INSTALL_DESTINATION "${KVALSPC_INSTALL_CMAKEDIR}"
)
# While the version is 0.x, a new minor version may break; from 1.0 this becomes SameMajorVersion.
write_basic_package_version_file(
  "${PROJECT_BINARY_DIR}/kvalspc-config-version.cmake" COMPATIBILITY SameMinorVersion
)
install(
  FILES "${PROJECT_BINARY_DIR}/kvalspc-config.cmake" "${PROJECT_BINARY_DIR}/kvalspc-config-version.cmake"
  DESTINATION "${KVALSPC_INSTALL_CMAKEDIR}"
  COMPONENT development
)

# pkg-config: the prefix is relative to the .pc file, so that an installed tree may be moved.
file(RELATIVE_PATH KVALSPC_PC_PREFIX "/p/${KVALSPC_INSTALL_PKGCONFIGDIR}" "/p")
string(REGEX REPLACE "/$" "" KVALSPC_PC_PREFIX "${KVALSPC_PC_PREFIX}")
set(KVALSPC_PC_CFLAGS "")
if(KVALSPC_EXACT)
  set(KVALSPC_PC_CFLAGS " -ffp-contract=off")
endif()
foreach(name kvalspc kvalspc-batch)
  configure_file(cmake/${name}.pc.in "${PROJECT_BINARY_DIR}/${name}.pc" @ONLY)
  install(FILES "${PROJECT_BINARY_DIR}/${name}.pc" DESTINATION "${KVALSPC_INSTALL_PKGCONFIGDIR}" COMPONENT development)
endforeach()
