#include "catch.hpp"

#include <kvalspc/version.hpp>

#include <string>

TEST_CASE("CMake read the version that the header states") {
  const std::string stated = std::to_string(KVALSPC_VERSION_MAJOR) + "." +
                             std::to_string(KVALSPC_VERSION_MINOR) + "." +
                             std::to_string(KVALSPC_VERSION_PATCH);
  CHECK(stated == KVALSPC_TEST_VERSION);  // given on the command line from PROJECT_VERSION
}
