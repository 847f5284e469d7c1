#include "lib/archive/tar_gz.hpp"

#include <doctest/doctest.h>

namespace checkoutdiag::archive {

TEST_CASE("tar.gz: the same files and moment are the same bytes, another moment is not") {
  const std::vector<File> files{
      {"a/README", "hello\n"}, {"a/empty", ""}, {"a/big", std::string(100000, 'x')}};
  const Time when{std::chrono::seconds(1795780800)};
  const std::string once = tar_gz(files, when);
  CHECK(once == tar_gz(files, when));
  CHECK(once != tar_gz(files, when + std::chrono::seconds(1)));
  // gzip, deflate, and no time in the head (RFC 1952).
  REQUIRE(once.size() > 10);
  CHECK(once.substr(0, 3) == "\x1f\x8b\x08");
  CHECK(once.substr(4, 4) == std::string(4, '\0'));
}

}  // namespace checkoutdiag::archive
