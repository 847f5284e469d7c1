#include "lib/trust/packages/apt_lists.hpp"

#include <fmt/core.h>

#include "lib/trust/packages/stanzas.hpp"
#include "lib/trust/packages/unpack.hpp"

namespace checkoutdiag::trust {
namespace {

constexpr const char* kLists = "/var/lib/apt/lists";
constexpr std::uint64_t kMostText = 512ull * 1024 * 1024;  // unpacked, of one list

bool is_readable(std::string_view name) {
  return name.ends_with("_Packages") || name.ends_with("_Packages.lz4") ||
         name.ends_with("_Packages.gz");
}

}  // namespace

Candidates read_apt_lists(const Files& files, const std::set<std::string, std::less<>>& packages) {
  Candidates found;
  std::size_t lists = 0;
  for (const std::string& name : files.names(kLists)) {
    if (name.find("_Packages") == name.npos) continue;
    ++lists;
    std::string path = fmt::format("{}/{}", kLists, name);
    FileFacts facts = files.look(path);
    if (!found.from || facts.modified > *found.from) found.from = facts.modified;
    if (!is_readable(name)) {
      found.problem = name + " is packed in a way that is not read here";
      continue;
    }
    StanzaReader reader(packages, found.newest);
    std::string why =
        unpack(files, path, kMostText, [&](std::string_view text) { reader.take(text); });
    reader.finish();
    if (!why.empty()) found.problem = name + ": " + why;
  }
  if (lists == 0)
    found.problem =
        fmt::format("there are no package lists in {}: apt-get update fetches them", kLists);
  return found;
}

}  // namespace checkoutdiag::trust
