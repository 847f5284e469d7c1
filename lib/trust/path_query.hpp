#pragma once
#include <map>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "lib/trust/path.hpp"
#include "lib/trust/path_node.hpp"

// What the models of the runtimes share. Private to lib/trust.
namespace checkoutdiag::trust::paths {

enum class Signature { good, bad, too_costly };

/// Verifies signatures once per pair of certificate and key, and never more of them in one call
/// than a budget of time allows.
class Signatures {
 public:
  Signature check(const Node& child, const Node& issuer);

  /// A new call begins: its budget is full again.
  void refill();

  /// Rough microseconds that one call may spend.
  static constexpr double kBudget = 300'000;

 private:
  std::map<std::pair<std::string, std::string>, bool> known_;
  double left_ = kBudget;
};

/// One question, made ready: leaf first as sent, and those anchors that can matter.
struct Query {
  std::vector<const Node*> sent;
  std::vector<const Node*> anchors;                 // in the store's order, each once
  std::vector<std::optional<bool>> server_trusted;  // of the anchors, as Anchor's
  Time now;
  Signatures& signatures;
};

/// Collects why paths failed and keeps the one that came furthest: an anchor that was reached beats
/// a certificate that a rule forbids, that beats any dead end; a longer dead end beats a shorter
/// one.
class Furthest {
 public:
  void anchored(Cause cause, const Node& at, const std::vector<const Node*>& path);

  /// A rule forbids the last of `path`, a certificate that was sent.
  void broken(Cause cause, const Node& at, const std::vector<const Node*>& path);

  /// Nobody signed the last of `path`; `forged`: somebody is named as its issuer, and did not.
  void dead_end(const std::vector<const Node*>& path, bool forged);

  bool empty() const { return path_.empty(); }

  /// A refusal with what is known.
  PathVerdict refusal(std::string words) const;

 private:
  void take(int rank, Cause cause, const Node& at, const std::vector<const Node*>& path);

  int rank_ = -1;
  Cause cause_ = Cause::other;
  std::string at_;
  std::vector<const Node*> path_;
};

std::vector<std::string> fingerprints(const std::vector<const Node*>& path);

PathVerdict accepted(const std::vector<const Node*>& path);
PathVerdict refused(Cause cause, std::string words, const Node& at,
                    const std::vector<const Node*>& path);
PathVerdict unknown(Cause cause, std::string because);

/// The budget ended before the runtime would have: it would go on.
PathVerdict too_complex();

/// Do the key identifiers, where both are there, tell that `issuer` did not sign `child`?
bool other_key(const Node& child, const Node& issuer);

/// Is the signature of a kind that the key does not make?
bool other_algorithm(const Node& child, const Node& issuer);

std::optional<Cause> out_of_date(const Node& node, Time now);

PathVerdict judge_openssl(const Query& query, int security_level, bool partial_chain);
PathVerdict judge_node(const Query& query);
PathVerdict judge_go(const Query& query);
PathVerdict judge_java(const Query& query);
PathVerdict judge_gnutls(const Query& query);

}  // namespace checkoutdiag::trust::paths
