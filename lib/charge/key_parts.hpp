#pragma once
#include <string>
#include <string_view>
#include <vector>

// What keys are made of, by the look of it: "order-1234", "stripe-node-retry-<UUID>".
namespace checkoutdiag::charge {

struct KeyPart {
  enum class Kind {
    word,    // letters that can be spoken: an upper bound of its bits says nothing
    time,    // a date, or seconds, milliseconds … since 1970, between 2001 and 2100
    count,   // up to 12 digits
    random,  // what may be random: as many bits as its length and its letters allow
  };
  Kind kind = Kind::word;
  double bits = 0;
  std::string form;  // "a UUID", "16 hexadecimal digits"
};

/// A key taken apart at everything that is no letter or digit, but UUIDs as one.
std::vector<KeyPart> key_parts(std::string_view key);

}  // namespace checkoutdiag::charge
