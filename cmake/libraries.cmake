# Every outside library, found once. Which room may use which is docs/architecture.md;
# tests/lint/check_libraries holds the code to it. All are Debian packages (scripts/setup).

find_package(PkgConfig REQUIRED)
find_package(Threads REQUIRED)
find_package(CURL 7.88 REQUIRED)                      # transport, on first use
find_package(SQLite3 3.40 REQUIRED)                   # store
find_package(OpenSSL 3.0 REQUIRED COMPONENTS Crypto)  # security, on first use
find_package(ICU 72 REQUIRED COMPONENTS uc i18n)      # text
find_package(fmt REQUIRED)                            # anywhere
find_package(spdlog REQUIRED)                         # base
find_package(nlohmann_json 3.11 REQUIRED)             # base
find_package(CLI11 2.1 REQUIRED)                      # cmd
pkg_check_modules(SODIUM REQUIRED IMPORTED_TARGET libsodium>=1.0.18)         # security
pkg_check_modules(MICROHTTPD REQUIRED IMPORTED_TARGET libmicrohttpd>=0.9.75) # sandbox, on first use
find_package(date REQUIRED)                           # base
find_package(tomlplusplus 3.3 REQUIRED)               # config

# libphonenumber ships neither a CMake nor a pkg-config file.
find_path(PHONENUMBER_INCLUDE phonenumbers/phonenumberutil.h REQUIRED)
find_library(PHONENUMBER_LIBRARY phonenumber REQUIRED)
add_library(phonenumber UNKNOWN IMPORTED)
set_target_properties(phonenumber PROPERTIES
  IMPORTED_LOCATION ${PHONENUMBER_LIBRARY}
  INTERFACE_INCLUDE_DIRECTORIES ${PHONENUMBER_INCLUDE})

# bkx_on_first_use(NAME  LIBRARY file  [INCLUDES folder...])
#   The target NAME_on_first_use: the headers of a library that the program is not linked with but
#   loads itself (core/base/shared_library.hpp). BKXSMS_NAME is the soname found here and now.
function(bkx_on_first_use name)
  cmake_parse_arguments(arg "" "LIBRARY" "INCLUDES" ${ARGN})
  execute_process(COMMAND ${CMAKE_READELF} --dynamic --wide ${arg_LIBRARY}
                  OUTPUT_VARIABLE dynamic COMMAND_ERROR_IS_FATAL ANY)
  if(NOT dynamic MATCHES "\\(SONAME\\)[^[]*\\[([^]]+)\\]")
    message(FATAL_ERROR "'${arg_LIBRARY}' has no soname")
  endif()
  set(soname ${CMAKE_MATCH_1})
  message(STATUS "Loaded on first use: ${soname}")
  string(TOUPPER ${name} upper)
  add_library(${name}_on_first_use INTERFACE)
  target_include_directories(${name}_on_first_use SYSTEM INTERFACE ${arg_INCLUDES})
  target_compile_definitions(${name}_on_first_use INTERFACE BKXSMS_${upper}="${soname}")
endfunction()

bkx_on_first_use(libcurl LIBRARY ${CURL_LIBRARIES} INCLUDES ${CURL_INCLUDE_DIRS})
bkx_on_first_use(libcrypto LIBRARY ${OPENSSL_CRYPTO_LIBRARY} INCLUDES ${OPENSSL_INCLUDE_DIR})
bkx_on_first_use(libmicrohttpd LIBRARY ${MICROHTTPD_LINK_LIBRARIES}
                 INCLUDES ${MICROHTTPD_INCLUDE_DIRS})

if(BKXSMS_TESTS)
  find_package(Catch2 REQUIRED)                       # tests
endif()
