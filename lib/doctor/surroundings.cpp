#include "lib/doctor/surroundings.hpp"

#include <sys/timex.h>

#include <fstream>

#include "lib/text/ascii.hpp"

namespace checkoutdiag::doctor {
namespace {

constexpr const char* kVariables[] = {"https_proxy", "HTTPS_PROXY", "http_proxy", "HTTP_PROXY",
                                      "all_proxy",   "ALL_PROXY",   "no_proxy",   "NO_PROXY"};
constexpr std::size_t kMostLines = 20, kLongestLine = 500;

std::vector<std::string> resolver_lines() {
  std::vector<std::string> lines;
  std::ifstream file("/etc/resolv.conf");
  for (std::string line; lines.size() < kMostLines && std::getline(file, line);) {
    const std::string_view said = text::trimmed(line).substr(0, kLongestLine);
    if (!said.empty() && said[0] != '#' && said[0] != ';') lines.emplace_back(said);
  }
  return lines;
}

// adjtimex(2) that changes nothing: an unprivileged question.
std::optional<bool> kernel_says_synchronised() {
  timex how{};
  const int state = ::adjtimex(&how);
  if (state < 0) return {};
  return state != TIME_ERROR && (how.status & STA_UNSYNC) == 0;
}

}  // namespace

Surroundings look_around(const std::function<const char*(const char*)>& get) {
  Surroundings around;
  for (const char* name : kVariables)
    if (const char* value = get(name); value && *value) around.proxies.push_back({name, value});
  around.resolver = resolver_lines();
  around.clock_synchronised = kernel_says_synchronised();
  return around;
}

}  // namespace checkoutdiag::doctor
