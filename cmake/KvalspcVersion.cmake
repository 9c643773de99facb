# The version stands once, in include/kvalspc/version.hpp. CMake reads it there before project() is called.
set(KVALSPC_VERSION "")
foreach(part MAJOR MINOR PATCH)
  file(STRINGS "${CMAKE_CURRENT_LIST_DIR}/../include/kvalspc/version.hpp" line
       REGEX "^#define KVALSPC_VERSION_${part} [0-9]+$"
  )
  if(NOT line MATCHES "([0-9]+)$")
    message(FATAL_ERROR "include/kvalspc/version.hpp: need one line '#define KVALSPC_VERSION_${part} <number>'")
  endif()
  list(APPEND KVALSPC_VERSION ${CMAKE_MATCH_1})
endforeach()
list(JOIN KVALSPC_VERSION "." KVALSPC_VERSION)
set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS "${CMAKE_CURRENT_LIST_DIR}/../include/kvalspc/version.hpp")
