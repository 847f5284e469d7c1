#include <curl/curl.h>
#include <fmt/core.h>
#include <openssl/crypto.h>

#include "cli/commands.hpp"
#include "cli/terminal.hpp"

namespace checkoutdiag {

int run_version() {
  print(fmt::format("checkoutdiag {} (OpenSSL {}, libcurl {})\n", CHECKOUTDIAG_VERSION,
                    OpenSSL_version(OPENSSL_VERSION_STRING),
                    curl_version_info(CURLVERSION_NOW)->version));
  return 0;
}

}  // namespace checkoutdiag
