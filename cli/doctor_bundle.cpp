#include "cli/doctor_bundle.hpp"

#include <curl/curlver.h>
#include <fmt/core.h>
#include <openssl/crypto.h>
#include <pwd.h>
#include <sys/utsname.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <nlohmann/json.hpp>
#include <set>
#include <sstream>

#include "cli/facts/doctor_facts.hpp"
#include "lib/text/ascii.hpp"
#include "lib/text/escape.hpp"
#include "lib/text/redact.hpp"
#include "lib/x509/certificate.hpp"

namespace checkoutdiag {
namespace {

using nlohmann::ordered_json;

bool is_of_word(char c) {
  return text::is_letter(c) || text::is_digit(c) || c == '_' || c == '-';
}

// Digits of fingerprints are no card numbers, and are what a gateway compares.
bool is_fingerprint(const std::string& key) {
  return key.find("sha256") != std::string::npos || key == "serial" || key == "version";
}

void clean_in_place(ordered_json& value, const Scrubber& scrubber, const std::string& key) {
  if (value.is_string() && !is_fingerprint(key))
    value = scrubber.clean(value.get<std::string>());
  else if (value.is_object())
    for (auto& [name, inner] : value.items())
      clean_in_place(inner, scrubber, name);
  else if (value.is_array())
    for (ordered_json& inner : value)
      clean_in_place(inner, scrubber, key);
}

std::string operating_system() {
  std::ifstream file("/etc/os-release");
  constexpr std::string_view kName = "PRETTY_NAME=";
  for (std::string line; std::getline(file, line);)
    if (line.starts_with(kName))
      return text::printable(text::trimmed(std::string_view(line).substr(kName.size()), "\""), 100);
  return "not known";
}

std::string versions() {
  utsname system{};
  ::uname(&system);
  return fmt::format(
      "checkoutdiag      {}\n"
      "OpenSSL           {}\n"
      "libcurl           {} (built with)\n"
      "operating system  {}\n"
      "kernel            {} {} {}\n",
      CHECKOUTDIAG_VERSION, OpenSSL_version(OPENSSL_VERSION), LIBCURL_VERSION, operating_system(),
      system.sysname, system.release, system.machine);
}

bool is_private(std::string_view ip) {
  return ip.starts_with("10.") || ip.starts_with("192.168.") || ip.starts_with("172.") ||
         ip.starts_with("169.254.") || ip.starts_with("fd") || ip.starts_with("fe80");
}

// Of the resolver what explains a slow or missing answer: how many servers, near or far, and how
// they are asked; no names of the house.
std::string resolver_line(const std::string& line) {
  std::istringstream words(line);
  std::string key, value;
  words >> key >> value;
  if (key == "nameserver")
    return "nameserver " + (is_private(value) ? std::string("(a private address)") : value);
  if (key == "options") return line;
  return key + " (not shown)";
}

// The scheme of a proxy, without its name.
std::string proxy_line(const doctor::ProxySetting& setting) {
  const std::size_t scheme = setting.value.find("://");
  const bool is_list = setting.name == "no_proxy" || setting.name == "NO_PROXY";
  if (is_list)
    return fmt::format("{}: {} entries", setting.name,
                       std::count(setting.value.begin(), setting.value.end(), ',') + 1);
  return fmt::format(
      "{}: {} proxy (name not shown)", setting.name,
      scheme == std::string::npos ? "http" : text::printable(setting.value.substr(0, scheme), 20));
}

std::string network(const doctor::Facts& seen) {
  std::string text = "/etc/resolv.conf:\n";
  for (const std::string& line : seen.around.resolver)
    text += "  " + text::printable(resolver_line(line), 200) + "\n";
  text += "proxy variables:\n";
  for (const doctor::ProxySetting& each : seen.around.proxies)
    text += "  " + proxy_line(each) + "\n";
  if (seen.around.proxies.empty()) text += "  none\n";
  return text;
}

std::string chain_pem(const std::vector<x509::Certificate>& chain) {
  std::string pem;
  for (const x509::Certificate& each : chain)
    pem += fmt::format("# {}\n# SHA-256 {}\n{}", text::printable(each.subject), each.sha256,
                       x509::to_pem(each.der));
  return pem;
}

constexpr const char* kReadme =
    "Evidence that checkoutdiag doctor gathered, for the gateway's support.\n"
    "\n"
    "report.txt     what was found, the cause first\n"
    "report.json    the same with every fact (checkoutdiag-report(5))\n"
    "chain-N.pem    the certificates as the gateway sent them, the leaf first\n"
    "versions.txt   of the program, its libraries and the system\n"
    "network.txt    how names are resolved, and whether a proxy is set\n"
    "\n"
    "Card numbers, keys, tokens, passwords, home directories, and names of this\n"
    "house were taken out. No charge was sent.\n";

}  // namespace

void Scrubber::replace(const std::string& what, const std::string& by) {
  constexpr std::size_t kLeast = 4;
  if (what.size() >= kLeast) rules_.push_back({what, by, Where::anywhere});
}

void Scrubber::replace_directory(const std::string& what, const std::string& by) {
  if (what.size() > 1) rules_.push_back({what, by, Where::path});
}

void Scrubber::replace_word(const std::string& what, const std::string& by) {
  constexpr std::size_t kLeast = 3;
  if (what.size() >= kLeast) rules_.push_back({what, by, Where::word});
}

void Scrubber::apply(const Rule& rule, std::string& text) {
  std::size_t from = 0;
  for (std::size_t at = text.find(rule.what); at != std::string::npos;
       at = text.find(rule.what, from)) {
    const std::size_t end = at + rule.what.size();
    const bool begins = at == 0 || (!is_of_word(text[at - 1]) && text[at - 1] != '.');
    const bool ends = end == text.size() || !is_of_word(text[end]);
    if (rule.where != Where::anywhere && !(begins && ends)) {
      from = end;
      continue;
    }
    text.replace(at, rule.what.size(), rule.by);
    from = at + rule.by.size();
  }
}

std::string Scrubber::clean(const std::string& text) const {
  std::string out = text;
  for (const Rule& rule : rules_)
    apply(rule, out);
  return text::redacted(out);
}

std::string Scrubber::clean_json(const std::string& json) const {
  ordered_json document = ordered_json::parse(json);
  clean_in_place(document, *this, "");
  return document.dump(2, ' ', false, ordered_json::error_handler_t::replace) + "\n";
}

Scrubber own_scrubber(const doctor::Facts& seen) {
  Scrubber scrubber;
  const char* home = std::getenv("HOME");
  if (home && std::string_view(home) != "/") scrubber.replace_directory(home, "~");
  if (const passwd* user = ::getpwuid(::getuid())) {
    if (user->pw_dir && std::string_view(user->pw_dir) != "/")
      scrubber.replace_directory(user->pw_dir, "~");
    // "root" is no name of anybody, and a word of every report on certificates.
    if (user->pw_name && user->pw_uid != 0) scrubber.replace_word(user->pw_name, "USER");
  }
  char host[256] = {};
  if (::gethostname(host, sizeof host - 1) == 0 && std::string_view(host) != "localhost")
    scrubber.replace_word(host, "THIS-MACHINE");
  for (const doctor::ProxySetting& each : seen.around.proxies) {
    if (each.name == "no_proxy" || each.name == "NO_PROXY") {
      scrubber.replace(each.value, "(no_proxy)");
      continue;
    }
    const std::size_t scheme = each.value.find("://");
    std::string authority = each.value.substr(scheme == std::string::npos ? 0 : scheme + 3);
    authority = authority.substr(0, authority.find('/'));
    authority = authority.substr(authority.rfind('@') + 1);
    scrubber.replace(authority.substr(0, authority.rfind(':')), "PROXY");
  }
  for (const std::string& line : seen.around.resolver) {
    std::istringstream words(line);
    std::string key, value;
    words >> key;
    if (key == "search" || key == "domain")
      while (words >> value)
        scrubber.replace_word(value, "INTERNAL");
  }
  return scrubber;
}

std::vector<archive::File> bundle_files(const std::string& report_json,
                                        const std::string& report_text, const doctor::Facts& seen,
                                        const Scrubber& scrubber) {
  std::vector<archive::File> files;
  files.push_back({"README", kReadme});
  std::set<std::string> leaves;
  for (const tls::AddressFacts& address : seen.tls.addresses)
    for (const tls::ChainFacts& chain : address.chains)
      if (!chain.certificates.empty() && leaves.insert(chain.certificates.front().sha256).second)
        files.push_back(
            {fmt::format("chain-{}.pem", leaves.size()), chain_pem(chain.certificates)});
  files.push_back({"network.txt", network(seen)});
  files.push_back({"report.json", scrubber.clean_json(report_json)});
  files.push_back({"report.txt", scrubber.clean(report_text)});
  files.push_back({"versions.txt", versions()});
  for (archive::File& file : files)
    file.name = "checkoutdiag-evidence/" + file.name;
  return files;
}

}  // namespace checkoutdiag
