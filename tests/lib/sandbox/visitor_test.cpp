#include "lib/sandbox/visitor.hpp"

#include <doctest/doctest.h>

using namespace checkoutdiag;
using sandbox::stranger;

TEST_CASE("the books are for this machine's programs, not for the pages of a browser") {
  for (const char* host :
       {"127.0.0.1:4242", "[::1]:4242", "localhost", "LOCALHOST:80", "sandbox:80", "gateway.test",
        "host.docker.internal:4242", "pay.localhost."})
    CHECK_MESSAGE(stranger({{"Host", host}}).empty(), host);
  // DNS rebinding: the page's own name, which has come to mean this machine.
  for (const char* host : {"evil.example:4242", "127.0.0.1.nip.io", "127.1.evil.com.", "1.2.3.4.5"})
    CHECK_MESSAGE(stranger({{"Host", host}}).find("public DNS") != std::string::npos, host);

  const http::Header here{"Host", "127.0.0.1:4242"};
  CHECK(stranger({here, {"Origin", "http://127.0.0.1:4242"}}).empty());
  CHECK(stranger({here, {"Sec-Fetch-Site", "none"}}).empty());
  CHECK(stranger({here, {"sec-fetch-site", "same-origin"}}).empty());
  for (const http::Header& other : http::Headers{{"Origin", "http://127.0.0.1:3000"},
                                                 {"Origin", "null"},
                                                 {"Sec-Fetch-Site", "cross-site"},
                                                 {"Sec-Fetch-Site", "same-site"}})
    CHECK_MESSAGE(stranger({here, other}).find("another origin") != std::string::npos, other.value);
}
