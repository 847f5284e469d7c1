#include "lib/sandbox/scenario.hpp"

#include <fmt/core.h>

#include <algorithm>

#include "lib/data/embedded.hpp"
#include "lib/failure.hpp"
#include "lib/text/escape.hpp"
#include "lib/text/nearest.hpp"
#include "lib/text/small_file.hpp"

namespace checkoutdiag::sandbox {
namespace {

constexpr std::string_view kFolder = "scenario/";
constexpr std::size_t kMostFile = 64 * 1024;

Failure no_such_scenario(const std::string& name) {
  std::vector<std::string_view> names;
  std::string list;
  for (const Scenario& each : scenarios()) {
    names.push_back(each.name);
    list += (list.empty() ? "" : ", ") + each.name;
  }
  const std::string_view near = text::nearest(name, names);
  return Failure(Failure::Kind::usage,
                 fmt::format("no scenario is called {}", text::printable(name, 80)),
                 near.empty() ? fmt::format("there are {}; a file of your own is named with its "
                                            "path, such as ./mine.json",
                                            list)
                              : fmt::format("did you mean {}?", near));
}

// "*" stands for any text, slashes too. Linear but for one way back: to the last star.
bool matches_glob(std::string_view pattern, std::string_view text) {
  std::size_t at = 0, star = std::string_view::npos, retry = 0, i = 0;
  while (i < text.size()) {
    if (at < pattern.size() && pattern[at] == '*') {
      star = at++;
      retry = i;
    } else if (at < pattern.size() && pattern[at] == text[i]) {
      ++at;
      ++i;
    } else if (star != std::string_view::npos) {
      at = star + 1;
      i = ++retry;
    } else {
      return false;
    }
  }
  return std::all_of(pattern.begin() + static_cast<std::ptrdiff_t>(at), pattern.end(),
                     [](char c) { return c == '*'; });
}

bool meets(const FaultRule& rule, std::string_view method, std::string_view path,
           bool makes_charge) {
  if (!rule.method.empty() && rule.method != method) return false;
  return rule.path.empty() ? makes_charge : matches_glob(rule.path, path);
}

}  // namespace

Scenario load_scenario(const std::string& name_or_file) {
  if (text::is_file_name(name_or_file))
    return parse_scenario(text::read_small_file(name_or_file, "scenario", kMostFile), name_or_file);
  const std::string name = std::string(kFolder) + name_or_file;
  if (const auto text = data::find(name)) return parse_scenario(*text, name);
  throw no_such_scenario(name_or_file);
}

const std::vector<Scenario>& scenarios() {
  static const std::vector<Scenario> all = [] {
    std::vector<Scenario> read;
    for (const data::File& file : data::all_files())
      if (file.name.starts_with(kFolder))
        read.push_back(parse_scenario(file.text, std::string(file.name)));
    std::stable_sort(read.begin(), read.end(),
                     [](const Scenario& a, const Scenario& b) { return a.order < b.order; });
    return read;
  }();
  return all;
}

const Fault* next_fault(const Scenario& scenario, std::vector<std::uint64_t>& counts,
                        std::string_view method, std::string_view path, bool makes_charge) {
  path = path.substr(0, path.find('?'));
  counts.resize(scenario.faults.size());
  const Fault* found = nullptr;
  for (std::size_t i = 0; i < counts.size(); ++i) {
    const FaultRule& rule = scenario.faults[i];
    if (!meets(rule, method, path, makes_charge)) continue;
    const std::uint64_t count = ++counts[i];
    const bool in = count >= rule.first && (rule.last == 0 || count <= rule.last);
    if (in && !found) found = &rule.fault;
  }
  return found;
}

}  // namespace checkoutdiag::sandbox
