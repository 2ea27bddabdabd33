# Compiler and linker flags of every target.
# Source: OpenSSF Compiler Options Hardening Guide for C and C++ (2026-06-30), less what gcc 12 does
# not know yet; those are added when the compiler has them.

include(CheckCXXCompilerFlag)

set(BKXSMS_SANITIZE "" CACHE STRING "Sanitizers, as -fsanitize= takes them")

add_compile_options(
  -Wall -Wextra -Wpedantic -Wconversion -Wshadow -Wformat=2 -Wimplicit-fallthrough
  -Werror=format-security
  -fstack-protector-strong -fno-delete-null-pointer-checks -fno-strict-overflow
  -fno-strict-aliasing -fPIE)
# Zeroed variables hide from the sanitizers what was never set (and make gcc warn of it).
if(NOT BKXSMS_SANITIZE)
  check_cxx_compiler_flag(-ftrivial-auto-var-init=zero has_auto_var_init)
  if(has_auto_var_init)
    add_compile_options(-ftrivial-auto-var-init=zero)
  endif()
endif()
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  add_compile_options(-Wtrampolines -Wbidi-chars=any -fstack-clash-protection)
endif()
if(CMAKE_SYSTEM_PROCESSOR MATCHES "x86_64|i.86")
  add_compile_options(-fcf-protection=full)
endif()
foreach(flag -fstrict-flex-arrays=3 -fzero-init-padding-bits=all)
  string(MAKE_C_IDENTIFIER "has${flag}" known)
  check_cxx_compiler_flag(${flag} ${known})
  if(${known})
    add_compile_options(${flag})
  endif()
endforeach()

add_compile_definitions(_GLIBCXX_ASSERTIONS)
if(CMAKE_BUILD_TYPE STREQUAL "Debug")
  if(NOT BKXSMS_SANITIZE)
    add_compile_definitions(_GLIBCXX_DEBUG_PEDANTIC)
  endif()
else()
  add_compile_options(-U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=3)
  set(CMAKE_CXX_FLAGS_RELWITHDEBINFO "-O2 -g")
  set(CMAKE_C_FLAGS_RELWITHDEBINFO "-O2 -g")
endif()

if(BKXSMS_SANITIZE)
  add_compile_options(-fsanitize=${BKXSMS_SANITIZE} -fno-sanitize-recover=all
                      -fno-omit-frame-pointer)
  add_link_options(-fsanitize=${BKXSMS_SANITIZE})
endif()

set(CMAKE_POSITION_INDEPENDENT_CODE ON)
add_link_options(-pie -Wl,-z,relro -Wl,-z,now -Wl,-z,noexecstack -Wl,-z,nodlopen
                 -Wl,-z,separate-code -Wl,--as-needed -Wl,--no-copy-dt-needed-entries)
