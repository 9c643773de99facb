# Eigen and Boost (headers only: Boost.Math), and threads. A system package comes first. `pip install .` on a machine that
# has neither uses the copies that PyPI offers as build requirements: cmeel-eigen and boost-headers.

find_package(Threads REQUIRED)

if(NOT TARGET Eigen3::Eigen)
  find_package(Eigen3 3.4 CONFIG QUIET)
endif()
if(NOT TARGET Boost::headers)
  find_package(Boost 1.74 CONFIG QUIET) # CONFIG: CMake 4 retires its own FindBoost
endif()

if(KVALSPC_BUILD_PYTHON AND NOT (TARGET Eigen3::Eigen AND TARGET Boost::headers))
  include(KvalspcPyPIHeaders)
endif()

foreach(pair "Eigen3::Eigen|Eigen 3.4|libeigen3-dev" "Boost::headers|Boost 1.74|libboost-math-dev")
  string(REPLACE "|" ";" pair "${pair}")
  list(GET pair 0 wanted)
  list(GET pair 1 name)
  list(GET pair 2 package)
  if(NOT TARGET ${wanted})
    message(FATAL_ERROR "kvalspc needs ${name} or newer. On Debian: apt-get install ${package}. "
                        "If it is elsewhere, name its prefix in CMAKE_PREFIX_PATH."
    )
  endif()
endforeach()
