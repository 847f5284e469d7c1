#pragma once
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "lib/trust/path.hpp"
#include "lib/trust/path_node.hpp"

// The chain as a server sent it, and what a runtime objects to before it looks for a path. Private
// to lib/trust.
namespace checkoutdiag::trust::paths {

class Sent {
 public:
  explicit Sent(std::span<const std::string> ders);

  /// Leaf first; without what could not be read.
  std::vector<const Node*> nodes() const;

  const Node* find(const std::string& sha256) const;

  /// The verdict where it needs no store: nothing to judge, unreadable, longer than the runtime
  /// takes.
  std::optional<PathVerdict> objection(Runtime runtime) const;

 private:
  std::vector<std::unique_ptr<Node>> nodes_;  // null: unreadable
  std::size_t count_ = 0, size_ = 0;          // size: of TLS's Certificate message
  bool junk_ = false, trailing_ = false;      // why some could not be read
};

/// Does crypto/x509 parse it: not a curve or an RSA exponent that it does not know?
bool readable_for_go(const Node& node);

}  // namespace checkoutdiag::trust::paths
