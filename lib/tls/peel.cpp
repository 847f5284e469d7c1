#include "lib/tls/peel.hpp"

#include <algorithm>

#include "lib/failure.hpp"

namespace checkoutdiag::tls {
namespace {

constexpr int kMostMisses = 4;  // a server that is not as expected is asked in turn

}  // namespace

Ids without(Ids ids, const Ids& taken) {
  std::erase_if(
      ids, [&taken](Id id) { return std::find(taken.begin(), taken.end(), id) != taken.end(); });
  return ids;
}

Peel::Peel(Ids universe, Tolerance* tolerance, Expect expect)
    : universe_(std::move(universe)), tolerance_(tolerance), expect_(std::move(expect)) {
  if (universe_.size() > all_.size())
    throw Failure(Failure::Kind::internal, "an enumeration of more than 512 elements");
  for (std::size_t i = 0; i < universe_.size(); ++i)
    all_.set(i);
}

std::size_t Peel::index(Id id) const {
  return static_cast<std::size_t>(std::find(universe_.begin(), universe_.end(), id) -
                                  universe_.begin());
}

Peel::Set Peel::set_of(const Ids& ids) const {
  Set set;
  for (Id id : ids)
    if (const std::size_t i = index(id); i < universe_.size()) set.set(i);
  return set;
}

Ids Peel::ids_of(const Set& set, std::size_t most) const {
  Ids ids;
  for (std::size_t i = 0; i < universe_.size() && ids.size() < most; ++i)
    if (set.test(i)) ids.push_back(universe_[i]);
  return ids;
}

// Puts what was taken into the server's order. An answer names the favourite among what was
// offered, so it is the next in line if everything taken that is not in line yet was on offer.
void Peel::rechain() {
  order_.clear();
  chained_.reset();
  for (bool more = true; more;) {
    more = false;
    const Set waiting = found_ & ~chained_;
    for (const Fact& fact : facts_) {
      if (chained_.test(fact.winner) || (waiting & ~fact.offered).any()) continue;
      order_.push_back(universe_[fact.winner]);
      chained_.set(fact.winner);
      more = true;
      break;
    }
  }
  const Set waiting = found_ & ~chained_;
  if (waiting.count() == 1) {
    order_.push_back(ids_of(waiting, 1).front());
    chained_ = found_;
    return;
  }
  // What is known to be taken, but not yet when, comes last for now.
  for (Id id : ids_of(waiting, universe_.size()))
    order_.push_back(id);
}

std::size_t Peel::limit() const {
  if (small_limit_ < Tolerance::kSafe || tolerance_->big_fails) return small_limit_;
  // A large offer is tried only on a server that has taken something from a small one.
  return tolerance_->proven > 0 ? universe_.size() : small_limit_;
}

// What must be on offer next: all that may still be ahead in line, or, where that is too large an
// offer, the first of what is neither taken nor refused.
Peel::Set Peel::needed() const {
  const Set open = all_ & ~found_ & ~refused_ & ~undecided_;
  const Set waiting = found_ & ~chained_;
  if (open.none()) return waiting.count() > 1 && !order_lost_ ? waiting : Set{};
  const Set rest = open | waiting;
  return rest.count() <= limit() ? rest : set_of(ids_of(open, limit()));
}

// Is an offer under way that covers all that is still open? Its answer decides what to ask next.
bool Peel::answer_pending() const {
  const Set open = all_ & ~found_ & ~refused_ & ~undecided_;
  const Set must = open.none() ? found_ & ~chained_ : open;
  if (must.count() > limit()) return under_way(needed());
  return std::any_of(asked_.begin(), asked_.end(),
                     [&must](const Set& offer) { return (must & ~offer).none(); });
}

bool Peel::under_way(const Set& offer) const {
  return std::find(asked_.begin(), asked_.end(), offer) != asked_.end();
}

Ids Peel::next(bool ahead) {
  Set offer = needed();
  if (offer.none()) return {};
  if (answer_pending()) {
    if (!ahead || !expect_ || found_.none() || misses_ > kMostMisses) return {};
    for (Id guess : expect_(order_)) {
      const std::size_t i = index(guess);
      if (i >= universe_.size() || !offer.test(i)) continue;
      offer.reset(i);
      if (!under_way(offer)) break;
    }
    if (offer.none() || under_way(offer)) return {};
  }
  asked_.push_back(offer);
  return ids_of(offer, universe_.size());
}

void Peel::learn(const Ids& offered, Answer answer, Id taken, const std::string& evidence) {
  const Set offer = set_of(offered);
  if (auto found = std::find(asked_.begin(), asked_.end(), offer); found != asked_.end())
    asked_.erase(found);
  const bool big = offered.size() > Tolerance::kSafe;
  // Everything on offer had been taken before, and now it is not: the order cannot be had.
  if (answer != Answer::accepted && (offer & ~found_).none()) order_lost_ = true;
  if (answer == Answer::accepted) {
    tolerance_->proven = std::max(tolerance_->proven, offered.size());
    const std::size_t winner = index(taken);
    if (winner >= universe_.size()) return;
    if (found_.test(winner)) ++misses_;
    if (refused_.test(winner)) doubt_ = "the answers contradict each other";
    refused_.reset(winner);
    undecided_.reset(winner);
    found_.set(winner);
    facts_.push_back({offer, winner});
    rechain();
  } else if (big && (answer != Answer::refused || tolerance_->proven < offered.size())) {
    // No proof that so large an offer was read at all: back to small ones.
    tolerance_->big_fails = true;
  } else if (answer == Answer::refused) {
    if ((offer & found_).any()) doubt_ = "the answers contradict each other";
    refused_ |= offer & ~found_;
  } else if (answer == Answer::unclear && offered.size() > 1 && small_limit_ == Tolerance::kSafe) {
    small_limit_ = (offered.size() + 1) / 2;
  } else {
    undecided_ |= offer & ~found_;
    if (doubt_.empty()) doubt_ = evidence.empty() ? "no clean answer" : evidence;
  }
}

void Peel::give_up(const std::string& evidence) {
  undecided_ |= all_ & ~found_ & ~refused_;
  order_lost_ = true;
  if (doubt_.empty()) doubt_ = evidence;
}

void Peel::refuse_all() {
  refused_ = all_ & ~found_;
}

bool Peel::done() const {
  return needed().none();
}

bool Peel::complete() const {
  return done() && undecided_.none() && doubt_.empty();
}

}  // namespace checkoutdiag::tls
