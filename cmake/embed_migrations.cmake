# cmake -D scripts=a.sql;b.sql -D output=migrations.cpp -P embed_migrations.cmake
set(rows "")
set(expected 1)
foreach(script IN LISTS scripts)
  get_filename_component(name ${script} NAME_WE)
  string(REGEX MATCH "^[0-9]+" number ${name})
  math(EXPR number "${number} + 0")
  if(NOT number EQUAL expected)
    message(FATAL_ERROR "migration ${expected} is missing before ${name}")
  endif()
  file(READ ${script} sql)
  # A string literal may hold 65,536 bytes: far more than a migration should be.
  string(APPEND rows "    Migration{${number}, \"${name}\", R\"sql(${sql})sql\"},\n")
  math(EXPR expected "${expected} + 1")
endforeach()
file(WRITE ${output} "// Made by cmake/embed_migrations.cmake from src/core/store/schema.
#include \"core/store/migrate.hpp\"

namespace bkxsms::store {
namespace {
constexpr Migration all[] = {
${rows}};
} // namespace

std::span<const Migration> migrations() noexcept { return all; }

} // namespace bkxsms::store
")
