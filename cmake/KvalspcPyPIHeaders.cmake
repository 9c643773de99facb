# Eigen and Boost from the Python environment that builds the wheel: the packages cmeel-eigen and boost-headers.
# Only for the Python module: an installed C++ library must find its dependencies again on the user's machine.

find_package(Python 3.10 REQUIRED COMPONENTS Interpreter)

# kvalspc_pypi_include(target, path): an imported target for <path> below any folder of Python's module path.
function(kvalspc_pypi_include target path probe)
  if(TARGET ${target})
    return()
  endif()
  execute_process(
    COMMAND "${Python_EXECUTABLE}" -c
            "import pathlib, sys; print(next((d.as_posix() for p in sys.path if (d := pathlib.Path(p or '.').resolve() / '${path}').is_dir()), ''))"
    OUTPUT_VARIABLE folder
    OUTPUT_STRIP_TRAILING_WHITESPACE COMMAND_ERROR_IS_FATAL ANY
  )
  if(folder AND EXISTS "${folder}/${probe}")
    message(STATUS "Found ${target} in the Python environment: ${folder}")
    add_library(${target} INTERFACE IMPORTED GLOBAL)
    target_include_directories(${target} SYSTEM INTERFACE "${folder}")
  endif()
endfunction()

kvalspc_pypi_include(Eigen3::Eigen "cmeel.prefix/include/eigen3" "Eigen/Core")
kvalspc_pypi_include(Boost::headers "boost_headers/include" "boost/math/distributions/beta.hpp")
