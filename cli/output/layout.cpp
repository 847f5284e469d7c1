#include "cli/output/layout.hpp"

#include <algorithm>
#include <utility>

#include "lib/text/escape.hpp"

namespace checkoutdiag::output {

std::vector<std::string> lines(std::string_view text) {
  std::vector<std::string> parts;
  while (true) {
    std::size_t end = text.find('\n');
    parts.emplace_back(text.substr(0, end));
    if (end == std::string_view::npos) return parts;
    text.remove_prefix(end + 1);
  }
}

namespace {

// Where the next unbreakable piece ends: at a space that is not between two backticks.
std::size_t piece_end(std::string_view text) {
  std::size_t end = std::min(text.find(' '), text.size());
  std::size_t open = text.substr(0, end).find('`');
  while (open != std::string_view::npos) {
    std::size_t close = text.find('`', open + 1);
    if (close == std::string_view::npos) return end;
    end = std::min(text.find(' ', std::max(close, end)), text.size());
    open = text.substr(0, end).find('`', close + 1);
  }
  return end;
}

bool breakable(std::string_view word) {
  return word.find("://") == std::string_view::npos && word.find('`') == std::string_view::npos;
}

// How many bytes of a word make a line: up to the last mark that fits, or what fits.
std::size_t break_at(std::string_view word, std::size_t width) {
  std::size_t bytes = 0;
  for (std::size_t used = 0; bytes < word.size(); ++bytes) {
    bool begins = (static_cast<unsigned char>(word[bytes]) & 0xC0) != 0x80;
    if (begins && ++used > std::max<std::size_t>(width, 1)) break;
  }
  std::size_t mark = word.substr(0, bytes).find_last_of("_-./,:;=");
  return mark == std::string_view::npos ? bytes : mark + 1;
}

}  // namespace

std::size_t widest_word(std::string_view text) {
  std::size_t widest = 0;
  while (!text.empty()) {
    std::size_t end = piece_end(text);
    widest = std::max(widest, text::columns(text.substr(0, end)));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return widest;
}

std::vector<std::string> wrap(std::string_view text, std::size_t width, LongWords words) {
  std::vector<std::string> parts;
  std::string line;
  std::size_t used = 0;
  while (!text.empty()) {
    std::size_t end = piece_end(text);
    std::string_view word = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (word.empty()) continue;
    if (words == LongWords::broken && breakable(word) && text::columns(word) > width) {
      if (!line.empty()) parts.push_back(std::exchange(line, {}));
      while (text::columns(word) > width) {
        std::size_t cut = break_at(word, width);
        parts.emplace_back(word.substr(0, cut));
        word.remove_prefix(cut);
      }
      used = 0;
    }
    std::size_t wide = text::columns(word);
    if (!line.empty() && used + 1 + wide > width) {
      parts.push_back(std::move(line));
      line.clear();
      used = 0;
    }
    if (!line.empty()) {
      line += ' ';
      ++used;
    }
    line += word;
    used += wide;
  }
  if (!line.empty() || parts.empty()) parts.push_back(std::move(line));
  return parts;
}

std::string padded(std::string_view text, std::size_t width) {
  std::size_t used = text::columns(text);
  return std::string(text) + std::string(used < width ? width - used : 0, ' ');
}

std::string counted(std::size_t n, std::string_view what) {
  return std::to_string(n) + " " + std::string(what) + (n == 1 ? "" : "s");
}

}  // namespace checkoutdiag::output
