#include "lib/trust/base64_block.hpp"

#include <array>
#include <cstdint>

namespace checkoutdiag::trust {
namespace {

constexpr std::array<signed char, 256> digits() {
  std::array<signed char, 256> values{};
  values.fill(-1);
  constexpr std::string_view kAlphabet =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  for (std::size_t i = 0; i < kAlphabet.size(); ++i)
    values[static_cast<unsigned char>(kAlphabet[i])] = static_cast<signed char>(i);
  return values;
}
constexpr auto kDigits = digits();

/// The sextets of a block, one after another.
class Decoder {
 public:
  /// False: this character cannot come here.
  bool put(char c) {
    if (c == '=') return ++padding_ <= 2;
    const int digit = kDigits[static_cast<unsigned char>(c)];
    if (digit < 0 || padding_ != 0) return false;
    bits_ = bits_ << 6 | static_cast<std::uint32_t>(digit);
    if (++sextets_ % 4 != 0) return true;
    for (int shift : {16, 8, 0})
      der_ += static_cast<char>(bits_ >> shift & 0xff);
    bits_ = 0;
    return true;
  }

  std::string finish() {
    const std::size_t rest = sextets_ % 4;
    if ((rest + padding_) % 4 != 0 || rest == 1) return {};
    if (rest == 2) der_ += static_cast<char>(bits_ >> 4 & 0xff);
    if (rest == 3) {
      der_ += static_cast<char>(bits_ >> 10 & 0xff);
      der_ += static_cast<char>(bits_ >> 2 & 0xff);
    }
    return std::move(der_);
  }

 private:
  std::uint32_t bits_ = 0;
  std::size_t sextets_ = 0, padding_ = 0;
  std::string der_;
};

}  // namespace

Block read_block(std::string_view text) {
  Decoder decoder;
  std::size_t at = kBegin.size();
  for (; at < text.size(); ++at) {
    const char c = text[at];
    if (c == '\n' || c == '\r' || c == ' ' || c == '\t') continue;
    if (c == '\\') {
      if (at + 1 == text.size()) return {at, true, {}};
      if (text[at + 1] != 'n' && text[at + 1] != 'r') return {at, false, {}};
      ++at;
      continue;
    }
    if (c == '-') {
      const std::string_view tail = text.substr(at, kEnd.size());
      if (tail == kEnd) return {at + kEnd.size(), false, decoder.finish()};
      return {at, tail.size() < kEnd.size() && kEnd.starts_with(tail), {}};
    }
    if (!decoder.put(c)) return {at, false, {}};
  }
  return {at, true, {}};
}

}  // namespace checkoutdiag::trust
