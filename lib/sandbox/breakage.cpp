#include <array>
#include <utility>

#include "lib/sandbox/sandbox.hpp"

namespace checkoutdiag::sandbox {
namespace {

using Defect = std::pair<std::string_view, bool Breakage::*>;

constexpr std::array<Defect, 7> kDefects = {{
    {"no-deduplication", &Breakage::no_deduplication},
    {"sequential-only", &Breakage::sequential_only},
    {"forgets-after-error", &Breakage::forgets_after_error},
    {"payload-not-compared", &Breakage::payload_not_compared},
    {"executes-other-payload", &Breakage::executes_other_payload},
    {"no-marker", &Breakage::no_marker},
    {"new-ids", &Breakage::new_ids},
}};

}  // namespace

bool set_breakage(Breakage& breakage, std::string_view word) {
  for (const auto& [name, defect] : kDefects)
    if (name == word) {
      breakage.*defect = true;
      return true;
    }
  return false;
}

const std::vector<std::string>& breakage_words() {
  static const std::vector<std::string> words = [] {
    std::vector<std::string> all;
    for (const auto& [name, defect] : kDefects)
      all.emplace_back(name);
    return all;
  }();
  return words;
}

std::vector<std::string> words_of(const Breakage& breakage) {
  std::vector<std::string> words;
  for (const auto& [name, defect] : kDefects)
    if (breakage.*defect) words.emplace_back(name);
  return words;
}

}  // namespace checkoutdiag::sandbox
