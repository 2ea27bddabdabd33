# bkx_room(NAME  SOURCES file...  [ROOMS room...]  [LIBRARIES target...])
#   The static library bkxsms_NAME: one folder below src/core. ROOMS are the rooms it may include;
#   LIBRARIES the outside libraries it owns (never passed on to those who use the room).
function(bkx_room name)
  cmake_parse_arguments(arg "" "" "SOURCES;ROOMS;LIBRARIES" ${ARGN})
  add_library(bkxsms_${name} STATIC ${arg_SOURCES})
  target_include_directories(bkxsms_${name} PUBLIC ${PROJECT_SOURCE_DIR}/src)
  list(TRANSFORM arg_ROOMS PREPEND bkxsms_)
  target_link_libraries(bkxsms_${name} PUBLIC ${arg_ROOMS} fmt::fmt PRIVATE ${arg_LIBRARIES})
endfunction()

# bkx_unit_test(ROOM  SOURCES file...  [ROOMS room...]  [LIBRARIES target...])
#   The program ROOM_test with Catch2's main, run by ctest under the label "unit".
#   Tests find files through BKXSMS_SOURCE_DIR.
function(bkx_unit_test room)
  cmake_parse_arguments(arg "" "" "SOURCES;ROOMS;LIBRARIES" ${ARGN})
  if(NOT TARGET bkxsms_${room})
    return()
  endif()
  add_executable(${room}_test ${arg_SOURCES})
  list(TRANSFORM arg_ROOMS PREPEND bkxsms_)
  target_link_libraries(${room}_test PRIVATE bkxsms_${room} ${arg_ROOMS} bkxsms_test_support
                        ${arg_LIBRARIES})
  add_test(NAME unit.${room} COMMAND ${room}_test)
  set_tests_properties(unit.${room} PROPERTIES LABELS unit TIMEOUT 600)
endfunction()
