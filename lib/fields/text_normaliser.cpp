#include "lib/fields/text_normaliser.hpp"

#include "lib/regex/matcher.hpp"

namespace checkoutdiag::fields {

TextNormaliser::TextNormaliser(regex::Normaliser steps) : steps_(std::move(steps)) {
  for (const regex::NormalStep& each : steps_)
    by_letter_ = by_letter_ && each.kind != regex::NormalStep::Kind::trim;
  for (std::size_t letter = 0; letter < becomes_.size(); ++letter) {
    const auto left = regex::normalised(steps_, {static_cast<regex::Point>(letter)});
    becomes_[letter] = left.empty() ? kLost : static_cast<int>(left.front());
  }
}

std::string_view TextNormaliser::apply(std::string_view text, std::string& buffer) const {
  if (steps_.empty()) return text;
  buffer.clear();
  bool done = by_letter_;
  for (std::size_t i = 0; i < text.size() && done; ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    done = byte < becomes_.size();
    if (done && becomes_[byte] != kLost) buffer.push_back(static_cast<char>(becomes_[byte]));
  }
  if (!done) buffer = regex::utf8_of(regex::normalised(steps_, regex::units_of(text)));
  return buffer;
}

}  // namespace checkoutdiag::fields
