#include "checks/tls/openssl_conf.hpp"

#include <algorithm>

#include "checks/tls/commands.hpp"
#include "checks/tls/words.hpp"

namespace checkoutdiag::tls {
namespace {

constexpr int kUsualLevel = 2;  // of Debian's OpenSSL 3, without any configuration

struct Line {
  std::string_view word, line;
};

// OpenSSL 3.0 takes DEFAULT for a value in CipherString alone: the others are written out.
constexpr Line kLines[] = {
    // Connecting to a server without RFC 5746 needs less than allowing it to renegotiate.
    {"UnsafeLegacyRenegotiation", "Options = UnsafeLegacyServerConnect"},
    {"Ciphersuites=DEFAULT",
     "Ciphersuites = TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256:TLS_AES_128_GCM_SHA256"},
    {"Groups=DEFAULT", "Groups = X25519:P-256:X448:P-521:P-384"},
    {"SignatureAlgorithms=DEFAULT",
     "SignatureAlgorithms = "
     "ECDSA+SHA256:ECDSA+SHA384:ECDSA+SHA512:ed25519:ed448:RSA-PSS+SHA256:RSA-PSS+SHA384:"
     "RSA-PSS+SHA512:RSA+SHA256:RSA+SHA384:RSA+SHA512"},
};

std::string line_of(const std::string& word) {
  auto known = std::find_if(std::begin(kLines), std::end(kLines),
                            [&](const Line& each) { return each.word == word; });
  if (known != std::end(kLines)) return std::string(known->line);
  std::size_t equals = word.find('=');
  return equals == std::string::npos ? word
                                     : word.substr(0, equals) + " = " + word.substr(equals + 1);
}

bool mentions(std::string_view change, std::string_view setting) {
  std::vector<std::string> words = change_words(change);
  return std::any_of(words.begin(), words.end(),
                     [&](const std::string& word) { return word.starts_with(setting); });
}

// A file of one's own replaces the one in force: it must say again what was proven together with
// the change.
std::string with_those_in_force(const LocalFacts& local, std::string change) {
  auto keep = [&](std::string_view setting, const std::string& value) {
    if (!value.empty() && !mentions(change, setting))
      change += fmt::format(" + {}={}", setting, value);
  };
  keep("MinProtocol", local.min_version);
  keep("MaxProtocol", local.max_version);
  if (local.security_level >= 0 && local.security_level != kUsualLevel)
    keep("SECLEVEL", std::to_string(local.security_level));
  return change;
}

}  // namespace

std::vector<std::string> change_words(std::string_view change) {
  constexpr std::string_view kAnd = " + ";
  std::vector<std::string> words;
  while (!change.empty()) {
    std::size_t end = std::min(change.find(kAnd), change.size());
    words.emplace_back(change.substr(0, end));
    change.remove_prefix(std::min(end + kAnd.size(), change.size()));
  }
  return words;
}

std::vector<std::string> openssl_conf_lines(std::string_view change) {
  constexpr std::string_view kCiphers = "CipherString=", kLevel = "SECLEVEL=";
  std::vector<std::string> lines;
  std::string ciphers = "DEFAULT", level;
  bool has_ciphers = false;
  for (const std::string& word : change_words(change)) {
    if (word.starts_with(kLevel))
      level = ":@" + word;
    else if (word.starts_with(kCiphers))
      ciphers = word.substr(kCiphers.size());
    else
      lines.push_back(line_of(word));
    has_ciphers = has_ciphers || word.starts_with(kLevel) || word.starts_with(kCiphers);
  }
  if (has_ciphers) lines.push_back("CipherString = " + ciphers + level);
  return lines;
}

std::string config_file(const TlsCase& seen) {
  const std::string& file = seen.seen.local.config_file;
  return file.empty() ? "openssl.cnf" : file;
}

std::string change_openssl_conf(const TlsCase& seen, std::string_view change,
                                std::string_view command) {
  std::string text = fmt::format("in {}, in the section that `system_default` names, set:",
                                 text::printable(config_file(seen)));
  for (const std::string& line : openssl_conf_lines(change))
    text += paste(line);
  std::string print =
      "printf '%s\\n' 'openssl_conf = init' '[init]' 'ssl_conf = ssl' '[ssl]' "
      "'system_default = gateway' '[gateway]'";
  for (const std::string& line :
       openssl_conf_lines(with_those_in_force(seen.seen.local, std::string(change))))
    print += " " + shell_word(line);
  return text + "\nto try it first for one command, with a file that leaves that one alone:" +
         paste(print + " > /tmp/gateway.cnf") +
         paste("OPENSSL_CONF=/tmp/gateway.cnf " + std::string(command));
}

}  // namespace checkoutdiag::tls
