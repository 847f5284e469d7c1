#include <algorithm>

#include "lib/trust/path_java.hpp"

// SunCertPathBuilder: depth first, and any path that passes will do.
namespace checkoutdiag::trust::paths {
namespace {

using Path = std::vector<const Node*>;

constexpr std::string_view kNoPath =
    "PKIX path building failed: sun.security.provider.certpath.SunCertPathBuilderException: unable "
    "to find valid certification path to requested target";

constexpr int kLongestPath = 5;  // PKIXBuilderParameters' default: intermediates, self-issued aside

// Java itself sets no limit; a mesh of a few names keeps it busy for minutes.
constexpr int kMostSteps = 5'000;

bool repeated(const Path& path, const Node& next) {
  return std::any_of(path.begin(), path.end(), [&](const Node* one) {
    return one == &next || (same_subject(*one, next) && one->key == next.key &&
                            one->alternative_names == next.alternative_names);
  });
}

class Builder {
 public:
  explicit Builder(const Query& query) : query_(query) {}
  PathVerdict run();

 private:
  void extend(Path& path, int intermediates);
  Path candidates(const Path& path, int intermediates);
  bool try_anchor(const Path& path, const Node& anchor);
  bool is_anchor(const Node& node) const {
    return std::find(query_.anchors.begin(), query_.anchors.end(), &node) != query_.anchors.end();
  }

  const Query& query_;
  Furthest furthest_;
  // Java takes the first path that passes and then looks at its anchor; which is first depends on
  // how the store's set is ordered in memory.
  std::optional<PathVerdict> good_, bad_;
  int steps_ = 0;
  bool checks_dates_ = false, stopped_ = false, doubtful_anchors_ = false;
};

/// Anchors and what was sent, of the issuer's name; the key identifier's match first.
Path Builder::candidates(const Path& path, int intermediates) {
  const Node& child = *path.back();
  Path found;
  for (const Node* anchor : query_.anchors) {
    if (!issued_by_name(child, *anchor)) continue;
    // From the second look on Java asks for anchors that are valid now: its selector still has the
    // date from the first.
    if (const auto date = out_of_date(*anchor, query_.now); date && checks_dates_) {
      furthest_.anchored(*date, *anchor, path);
      continue;
    }
    const bool old = anchor->version < 3;
    if (old && (out_of_date(*anchor, child.not_before) || out_of_date(*anchor, child.not_after)))
      continue;
    found.push_back(anchor);
  }
  checks_dates_ = true;
  for (const Node* sent : query_.sent) {
    if (!issued_by_name(child, *sent) || repeated(path, *sent) ||
        std::find(found.begin(), found.end(), sent) != found.end())
      continue;
    Path longer = path;
    longer.push_back(sent);
    const auto date = out_of_date(*sent, query_.now);
    if (date)
      furthest_.broken(*date, *sent, longer);
    else if (!sent->ca || (sent->path_length && *sent->path_length < intermediates))
      furthest_.broken(sent->ca ? Cause::path_length : Cause::not_a_ca, *sent, longer);
    else if (intermediates >= kLongestPath)
      furthest_.broken(Cause::path_length, *sent, longer);
    else
      found.push_back(sent);
  }
  std::stable_sort(found.begin(), found.end(), [&](const Node* one, const Node* other) {
    auto fits = [&](const Node* node) {
      return child.authority_key_id && node->subject_key_id == child.authority_key_id;
    };
    return fits(one) && !fits(other);
  });
  return found;
}

/// True: the search is over. It goes on where another anchor could come out otherwise.
bool Builder::try_anchor(const Path& path, const Node& anchor) {
  Path whole = path;
  whole.push_back(&anchor);
  JavaCheck check(query_, anchor, path, false);
  const JavaObjection found = check.run();
  stopped_ |= check.too_costly();
  if (!found.words.empty()) {
    if (found.cause == Cause::bad_signature && found.at == path.back())
      furthest_.dead_end(path, !other_key(*path.back(), anchor));
    else
      furthest_.anchored(found.cause, *found.at, whole);
    return stopped_;
  }
  PathVerdict verdict = java_finish(whole, anchor);
  (java_anchor_objection(anchor).words.empty() ? good_ : bad_) = std::move(verdict);
  stopped_ |= good_ && (bad_ || !doubtful_anchors_);
  return stopped_;
}

void Builder::extend(Path& path, int intermediates) {
  const Node& last = *path.back();
  const Path next = candidates(path, intermediates);
  bool signed_by_one = false, forged = false;
  for (const Node* one : next) {
    if (repeated(path, *one)) continue;
    if (++steps_ > kMostSteps) stopped_ = true;
    if (stopped_) return;
    if (is_anchor(*one)) {
      if (try_anchor(path, *one)) return;
      continue;
    }
    Path longer = path;
    longer.push_back(one);
    if (java_unknown_extension(*one) || !one->may_sign()) {
      furthest_.broken(one->may_sign() ? Cause::other : Cause::not_a_ca, *one, longer);
      continue;
    }
    if (path.size() > 1 && last.self_issued() && one->self_issued()) return;
    // Java verifies at the end only; what is not signed by the candidate cannot come out well.
    const Signature signature = query_.signatures.check(last, *one);
    stopped_ |= signature == Signature::too_costly;
    forged |= signature == Signature::bad && !other_key(last, *one);
    if (signature != Signature::good) continue;
    signed_by_one = true;
    extend(longer, intermediates + (one->self_issued() ? 0 : 1));
    if (stopped_) return;
  }
  if (!signed_by_one) furthest_.dead_end(path, forged);
}

PathVerdict Builder::run() {
  const Node& leaf = *query_.sent.front();
  Path path{&leaf};
  const std::string words(kNoPath);
  if (const auto date = out_of_date(leaf, query_.now)) return refused(*date, words, leaf, path);
  if (java_unknown_extension(leaf)) return refused(Cause::other, words, leaf, path);
  doubtful_anchors_ =
      std::any_of(query_.anchors.begin(), query_.anchors.end(),
                  [](const Node* anchor) { return !java_anchor_objection(*anchor).words.empty(); });
  extend(path, 0);
  if (good_ && bad_) return java_either(bad_->cause);
  if (good_ || bad_) return good_ ? *good_ : *bad_;
  if (stopped_) return too_complex();
  if (furthest_.empty()) furthest_.dead_end(path, false);
  return furthest_.refusal(words);
}

}  // namespace

PathVerdict java_build(const Query& query) {
  return Builder(query).run();
}

}  // namespace checkoutdiag::trust::paths
