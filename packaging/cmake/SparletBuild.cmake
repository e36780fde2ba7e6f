# Settings and the two functions that every folder's CMakeLists.txt uses.
set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
if(NOT CMAKE_BUILD_TYPE)
  set(CMAKE_BUILD_TYPE RelWithDebInfo CACHE STRING "" FORCE)
endif()

set(SPARLET_SANITIZE "" CACHE STRING "Sanitizers, as for -fsanitize=: 'address,undefined' or 'thread'")
set(SPARLET_MODEL_DIR "${CMAKE_SOURCE_DIR}/models" CACHE PATH "Where a development build finds the shipped models")
set(SPARLET_RECORDS_DIR "${CMAKE_SOURCE_DIR}/docs" CACHE PATH
  "Where a development build finds the shipped measurements: runs/*.json and papers/claims.csv")

# Some sources of a module are compiled together: LibTorch's, Qt's and nlohmann's headers take longer than what
# includes them. Names in anonymous namespaces are therefore unique in their module. OFF compiles each alone.
option(CMAKE_UNITY_BUILD "Compile some sources of a module together" ON)

set(SPARLET_TEST_TIMEOUT 300 CACHE STRING "Seconds that a test may take; an emulated processor needs more")

find_program(SPARLET_CCACHE ccache)
if(SPARLET_CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  set(CMAKE_CXX_COMPILER_LAUNCHER "${SPARLET_CCACHE}")
endif()

add_library(sparlet_options INTERFACE)
target_compile_options(sparlet_options INTERFACE
  -Wall -Wextra -Wpedantic -Wconversion -Wshadow -Wnon-virtual-dtor)
# GCC 12 sees these in inlined std::string and std::variant where there is nothing, as in GCC bug 105329.
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
  target_compile_options(sparlet_options INTERFACE -Wno-restrict -Wno-free-nonheap-object -Wno-stringop-overflow)
endif()
# It means types of a header; sources that are compiled together look like headers to it.
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_UNITY_BUILD)
  target_compile_options(sparlet_options INTERFACE -Wno-subobject-linkage)
endif()
if(SPARLET_SANITIZE)
  add_compile_options(-fsanitize=${SPARLET_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer)
  add_link_options(-fsanitize=${SPARLET_SANITIZE})
endif()

# sparlet_module(NAME index SOURCES a.cpp b.h DEPENDS base codes PRIVATE_LIBS ZLIB::ZLIB)
# makes the static library sparlet_<NAME>. DEPENDS names other modules of ours, HEADERS_OF those of which only the
# headers are used (types, and interfaces that somebody else hands over) and nothing is linked; tests/arch holds the
# includes against both. PRIVATE_LIBS are third-party and never leak upwards.
function(sparlet_module)
  cmake_parse_arguments(M "" "NAME" "SOURCES;DEPENDS;HEADERS_OF;PRIVATE_LIBS" ${ARGN})
  add_library(sparlet_${M_NAME} STATIC ${M_SOURCES})
  set(core "${CMAKE_SOURCE_DIR}/core")
  cmake_path(IS_PREFIX core "${CMAKE_CURRENT_SOURCE_DIR}" in_core)
  if(in_core)
    target_include_directories(sparlet_${M_NAME} PUBLIC "${CMAKE_SOURCE_DIR}/core")
  else()
    target_include_directories(sparlet_${M_NAME} PUBLIC "${CMAKE_SOURCE_DIR}/ui")
  endif()
  foreach(dep IN LISTS M_DEPENDS)
    target_link_libraries(sparlet_${M_NAME} PUBLIC sparlet_${dep})
  endforeach()
  target_link_libraries(sparlet_${M_NAME} PRIVATE sparlet_options ${M_PRIVATE_LIBS})
endfunction()

# sparlet_test(NAME codes SOURCES ... DEPENDS codes LIBS ...) makes tests run by ctest.
function(sparlet_test)
  cmake_parse_arguments(T "" "NAME" "SOURCES;DEPENDS;LIBS;LABELS" ${ARGN})
  add_executable(test_${T_NAME} ${T_SOURCES})
  foreach(dep IN LISTS T_DEPENDS)
    target_link_libraries(test_${T_NAME} PRIVATE sparlet_${dep})
  endforeach()
  target_link_libraries(test_${T_NAME} PRIVATE sparlet_options ${T_LIBS} GTest::gtest GTest::gmock GTest::gtest_main)
  target_include_directories(test_${T_NAME} PRIVATE "${CMAKE_SOURCE_DIR}/tests")
  # What is tested keeps its optimisation; the tests themselves only have to be built soon.
  target_compile_options(test_${T_NAME} PRIVATE -O1)
  # As app/openmp_policy.cpp: several tests run at once.
  gtest_discover_tests(test_${T_NAME} DISCOVERY_TIMEOUT 60 PROPERTIES
    TIMEOUT ${SPARLET_TEST_TIMEOUT} LABELS "${T_LABELS}" ENVIRONMENT OMP_WAIT_POLICY=passive)
endfunction()
