#include "lib/charge/drill/invocation.hpp"

#include <fmt/core.h>
#include <unistd.h>

#include <map>
#include <string_view>
#include <utility>

#include "lib/failure.hpp"
#include "lib/process/spawn.hpp"
#include "lib/text/ascii.hpp"
#include "lib/text/escape.hpp"
#include "lib/text/redact.hpp"

namespace checkoutdiag::charge {
namespace {

using Variables = std::map<std::string, std::string>;

constexpr std::string_view kProxies[] = {"http_proxy", "https_proxy", "all_proxy", "ftp_proxy"};

bool names_proxy(const std::string& variable) {
  for (const std::string_view each : kProxies)
    if (text::equal_ignoring_case(variable, each)) return true;
  return false;
}

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

void set_all(Variables& variables, const std::vector<std::string>& names,
             const std::string& value) {
  for (const std::string& each : names)
    variables[each] = value;
}

std::vector<std::string> environment(const DrillPlan& plan, const Told& told) {
  Variables all = own_variables();
  all["CHECKOUTDIAG_URL"] = told.url;
  all["CHECKOUTDIAG_CA"] = told.ca_file;
  all["CHECKOUTDIAG_KEY"] = told.key;
  all["CHECKOUTDIAG_ORDER"] = told.order;
  all["CHECKOUTDIAG_HOST"] = told.host;
  all["CHECKOUTDIAG_PORT"] = std::to_string(told.port);
  all["CHECKOUTDIAG_SCENARIO"] = told.scenario;
  set_all(all, plan.url_env, told.url);
  // An empty SSL_CERT_FILE would be no file at all; without TLS there is nothing to trust.
  if (!told.ca_file.empty()) set_all(all, plan.ca_env, told.ca_file);
  set_all(all, plan.key_env, told.key);
  set_all(all, plan.order_env, told.order);
  std::vector<std::string> entries;
  for (const auto& [name, value] : all)
    entries.push_back(name + "=" + value);
  return entries;
}

// In one pass, so that nothing that is put in is read again.
std::string filled(std::string_view word, const Told& told) {
  const std::string port = std::to_string(told.port);
  const std::pair<std::string_view, std::string_view> names[] = {
      {"{url}", told.url},     {"{ca}", told.ca_file}, {"{key}", told.key},
      {"{order}", told.order}, {"{host}", told.host},  {"{port}", port}};
  std::string out;
  while (!word.empty()) {
    std::string_view took = word.substr(0, 1), put = took;
    for (const auto& [name, value] : names)
      if (word.starts_with(name)) took = name, put = value;
    out += put;
    word.remove_prefix(took.size());
  }
  return out;
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

process::ChildPlan invocation(const DrillPlan& plan, const Told& told) {
  process::ChildPlan child;
  for (const std::string& word : plan.command)
    child.words.push_back(filled(word, told));
  child.file = process::find_program(child.words.front());
  child.environment = environment(plan, told);
  return child;
}

void require_command(const DrillPlan& plan) {
  if (plan.command.empty())
    throw Failure(Failure::Kind::usage, "there is no command to run",
                  "give the client's command after --: checkoutdiag charge drill -- ./pay");
  const std::string& name = plan.command.front();
  if (name.find('{') != std::string::npos || !process::find_program(name).empty()) return;
  const std::string shown = text::printable(text::redacted(name), 200);
  const bool here = name.find('/') != std::string::npos;
  throw Failure(Failure::Kind::input,
                fmt::format("the client {} cannot be started: {}", shown,
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

}  // namespace checkoutdiag::charge
