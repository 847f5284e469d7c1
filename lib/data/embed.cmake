# Turns every JSON file below DIR into bytes in the binary, found again by its path without ".json",
# so that one file can be copied to an incident host (lib/data/embedded.hpp).
function(embed_data TARGET DIR)
  file(GLOB_RECURSE files CONFIGURE_DEPENDS RELATIVE ${DIR} ${DIR}/*.json)
  list(SORT files)
  set(out ${CMAKE_BINARY_DIR}/embedded_data.cpp)
  set(deps "")
  foreach(file IN LISTS files)
    list(APPEND deps ${DIR}/${file})
  endforeach()
  add_custom_command(OUTPUT ${out}
    COMMAND ${CMAKE_COMMAND} -DDIR=${DIR} "-DFILES=${files}" -DOUT=${out}
      -P ${DIR}/embed_script.cmake
    DEPENDS ${deps} ${DIR}/embed_script.cmake VERBATIM)
  target_sources(${TARGET} PRIVATE ${out})
endfunction()
