#pragma once
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace checkoutdiag::threeds {

/// What is known of a field of the message, or of the AReq before it: its values as text (of a list
/// each of them); none: it is not there. Nothing: nobody knows.
using Lookup = std::function<std::optional<std::vector<std::string>>(std::string_view field)>;

/// "transStatus in {Y,A}", "a==b & c!=d | present(e)", with parentheses.
class Condition {
 public:
  Condition() = default;
  /// Throws std::invalid_argument: the table is the program's own.
  explicit Condition(std::string_view text);

  /// Nothing: it depends on what is not known.
  std::optional<bool> holds(const Lookup& lookup) const;

  const std::string& text() const { return text_; }

 private:
  struct Node {
    enum class Kind { either, both, is, is_not, present } kind = Kind::present;
    std::string field;
    std::vector<std::string> values;
    std::vector<Node> parts;
  };
  class Parser;

  static std::optional<bool> holds(const Node& node, const Lookup& lookup);

  std::string text_;
  Node root_;
};

}  // namespace checkoutdiag::threeds
