#include "lib/process/invocation.hpp"

#include <fmt/core.h>
#include <unistd.h>

#include "lib/failure.hpp"
#include "lib/process/spawn.hpp"
#include "lib/text/ascii.hpp"
#include "lib/text/escape.hpp"
#include "lib/text/redact.hpp"

namespace checkoutdiag::process {
namespace {

constexpr std::string_view kProxies[] = {"http_proxy", "https_proxy", "all_proxy", "ftp_proxy"};

bool names_proxy(const std::string& variable) {
  for (const std::string_view each : kProxies)
    if (text::equal_ignoring_case(variable, each)) return true;
  return false;
}

bool is_plain(std::string_view word) {
  constexpr std::string_view kAlso = "-_./:=,@%+{}";
  for (const char each : word)
    if (!text::is_letter(each) && !text::is_digit(each) &&
        kAlso.find(each) == std::string_view::npos)
      return false;
  return !word.empty();
}

}  // namespace

Variables own_variables() {
  Variables all;
  for (char** each = ::environ; each && *each; ++each) {
    const std::string_view entry = *each;
    const std::size_t equals = entry.find('=');
    if (equals == std::string_view::npos || equals == 0) continue;
    std::string name(entry.substr(0, equals));
    if (!names_proxy(name)) all.emplace(std::move(name), entry.substr(equals + 1));
  }
  return all;
}

std::vector<std::string> entries_of(const Variables& variables) {
  std::vector<std::string> entries;
  for (const auto& [name, value] : variables)
    entries.push_back(name + "=" + value);
  return entries;
}

std::string filled(std::string_view word,
                   std::span<const std::pair<std::string_view, std::string>> values) {
  std::string out;
  while (!word.empty()) {
    std::string_view took = word.substr(0, 1), put = took;
    for (const auto& [name, value] : values)
      if (word.starts_with(name)) took = name, put = value;
    out += put;
    word.remove_prefix(took.size());
  }
  return out;
}

void require_program(const std::string& name, std::string_view what) {
  if (name.find('{') != std::string::npos || !find_program(name).empty()) return;
  const std::string shown = text::printable(text::redacted(name), 200);
  const bool here = name.find('/') != std::string::npos;
  throw Failure(Failure::Kind::input,
                fmt::format("the {} {} cannot be started: {}", what, shown,
                            here ? "there is no such file that may be executed"
                                 : "no directory of PATH has a program of that name"),
                here ? "check its path, and that it may be executed (chmod +x); a script may need "
                       "its interpreter in front of it, such as python3"
                     : "give its path, such as ./" + shown +
                           "; a shell's own words and pipes "
                           "want sh -c in front of them");
}

std::string shown_command(const std::vector<std::string>& words) {
  std::string line;
  for (const std::string& word : words) {
    const std::string safe = text::redacted(word);
    line += (line.empty() ? "" : " ") + (is_plain(safe) ? safe : "'" + safe + "'");
  }
  return text::printable(text::redacted(line), 400);
}

}  // namespace checkoutdiag::process
