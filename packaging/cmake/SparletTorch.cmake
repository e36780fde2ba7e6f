# sparlet_find_torch() sets SPARLET_TORCH_LIBRARIES and SPARLET_TORCH_INCLUDE_DIRS, and SPARLET_TORCH_CUDA_HEADERS where
# LibTorch's headers for CUDA can be used.
#
# find_package(Torch) of a CUDA build needs a CUDA toolkit with its compiler, of a version that fits the build and
# CMake. Sparlet has no CUDA code of its own, and a machine that only runs networks has a driver and no toolkit:
# a CUDA build under CMAKE_PREFIX_PATH or Torch_DIR is linked by its files.
macro(sparlet_find_torch)
  find_path(sparlet_torch_config TorchConfig.cmake NO_CACHE NO_DEFAULT_PATH
    HINTS ${Torch_DIR} ${CMAKE_PREFIX_PATH} ENV Torch_DIR ENV CMAKE_PREFIX_PATH
    PATH_SUFFIXES Torch share/cmake/Torch)
  get_filename_component(sparlet_torch_root "${sparlet_torch_config}/../../.." ABSOLUTE)
  if(sparlet_torch_config AND EXISTS "${sparlet_torch_root}/lib/libtorch_cuda.so")
    message(STATUS "LibTorch with CUDA: ${sparlet_torch_root}")
    sparlet_link_torch_files("${sparlet_torch_root}" "${sparlet_torch_config}")
  else()
    find_package(Torch REQUIRED)
    set(SPARLET_TORCH_LIBRARIES ${TORCH_LIBRARIES})
    set(SPARLET_TORCH_INCLUDE_DIRS ${TORCH_INCLUDE_DIRS})
  endif()
endmacro()

function(sparlet_link_torch_files root config)
  # Before 2.7 the wheels had the C++ library's old strings, which no distribution's GoogleTest fits.
  file(STRINGS "${config}/TorchConfig.cmake" old_abi REGEX "_GLIBCXX_USE_CXX11_ABI=0")
  if(old_abi)
    message(FATAL_ERROR "The LibTorch in ${root} was built with the old C++ ABI. Take the one named cxx11-abi, or 2.7 or newer.")
  endif()
  set(libraries torch torch_cpu torch_cuda c10_cuda c10)
  list(TRANSFORM libraries PREPEND "${root}/lib/lib")
  list(TRANSFORM libraries APPEND ".so")
  # CUDA support registers itself when it is loaded: nothing refers to it, and a linker that links only what is
  # needed would drop it. One flag, because CMake would merge equal ones.
  list(JOIN libraries "," all)
  set(torch_libraries "-Wl,--push-state,--no-as-needed,${all},--pop-state" ${libraries})
  # Wheels bring CUDA's headers in packages beside PyTorch's own.
  file(GLOB beside "${root}/../nvidia/*/include")
  find_path(cuda_headers cuda_runtime_api.h NO_CACHE HINTS ${beside} ENV CUDA_HOME PATHS /usr/local/cuda PATH_SUFFIXES include)
  # What the headers define inline calls CUDA's runtime, which then has to be named; wheels have no libcudart.so.
  file(GLOB cuda_runtime "${cuda_headers}/../lib/libcudart.so*" "${cuda_headers}/../lib64/libcudart.so*")
  if(cuda_headers AND cuda_runtime)
    set(SPARLET_TORCH_CUDA_HEADERS ON PARENT_SCOPE)
    list(GET cuda_runtime 0 cuda_runtime)
    list(APPEND torch_libraries "${cuda_runtime}")
  else()
    message(STATUS "CUDA's headers and runtime were not found: networks run on graphics cards step by step.")
    set(cuda_headers "")
  endif()
  set(SPARLET_TORCH_LIBRARIES ${torch_libraries} PARENT_SCOPE)
  set(SPARLET_TORCH_INCLUDE_DIRS "${root}/include" "${root}/include/torch/csrc/api/include" ${cuda_headers} PARENT_SCOPE)
endfunction()
