# tflint_check(target [MODELS file…] [BOARD name] [ARGS argument…])
#
# Checks the linked firmware of an executable target after each build: `tflint image` reads its arena, models, kernels and
# memory from the ELF file. An error fails the build; a warning is printed. Needs tflint on the PATH, or TFLINT_EXECUTABLE.
#
#   include(cmake/tflint.cmake)
#   tflint_check(firmware MODELS models/kws.tflite BOARD arduino-nano-33-ble-sense)
function(tflint_check target)
  cmake_parse_arguments(PARSE_ARGV 1 TFLINT "" "BOARD" "MODELS;ARGS")
  if(TFLINT_UNPARSED_ARGUMENTS)
    message(FATAL_ERROR "tflint_check: unknown arguments: ${TFLINT_UNPARSED_ARGUMENTS}")
  endif()
  find_program(TFLINT_EXECUTABLE NAMES tflite-lint tflint REQUIRED)
  set(command "${TFLINT_EXECUTABLE}" image "$<TARGET_FILE:${target}>" --fail-on error)
  if(TFLINT_BOARD)
    list(APPEND command --board "${TFLINT_BOARD}")
  endif()
  foreach(model IN LISTS TFLINT_MODELS)
    get_filename_component(model "${model}" ABSOLUTE)
    list(APPEND command "${model}")
  endforeach()
  add_custom_command(
    TARGET ${target}
    POST_BUILD
    COMMAND ${command} ${TFLINT_ARGS}
    WORKING_DIRECTORY "${CMAKE_SOURCE_DIR}"
    COMMENT "tflint: checking ${target}"
    VERBATIM)
endfunction()
