#include "lib/text/json_elements.hpp"

#include <cstdint>
#include <cstring>
#include <utility>

#include "lib/text/json_tokens.hpp"

namespace checkoutdiag::text {
namespace {

constexpr std::size_t kDeepest = 256;
// Steps of a place: deeper values have none.
constexpr std::size_t kMostSteps = 3;
constexpr std::size_t kLongestKey = 64;

// Eight bytes at a time: whether one of them is a quote or a backslash, or may be.
bool may_end_a_string(const char* eight) {
  constexpr std::uint64_t kOnes = 0x0101010101010101;
  std::uint64_t word = 0;
  std::memcpy(&word, eight, sizeof word);
  const std::uint64_t quote = word ^ kOnes * '"', slash = word ^ kOnes * '\\';
  return ((((quote - kOnes) & ~quote) | ((slash - kOnes) & ~slash)) & (kOnes * 0x80)) != 0;
}

}  // namespace

JsonElements::JsonElements(std::vector<std::string> places, std::size_t most, Each each)
    : places_(std::move(places)), most_(most), each_(std::move(each)) {}

void JsonElements::feed(std::string_view piece) {
  from_ = 0;
  for (std::size_t at = 0; at < piece.size() && !is_broken_;) {
    if (in_string_)
      string(piece, at);
    else
      structure(piece, at);
  }
  if (is_kept_) keep(piece.substr(from_));
}

void JsonElements::keep(std::string_view bytes) {
  if (kept_.size() + bytes.size() > most_) is_too_large_ = true;
  if (!is_too_large_) kept_ += bytes;
}

bool JsonElements::matches(const std::string& place) const {
  std::size_t at = 0;
  for (const Open& each : open_) {
    if (at >= place.size()) return false;
    const std::size_t end = std::min(place.find('/', at + 1), place.size());
    const std::string_view step = std::string_view(place).substr(at + 1, end - at - 1);
    if (each.bracket == '[' ? step != "*" : step != each.key) return false;
    at = end;
  }
  return at == place.size();
}

// `at` is the value's first byte in the piece.
void JsonElements::begin_value(std::size_t at) {
  has_begun_ = true;
  if (is_kept_ || open_.empty() || open_.size() > kMostSteps) return;
  for (std::size_t i = 0; i < places_.size(); ++i) {
    if (!matches(places_[i])) continue;
    is_kept_ = true;
    is_too_large_ = false;
    kept_.clear();
    place_ = i;
    depth_ = open_.size();
    from_ = at;
    return;
  }
}

// `end` is behind the value's last byte.
void JsonElements::end_value(std::string_view piece, std::size_t end) {
  if (!is_kept_ || open_.size() != depth_) return;
  is_kept_ = false;
  const std::string_view last = piece.substr(from_, end - from_);
  if (is_too_large_ || kept_.size() + last.size() > most_) {
    ++too_large_;
    return;
  }
  if (kept_.empty()) {
    each_(place_, last);
    return;
  }
  kept_ += last;
  each_(place_, kept_);
}

void JsonElements::string(std::string_view piece, std::size_t& at) {
  const std::size_t begin = at;
  for (; at < piece.size(); ++at) {
    if (is_escaped_) {
      is_escaped_ = false;
      continue;
    }
    while (piece.size() - at >= 8 && !may_end_a_string(piece.data() + at))
      at += 8;
    if (at == piece.size()) break;
    if (piece[at] == '\\') is_escaped_ = true;
    if (piece[at] != '"') continue;
    in_string_ = false;
    break;
  }
  if (is_key_ && key_.size() < kLongestKey)
    key_ += piece.substr(begin, std::min(at - begin, kLongestKey - key_.size()));
  if (in_string_) return;
  ++at;
  if (is_key_) {
    open_.back().expects_key = false;
    // A name with escapes is read as one, and one that was cut is none that a place has.
    if (key_.find('\\') == std::string::npos)
      open_.back().key = key_;
    else if (!unescape_json('"' + key_ + '"', open_.back().key))
      open_.back().key.clear();
    is_key_ = false;
  } else {
    end_value(piece, at);
  }
}

void JsonElements::structure(std::string_view piece, std::size_t& at) {
  for (; at < piece.size(); ++at) {
    const char c = piece[at];
    const bool ends_scalar =
        c == ',' || c == '}' || c == ']' || c == ' ' || c == '\n' || c == '\r' || c == '\t';
    if (in_scalar_) {
      if (!ends_scalar) continue;
      in_scalar_ = false;
      end_value(piece, at);
    }
    switch (c) {
      case ' ':
      case '\n':
      case '\r':
      case '\t':
      case ':':
        break;
      case ',':
        if (open_.empty()) is_broken_ = true;
        if (!open_.empty()) open_.back().expects_key = true;
        break;
      case '"':
        is_key_ = !open_.empty() && open_.back().bracket == '{' && open_.back().expects_key;
        if (is_key_)
          key_.clear();
        else
          begin_value(at);
        in_string_ = true;
        ++at;
        return;
      case '{':
      case '[':
        begin_value(at);
        if (open_.size() == kDeepest) is_broken_ = true;
        open_.push_back({c, {}, true});
        break;
      case '}':
      case ']':
        if (open_.empty() || (open_.back().bracket == '{') != (c == '}')) {
          is_broken_ = true;
        } else {
          open_.pop_back();
          end_value(piece, at + 1);
        }
        break;
      default:
        begin_value(at);
        in_scalar_ = true;
    }
    if (is_broken_) return;
  }
}

}  // namespace checkoutdiag::text
