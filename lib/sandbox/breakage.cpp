#include <array>

#include "lib/sandbox/sandbox.hpp"

namespace checkoutdiag::sandbox {
namespace {

struct Defect {
  std::string_view name;
  bool Breakage::*defect;
  std::string_view meaning;
};

constexpr std::array<Defect, 7> kDefects = {{
    {"no-deduplication", &Breakage::no_deduplication, "every request is a charge"},
    {"sequential-only", &Breakage::sequential_only,
     "two requests at the same time are two charges"},
    {"forgets-after-error", &Breakage::forgets_after_error,
     "after a 5xx the same key is a new charge"},
    {"payload-not-compared", &Breakage::payload_not_compared,
     "another payload gets the first answer"},
    {"executes-other-payload", &Breakage::executes_other_payload,
     "another payload is a new charge"},
    {"no-marker", &Breakage::no_marker, "a repetition does not say that it is one"},
    {"new-ids", &Breakage::new_ids, "a repetition names another object, which is not there"},
}};

}  // namespace

bool set_breakage(Breakage& breakage, std::string_view word) {
  for (const auto& [name, defect, meaning] : kDefects)
    if (name == word) {
      breakage.*defect = true;
      return true;
    }
  return false;
}

const std::vector<std::string>& breakage_words() {
  static const std::vector<std::string> words = [] {
    std::vector<std::string> all;
    for (const auto& [name, defect, meaning] : kDefects)
      all.emplace_back(name);
    return all;
  }();
  return words;
}

std::vector<std::string> words_of(const Breakage& breakage) {
  std::vector<std::string> words;
  for (const auto& [name, defect, meaning] : kDefects)
    if (breakage.*defect) words.emplace_back(name);
  return words;
}

std::string meaning_of_breakage(std::string_view word) {
  for (const auto& [name, defect, meaning] : kDefects)
    if (name == word) return std::string(meaning);
  return {};
}

}  // namespace checkoutdiag::sandbox
