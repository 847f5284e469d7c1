#pragma once
#include <string>
#include <utility>
#include <vector>

#include "cli/arguments.hpp"
#include "cli/usage/command.hpp"

// What the descriptions of commands share.
namespace checkoutdiag::usage {

/// Adds rows to one group of options.
struct Rows {
  Command& command;
  std::string group;

  void add(Option option) {
    option.group = group;
    command.options.push_back(std::move(option));
  }
  void text(const char* name, const char* value, const char* what, std::string& to) {
    add({name, value, what, [&to](const std::string& v) { to = v; }});
  }
  void list(const char* name, const char* value, const char* what, std::vector<std::string>& to) {
    Option option{name, value, what, [&to](const std::string& v) { to.push_back(v); }};
    option.repeats = true;
    add(std::move(option));
  }
  void flag(const char* name, const char* what, bool& to) {
    add({name, "", what, [&to](const std::string&) { to = true; }});
  }
};

/// --proxy and its kin.
void add_proxy_options(Rows& rows, ProxyOptions& to);

/// Refuses what contradicts itself among them, a password in the URL, and unknown schemes.
void check_proxy_options(const ProxyOptions& options);

/// Throws Failure(usage) when both are given.
void refuse_both(bool one, bool other, const char* what);

}  // namespace checkoutdiag::usage
