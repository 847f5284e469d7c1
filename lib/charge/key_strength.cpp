#include <algorithm>

#include "lib/charge/key.hpp"
#include "lib/charge/key_parts.hpp"
#include "lib/text/ascii.hpp"
#include "lib/text/pan.hpp"

namespace checkoutdiag::charge {
namespace {

using Kind = KeyPart::Kind;

constexpr std::size_t kLongestKey = 4096;

// "a word, a time and a UUID": each form once, in the order of the key.
std::string in_words(const std::vector<KeyPart>& parts) {
  constexpr std::size_t kMostForms = 4;
  std::vector<std::string> forms;
  for (const KeyPart& part : parts)
    if (std::find(forms.begin(), forms.end(), part.form) == forms.end()) forms.push_back(part.form);
  if (forms.empty()) return "nothing that tells one charge from another";
  const auto words = std::count_if(parts.begin(), parts.end(),
                                   [](const KeyPart& part) { return part.kind == Kind::word; });
  if (words > 1)
    std::replace(forms.begin(), forms.end(), std::string("a word"), std::string("words"));
  if (forms.size() > kMostForms) {
    forms.resize(kMostForms - 1);
    forms.emplace_back("more");
  }
  std::string out = forms[0];
  for (std::size_t i = 1; i < forms.size(); ++i)
    out += (i + 1 == forms.size() ? " and " : ", ") + forms[i];
  return out;
}

double bits_of(const std::vector<KeyPart>& parts) {
  constexpr double kWordBits = 11, kMostWordBits = 55;  // of a list of 2,048, five of them
  double bits = 0, word_bits = 0;
  for (const KeyPart& part : parts) {
    bits += part.bits;
    if (part.kind == Kind::word) word_bits += kWordBits;
  }
  return bits > 0 ? bits : std::min(word_bits, kMostWordBits);
}

bool has_mail(std::string_view key) {
  const auto in_domain = [](char c) {
    return text::is_letter(c) || text::is_digit(c) || c == '-' || c == '.';
  };
  for (std::string_view sign : {"@", "%40"}) {
    for (std::size_t at = key.find(sign); at != std::string_view::npos;
         at = key.find(sign, at + 1)) {
      const std::string_view host = key.substr(at + sign.size());
      const auto end = std::find_if_not(host.begin(), host.end(), in_domain);
      const std::string_view domain = host.substr(0, static_cast<std::size_t>(end - host.begin()));
      const std::size_t dot = domain.rfind('.');
      if (at > 0 && dot != std::string_view::npos && dot > 0 && domain.size() - dot > 2 &&
          text::is_letter(domain[dot + 1]))
        return true;
    }
  }
  return false;
}

bool has_pan(std::string_view key) {
  for (std::size_t at = 0; at < key.size(); ++at)
    if (text::is_digit(key[at]) && text::pan_at(key, at)) return true;
  return false;
}

}  // namespace

KeyStrength strength_of(std::string_view key) {
  key = key.substr(0, kLongestKey);
  const std::vector<KeyPart> parts = key_parts(key);
  KeyStrength strength{bits_of(parts), in_words(parts), {}};
  if (has_mail(key)) strength.personal = "an e-mail address";
  if (has_pan(key)) strength.personal = "a card number";
  return strength;
}

}  // namespace checkoutdiag::charge
