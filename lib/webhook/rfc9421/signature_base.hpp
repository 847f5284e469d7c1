#pragma once
#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "lib/webhook/claims.hpp"
#include "lib/webhook/delivery.hpp"
#include "lib/webhook/rfc9421/structured_fields.hpp"
#include "lib/webhook/rfc9421/target.hpp"

namespace checkoutdiag::webhook::rfc9421 {

/// Why there is no signature base.
struct Gap {
  Trouble trouble = Trouble::none;
  std::string subject;
};

/// Puts together what is signed (RFC 9421 section 2.5), for one delivery. All the bases together
/// may read so much of it and no more: a header of 64 KB can be named 10,000 times in another.
class SignatureBase {
 public:
  static constexpr std::size_t kMostComponents = 128;        // in one signature
  static constexpr std::size_t kMostWork = 4 * 1024 * 1024;  // bytes read

  explicit SignatureBase(const Delivery& delivery)
      : delivery_(delivery), target_(read_target(delivery.url)) {}

  /// Appends the base of the covered components and their parameters; false: `gap` says why not.
  bool build(const Member& covered, std::string& out, Gap& gap);

 private:
  std::optional<std::string> value(const FieldItem& component, Gap& gap);
  std::optional<std::string> derived(const FieldItem& component, Gap& gap);
  std::optional<std::string> of_target(const FieldItem& component, Gap& gap);
  std::optional<std::string> field(const FieldItem& component, Gap& gap);
  std::optional<std::string> authority() const;
  std::optional<std::string> structured(const FieldItem& component, const std::string& text);

  // A field that was read as a structured one: read once, however often its members are named.
  struct Structured {
    std::optional<std::optional<Dictionary>> dictionary;
    std::optional<std::optional<std::string>> strict;
  };

  const Delivery& delivery_;
  std::optional<Target> target_;
  std::map<std::string, Structured> structured_;
  std::size_t left_ = kMostWork;
};

/// A component's identifier, as it stands in the base: "\"@query-param\";name=\"Pet\"".
std::string identifier(const FieldItem& component);

}  // namespace checkoutdiag::webhook::rfc9421
