#include <curl/curlver.h>
#include <fmt/core.h>
#include <openssl/crypto.h>

#include "cli/commands.hpp"
#include "cli/terminal.hpp"

namespace checkoutdiag {

int run_version() {
  print(fmt::format("checkoutdiag {} (OpenSSL {}, built with libcurl {})\n", CHECKOUTDIAG_VERSION,
                    OpenSSL_version(OPENSSL_VERSION_STRING), LIBCURL_VERSION));
  return 0;
}

}  // namespace checkoutdiag
