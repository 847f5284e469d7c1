#include "lib/webhook/scheme.hpp"

#include <algorithm>
#include <map>
#include <mutex>

#include "lib/data/embedded.hpp"

namespace checkoutdiag::webhook {
namespace {

constexpr std::string_view kFolder = "webhook/";

}  // namespace

bool Scheme::needs_url() const {
  if (special == "twilio") return true;
  return std::any_of(layout.begin(), layout.end(), [](const Group& group) {
    return std::any_of(group.parts.begin(), group.parts.end(),
                       [](const Part& part) { return part.source == Part::Source::url; });
  });
}

const std::vector<Scheme>& built_in_schemes() {
  static const std::vector<Scheme> schemes = [] {
    std::vector<Scheme> read;
    for (const data::File& file : data::all_files())
      if (file.name.starts_with(kFolder))
        read.push_back(parse_scheme(file.text, std::string(file.name)));
    return read;
  }();
  return schemes;
}

const Scheme* find_scheme(std::string_view name) {
  static std::mutex mutex;
  static std::map<std::string, Scheme, std::less<>> read;
  const std::lock_guard lock(mutex);
  auto found = read.find(name);
  if (found == read.end()) {
    const auto text = data::find(std::string(kFolder) + std::string(name));
    if (!text) return nullptr;
    found = read.emplace(name, parse_scheme(*text, std::string(kFolder) + std::string(name))).first;
  }
  return &found->second;
}

}  // namespace checkoutdiag::webhook
