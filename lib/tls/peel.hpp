#pragma once
#include <bitset>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

// Complete enumeration by offer and refusal: a server that is offered a set takes one element, so
// the elements are peeled off until it refuses the rest. Pure: it says what to ask and learns the
// answers, so a test can play the server.
namespace checkoutdiag::tls {

using Id = std::uint32_t;
using Ids = std::vector<Id>;

/// `ids` less what is in `taken`, in the order of `ids`.
Ids without(Ids ids, const Ids& taken);

/// What a server was seen to bear; shared by all enumerations of one address. Some servers and
/// middleboxes choke on hellos with more than 128 suites (spec of the field: never offer all at
/// first).
struct Tolerance {
  std::size_t proven = 0;  // the largest offer that was answered with an acceptance
  bool big_fails = false;  // an offer above kSafe went wrong: never again
  static constexpr std::size_t kSafe = 100;
  static constexpr std::size_t kSmall = 12;  // nothing chokes on so few
};

class Peel {
 public:
  enum class Answer {
    accepted,
    refused,    // a clean refusal of everything that was offered
    unclear,    // no proof of anything: asked again in smaller offers
    undecided,  // no proof, and asking again is no use
  };

  /// `universe` in the order in which it is offered, without repeats, at most 512 elements.
  /// `expect` guesses what a server that took `order` so far will take next, best first; guesses
  /// only decide what is asked ahead of need on a far network, never a result.
  using Expect = std::function<Ids(const Ids& order)>;
  Peel(Ids universe, Tolerance* tolerance, Expect expect = {});

  /// The next offer to make; empty when there is none (done, or waiting for answers under way).
  /// With `ahead` also offers that may turn out to be needed once the answers under way are in.
  Ids next(bool ahead);

  /// `offered` as next() gave it.
  void learn(const Ids& offered, Answer answer, Id taken = 0, const std::string& evidence = {});

  /// The server does not do this at all (a refusal of the protocol version): everything is refused.
  void refuse_all();

  /// There is no way to ask on: everything that is still open stays undecided, for this reason.
  void give_up(const std::string& evidence);

  bool done() const;      // nothing more to ask
  bool complete() const;  // done, everything is proven and nothing contradicts
  const std::string& doubt() const { return doubt_; }
  const Ids& order() const {
    return order_;
  }  // taken so far, in the server's order as far as it is known
  std::size_t accepted() const { return found_.count(); }
  const Ids& universe() const { return universe_; }

 private:
  using Set = std::bitset<512>;
  struct Fact {
    Set offered;
    std::size_t winner;
  };

  std::size_t index(Id id) const;
  Set set_of(const Ids& ids) const;
  Ids ids_of(const Set& set, std::size_t most) const;
  void rechain();
  Set needed() const;
  std::size_t limit() const;
  bool under_way(const Set& offer) const;
  bool answer_pending() const;

  Ids universe_;
  Tolerance* tolerance_;
  Expect expect_;
  Set all_, found_, refused_, undecided_, chained_;
  std::vector<Fact> facts_;
  std::vector<Set> asked_;  // offers under way
  Ids order_;
  std::size_t small_limit_ = Tolerance::kSafe;
  bool order_lost_ = false;
  int misses_ = 0;  // guesses that told nothing new
  std::string doubt_;
};

}  // namespace checkoutdiag::tls
