#include "lib/process/tail.hpp"

#include <algorithm>
#include <vector>

#include "lib/text/escape.hpp"
#include "lib/text/redact.hpp"

namespace checkoutdiag::process {
namespace {

constexpr std::size_t kTold = 2'000;
// More than is told, so that what is cut off lies before it; the buffer holds twice as much, so
// that a flood is not moved for every piece of it.
constexpr std::size_t kKept = 16'384;

// What is cut begins inside a word, and half a secret is not known for one: the rest of that word
// goes, too.
std::string_view from_whole_word(std::string_view text) {
  const std::size_t line = text.substr(0, kKept - kTold).find('\n');
  if (line != std::string_view::npos) return text.substr(line + 1);
  const std::size_t word = text.find_first_of(" \t\r\n");
  return word == std::string_view::npos ? std::string_view{} : text.substr(word + 1);
}

std::vector<std::string> lines_of(std::string_view text) {
  std::vector<std::string> lines;
  while (!text.empty()) {
    std::string_view line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(text.size(), line.size() + 1));
    if (line.ends_with('\r')) line.remove_suffix(1);
    lines.push_back(text::printable(text::redacted(line)));
  }
  return lines;
}

}  // namespace

void Tail::add(std::string_view bytes) {
  if (bytes.size() > kKept) {
    bytes.remove_prefix(bytes.size() - kKept);
    cut_ = true;
  }
  kept_ += bytes;
  if (kept_.size() <= 2 * kKept) return;
  kept_.erase(0, kept_.size() - kKept);
  cut_ = true;
}

std::string Tail::told() const {
  std::string_view text = kept_;
  bool cut = cut_;
  if (text.size() > kKept) {
    text.remove_prefix(text.size() - kKept);
    cut = true;
  }
  const std::vector<std::string> lines = lines_of(cut ? from_whole_word(text) : text);
  std::size_t first = lines.size(), bytes = 0;
  while (first > 0 && bytes + lines[first - 1].size() + 1 <= kTold)
    bytes += lines[--first].size() + 1;
  std::string told;
  for (; first < lines.size(); ++first)
    told += (told.empty() ? "" : "\n") + lines[first];
  return told;
}

}  // namespace checkoutdiag::process
