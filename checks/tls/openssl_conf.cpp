#include "checks/tls/openssl_conf.hpp"

#include <algorithm>

#include "checks/tls/words.hpp"

namespace checkoutdiag::tls {
namespace {

// Connecting to a server without RFC 5746 needs less than allowing it to renegotiate.
std::string option_name(std::string_view word) {
  return word == "UnsafeLegacyRenegotiation" ? "UnsafeLegacyServerConnect" : std::string(word);
}

}  // namespace

std::string with_openssl_conf(std::string_view change, const net::Endpoint& endpoint) {
  constexpr std::string_view kAnd = " + ", kCiphers = "CipherString=", kLevel = "SECLEVEL=";
  std::string lines, options, level;
  std::string_view ciphers;
  while (!change.empty()) {
    std::size_t end = std::min(change.find(kAnd), change.size());
    std::string_view word = change.substr(0, end);
    change.remove_prefix(std::min(end + kAnd.size(), change.size()));
    std::size_t equals = word.find('=');
    if (word.starts_with(kLevel))
      level = ":@" + std::string(word);
    else if (word.starts_with(kCiphers))
      ciphers = word.substr(kCiphers.size());
    else if (equals != std::string_view::npos)
      lines += fmt::format("{} = {}\n", word.substr(0, equals), word.substr(equals + 1));
    else
      options += (options.empty() ? "" : ",") + option_name(word);
  }
  if (!ciphers.empty() || !level.empty())
    lines += fmt::format("CipherString = {}{}\n", ciphers.empty() ? "DEFAULT" : ciphers, level);
  if (!options.empty()) lines += "Options = " + options + "\n";
  return fmt::format(
      "cat > gateway.cnf <<'END'\n"
      "openssl_conf = init\n[init]\nssl_conf = ssl\n[ssl]\nsystem_default = gateway\n[gateway]\n"
      "{}END\n"
      "OPENSSL_CONF=./gateway.cnf curl {}",
      lines, shell_word("https://" + net::to_string(endpoint) + "/"));
}

}  // namespace checkoutdiag::tls
