#include "tests/checks/fix_lines.hpp"

#include <doctest/doctest.h>

namespace checkoutdiag {

TEST_CASE("fix lines: what may be pasted stands alone") {
  CHECK(fault_of_fix("renew it:\n  sudo certbot renew\nthen reload") == "");
  CHECK(fault_of_fix("see:\n  checkoutdiag ca audit /etc/ssl/certs") == "");
  for (const char* bad : {"renew it: curl -s https://x/", "do:\n   three spaces", "do:\n  a # b",
                          "do:\n  cat > x <<'END'", "  ls", "do:\n  apt-get install x", "",
                          "set `ssl_protocols TLSv1.2;`", "a  b", "do:\n\nthat"})
    CHECK_MESSAGE(fault_of_fix(bad) != "", bad);
  CHECK(has_placeholder("see:\n  curl https://HOST/"));
  CHECK_FALSE(has_placeholder("the HOST:\n  ls"));
  CHECK_FALSE(says_what_to_do("it is unknown"));
}

}  // namespace checkoutdiag
