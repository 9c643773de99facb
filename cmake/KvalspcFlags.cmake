# Flags of our own targets. All are PRIVATE: whoever links kvalspc keeps their own warnings and their own optimisation.

# Warnings that gcc and clang both know.
set(KVALSPC_WARNINGS
    -Wall
    -Wextra
    -Wpedantic
    -Wconversion
    -Wsign-conversion
    -Wshadow
    -Wcast-align
    -Wcast-qual
    -Wformat=2
    -Wnon-virtual-dtor
    -Wold-style-cast
    -Woverloaded-virtual
    -Wundef
    -Wunused
)

# Scalar, batch, every instruction set and every thread count must give the same bits: no contraction to FMA. The other
# two flags change no computed value, only errno and exception flags, and let loops vectorise. Never -ffast-math.
set(KVALSPC_ARITHMETIC -ffp-contract=off -fno-math-errno -fno-trapping-math)

set(KVALSPC_GNU_LIKE $<COMPILE_LANG_AND_ID:CXX,GNU,Clang,AppleClang>)

# kvalspc_own(target): make `target` one of ours.
function(kvalspc_own target)
  target_compile_features(${target} PRIVATE cxx_std_20)
  target_compile_options(
    ${target} PRIVATE "$<${KVALSPC_GNU_LIKE}:${KVALSPC_WARNINGS};${KVALSPC_ARITHMETIC}>"
                      "$<$<COMPILE_LANG_AND_ID:CXX,MSVC>:/W4;/permissive-;/utf-8>"
  )
  set_target_properties(${target} PROPERTIES CXX_EXTENSIONS OFF COMPILE_WARNING_AS_ERROR ${KVALSPC_WERROR})
endfunction()

# Compile through ccache where it is installed (only our own builds: a project that embeds us decides for itself).
if(PROJECT_IS_TOP_LEVEL AND NOT DEFINED CMAKE_CXX_COMPILER_LAUNCHER)
  find_program(KVALSPC_CCACHE ccache)
  mark_as_advanced(KVALSPC_CCACHE)
  if(KVALSPC_CCACHE)
    set(CMAKE_CXX_COMPILER_LAUNCHER "${KVALSPC_CCACHE}")
  endif()
endif()
