#pragma once
#include <fmt/core.h>

#include "lib/text/escape.hpp"
#include "lib/text/json_object.hpp"
#include "lib/text/words.hpp"

namespace checkoutdiag::text {

/// The meaning of the word of that key; `otherwise` when the key is not there.
template <class T, std::size_t N>
T choice(const JsonObject& object, const char* key, const Words<T> (&words)[N], T otherwise) {
  if (!object.has(key)) return otherwise;
  const std::string& read = object.string(key);
  const std::optional<T> found = meaning(words, read);
  if (!found)
    object.miss(key, fmt::format("must be {}, not \"{}\"", one_of(words), printable(read, 80)));
  return *found;
}

}  // namespace checkoutdiag::text
