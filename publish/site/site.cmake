# SPDX-License-Identifier: EUPL-1.2
# The pages: their sources, and everything they need embedded into the binary, so that a site is
# one program and one directory. Included by publish/CMakeLists.txt.

set(site_dir ${CMAKE_CURRENT_LIST_DIR})
set(site_build ${CMAKE_CURRENT_BINARY_DIR}/site)
set(client_build ${site_build}/client)

# The client: npm's packages and esbuild's output stay in the build folder, so that several builds
# of one tree do not disturb each other.
find_program(PARVIS_NPM npm REQUIRED)
find_program(PARVIS_NODE NAMES node nodejs REQUIRED)
set(client_sources build.mjs tsconfig.json maplibre_csp.d.ts configuration.ts site.ts map.ts
    map_draw.ts map_layers.ts map_legend.ts map_panel.ts map_pictures.ts map_tiles.ts classes.ts wording.ts works_day.ts)
set(client_outputs site.js map.js map-worker.js map.css headings.woff2 text.woff2)
list(TRANSFORM client_sources PREPEND ${site_dir}/client/ OUTPUT_VARIABLE client_inputs)
list(TRANSFORM client_outputs PREPEND ${client_build}/dist/ OUTPUT_VARIABLE client_files)

add_custom_command(
  OUTPUT ${client_build}/node_modules/.parvis-installed
  DEPENDS ${site_dir}/client/package.json ${site_dir}/client/package-lock.json
  COMMAND ${CMAKE_COMMAND} -E make_directory ${client_build}
  COMMAND ${CMAKE_COMMAND} -E copy ${site_dir}/client/package.json
          ${site_dir}/client/package-lock.json ${client_build}
  COMMAND ${PARVIS_NPM} ci --prefix ${client_build} --no-audit --no-fund --loglevel=error
  COMMAND ${CMAKE_COMMAND} -E touch ${client_build}/node_modules/.parvis-installed
  WORKING_DIRECTORY ${CMAKE_CURRENT_BINARY_DIR}
  COMMENT "Installing the client's packages (npm ci)"
  VERBATIM)
add_custom_command(
  OUTPUT ${client_files}
  DEPENDS ${client_inputs} ${client_build}/node_modules/.parvis-installed
  COMMAND ${CMAKE_COMMAND} -E copy ${client_inputs} ${client_build}
  COMMAND ${PARVIS_NODE} build.mjs
  WORKING_DIRECTORY ${client_build}
  COMMENT "Building the client"
  VERBATIM)

# Name in the binary -> file. Templates, messages and icons are read by the pages; what stands
# under assets/ is also served.
set(embedded_names)
set(embedded_files)
macro(site_embed folder extension)
  foreach(stem ${ARGN})
    list(APPEND embedded_names ${folder}/${stem}.${extension})
    list(APPEND embedded_files ${site_dir}/${folder}/${stem}.${extension})
  endforeach()
endmacro()
include(${site_dir}/embedded.cmake)
foreach(output ${client_outputs})
  list(APPEND embedded_names assets/${output})
  list(APPEND embedded_files ${client_build}/dist/${output})
endforeach()
list(APPEND embedded_names assets/style.css assets/favicon.svg report.css notice.css report_pdf.py assets/indicateurs.csv)
list(APPEND embedded_files ${site_dir}/style.css ${site_dir}/favicon.svg ${site_dir}/report.css ${site_dir}/notice.css ${site_dir}/report_pdf.py
     ${PROJECT_SOURCE_DIR}/datasets/indicators.csv)

set(assembler "    .section .rodata\n")
set(declarations "")
set(rows "")
set(number 0)
foreach(name file IN ZIP_LISTS embedded_names embedded_files)
  string(APPEND assembler
    "    .global parvis_site_${number}, parvis_site_${number}_end\n"
    "    .balign 16\nparvis_site_${number}:\n    .incbin \"${file}\"\nparvis_site_${number}_end:\n    .byte 0\n")
  string(APPEND declarations
    "extern const char parvis_site_${number}[];\nextern const char parvis_site_${number}_end[];\n")
  string(APPEND rows "    {\"${name}\", parvis_site_${number}, parvis_site_${number}_end},\n")
  math(EXPR number "${number} + 1")
endforeach()
string(APPEND assembler "    .section .note.GNU-stack,\"\",%progbits\n")
file(CONFIGURE OUTPUT ${site_build}/embedded.S CONTENT "${assembler}" @ONLY)
file(CONFIGURE OUTPUT ${site_build}/embedded_rows.inc CONTENT "${rows}" @ONLY)
file(CONFIGURE OUTPUT ${site_build}/embedded_symbols.inc CONTENT "${declarations}" @ONLY)
set_source_files_properties(${site_build}/embedded.S PROPERTIES OBJECT_DEPENDS "${embedded_files}")

target_include_directories(parvis_publish PRIVATE ${site_build})
target_sources(parvis_publish PRIVATE ${site_build}/embedded.S)
target_sources(parvis_publish PRIVATE
  site/address.cpp site/around_view.cpp site/asset.cpp site/boundary_view.cpp site/comment_view.cpp
  site/dataset_card.cpp site/download_list.cpp site/embedded.cpp
  site/equipment_view.cpp site/figure_table.cpp site/figure_view.cpp site/frame.cpp
  site/issue_title.cpp site/map_view.cpp site/qr_code.cpp
  site/markdown.cpp site/messages.cpp site/pages_answer.cpp site/pages_catalogue.cpp site/pages_cross.cpp site/pages_dataset.cpp site/pages_comment.cpp
  site/pages_deposit.cpp
  site/pages_feature.cpp site/pages_home.cpp site/pages_place.cpp site/pages_search.cpp
  site/pages_text.cpp site/pages_versions.cpp site/pages_works.cpp site/perimeter_view.cpp
  site/place_sum.cpp site/row.cpp site/search_place.cpp site/search_words.cpp site/template.cpp
  site/wording.cpp site/work_facts.cpp site/work_form_page.cpp site/work_history.cpp site/work_view.cpp site/works_list.cpp site/works_query.cpp site/works_reach.cpp)
