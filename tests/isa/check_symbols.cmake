# The kernels of an instruction set export names of their own namespace and nothing else: an inline function of the standard
# library compiled with AVX would be a name that the linker may take for the whole program.
#
# cmake -DNM=nm -DOBJECTS="a.o;b.o" -P check_symbols.cmake
set(seen 0)
foreach(object IN LISTS OBJECTS)
  if(NOT object MATCHES "isa_([a-z0-9_]+)\\.cpp")
    continue()
  endif()
  set(own "kvalspc::${CMAKE_MATCH_1}::")
  execute_process(COMMAND "${NM}" -C --defined-only "${object}" OUTPUT_VARIABLE symbols COMMAND_ERROR_IS_FATAL ANY)
  string(REPLACE ";" "," symbols "${symbols}")
  string(REPLACE "\n" ";" symbols "${symbols}")
  foreach(line IN LISTS symbols)
    # Capitals are global or weak; u is unique in the program.
    if(line MATCHES "^[0-9a-f]+ ([A-Zu]) (.*)$")
      set(name "${CMAKE_MATCH_2}")
      # DW.ref is a pointer that the compiler makes for functions that may not throw; it carries no code. Before the name of
      # a function template stands what it returns (void, unsigned long).
      if(NOT name MATCHES "^DW\\.ref\\." AND NOT name MATCHES "^([a-z]+ )*${own}")
        message(SEND_ERROR "${object} exports ${name}")
      endif()
    endif()
  endforeach()
  math(EXPR seen "${seen} + 1")
endforeach()
if(seen EQUAL 0)
  message(FATAL_ERROR "no object of an instruction set among: ${OBJECTS}")
endif()
