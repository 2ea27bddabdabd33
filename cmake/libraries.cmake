# Every outside library, found once. Which room may use which is docs/architecture.md;
# tests/lint/check_libraries holds the code to it. All are Debian packages (scripts/setup).

find_package(PkgConfig REQUIRED)
find_package(Threads REQUIRED)
find_package(CURL 7.88 REQUIRED)                      # transport
find_package(SQLite3 3.40 REQUIRED)                   # store
find_package(OpenSSL 3.0 REQUIRED COMPONENTS Crypto)  # security
find_package(ICU 72 REQUIRED COMPONENTS uc i18n)      # text
find_package(fmt REQUIRED)                            # anywhere
find_package(spdlog REQUIRED)                         # base
find_package(nlohmann_json 3.11 REQUIRED)             # base
find_package(CLI11 2.1 REQUIRED)                      # cmd
pkg_check_modules(SODIUM REQUIRED IMPORTED_TARGET libsodium>=1.0.18)         # security
pkg_check_modules(MICROHTTPD REQUIRED IMPORTED_TARGET libmicrohttpd>=0.9.75) # sandbox
find_package(date REQUIRED)                           # base
find_package(tomlplusplus 3.3 REQUIRED)               # config

# libphonenumber ships neither a CMake nor a pkg-config file.
find_path(PHONENUMBER_INCLUDE phonenumbers/phonenumberutil.h REQUIRED)
find_library(PHONENUMBER_LIBRARY phonenumber REQUIRED)
add_library(phonenumber UNKNOWN IMPORTED)
set_target_properties(phonenumber PROPERTIES
  IMPORTED_LOCATION ${PHONENUMBER_LIBRARY}
  INTERFACE_INCLUDE_DIRECTORIES ${PHONENUMBER_INCLUDE})

if(BKXSMS_TESTS)
  find_package(Catch2 REQUIRED)                       # tests
endif()
