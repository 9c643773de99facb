# Rewrites cmake/headers.cmake from what stands in include/: run `cmake -P cmake/update_headers.cmake` after adding a header.
get_filename_component(root "${CMAKE_CURRENT_LIST_DIR}/.." ABSOLUTE)
file(GLOB_RECURSE headers RELATIVE "${root}" "${root}/include/*.hpp")
list(SORT headers)
list(JOIN headers "\n    " lines)
file(
  WRITE "${root}/cmake/headers.cmake"
  "# Every public header, one a line, sorted. `cmake -P cmake/update_headers.cmake` rewrites this file from the folder;
# a test fails when the two differ.
set(KVALSPC_HEADERS
    ${lines}
)
"
)
