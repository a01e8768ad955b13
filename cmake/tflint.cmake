# tflint_check(target [MODELS file…] [BOARD name] [MAP file] [ARGS argument…])
#
# Checks the linked firmware of an executable target: `tflint image` reads its arena, models, kernels and memory from the
# ELF file. An error fails the build; a warning is printed. Needs tflint on the PATH, or TFLINT_EXECUTABLE.
#
#   include(cmake/tflint.cmake)
#   tflint_check(firmware MODELS models/kws.tflite BOARD arduino-nano-33-ble-sense)
#
# MODELS are relative to the CMakeLists.txt that calls, MAP (the linker's map) to the build folder. Where the target was
# created in the same CMakeLists.txt, or by its project() as ESP-IDF's is, the check runs whenever it is linked; where another
# one created it (Zephyr), it runs in every build.
function(tflint_check target)
  cmake_parse_arguments(PARSE_ARGV 1 TFLINT "" "BOARD;MAP" "MODELS;ARGS")
  if(TFLINT_UNPARSED_ARGUMENTS)
    message(FATAL_ERROR "tflint_check: unknown arguments: ${TFLINT_UNPARSED_ARGUMENTS}")
  endif()
  if(NOT TARGET "${target}")
    message(FATAL_ERROR "tflint_check: no target \"${target}\"; call it after the target is created")
  endif()
  find_program(TFLINT_EXECUTABLE NAMES tflite-lint tflint REQUIRED)
  set(command "${TFLINT_EXECUTABLE}" image "$<TARGET_FILE:${target}>" --fail-on error)
  if(TFLINT_BOARD)
    list(APPEND command --board "${TFLINT_BOARD}")
  endif()
  if(TFLINT_MAP)
    get_filename_component(map "${TFLINT_MAP}" ABSOLUTE BASE_DIR "${CMAKE_BINARY_DIR}")
    list(APPEND command --map "${map}")
  endif()
  foreach(model IN LISTS TFLINT_MODELS)
    get_filename_component(model "${model}" ABSOLUTE)
    list(APPEND command "${model}")
  endforeach()
  list(APPEND command ${TFLINT_ARGS})
  set(how WORKING_DIRECTORY "${CMAKE_SOURCE_DIR}" COMMENT "tflint: checking ${target}" VERBATIM)
  get_target_property(origin "${target}" SOURCE_DIR)
  if(origin STREQUAL CMAKE_CURRENT_SOURCE_DIR)
    add_custom_command(TARGET "${target}" POST_BUILD COMMAND ${command} ${how})
  else() # CMake takes a POST_BUILD only where the target was created
    add_custom_target("tflint_check_${target}" ALL COMMAND ${command} ${how})
    add_dependencies("tflint_check_${target}" "${target}")
  endif()
endfunction()
