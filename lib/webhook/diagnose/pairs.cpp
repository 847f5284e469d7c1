#include <algorithm>
#include <array>
#include <deque>

#include "lib/webhook/diagnose/search.hpp"

namespace checkoutdiag::webhook {
namespace {

constexpr std::size_t kMostPartners = 64;
constexpr std::size_t kMostOthers = 256;  // secrets of which one may be the right one
constexpr int kMostUncommon = 2000;       // signatures spent on forms of JSON that are not common
constexpr std::size_t kSmallBody = 256 * 1024;

enum class Kind { header, secret, url };

// One of two damages that came together, other than the body's.
struct Partner {
  Kind kind;
  CauseWords words;
  HeaderRepair header;          // of Kind::header
  std::vector<Secret> secrets;  // of Kind::secret: the right one
  bool other = false;           // it is another secret, not the given one repaired
  std::string url;              // of Kind::url
  std::unique_ptr<Verifier> verifier;

  const Scheme& scheme(const Search& search) const {
    return header.scheme ? *header.scheme : search.scheme;
  }
};

// What is around a body may have another body's damages inside.
bool is_around(std::string_view id) {
  constexpr std::array<std::string_view, 6> kAround = {
      "body.base64-encoded", "body.hex-encoded",   "body.json-string-wrapped",
      "body.enveloped",      "body.bytes-as-json", "body.form-wrapped"};
  return id.ends_with("-compressed") ||
         std::find(kAround.begin(), kAround.end(), id) != kAround.end();
}

struct Pairs {
  Search& search;
  const std::vector<NamedSecret>& others;
  std::deque<Partner> partners = {};
  bool found = false;

  // One pair is enough: what explains more is not the smaller explanation.
  bool over() const { return found || search.over(); }

  Partner& add(Kind kind, CauseWords words) {
    partners.push_back({.kind = kind, .words = std::move(words)});
    return partners.back();
  }

  void collect() {
    const auto full = [this] { return partners.size() >= kMostPartners; };
    for (std::size_t i = 0; i < search.secrets.size(); ++i)
      secret_repairs(search.scheme, search.secrets[i].reveal(), [&](Variant&& variant) {
        if (!variant.common) return true;
        add(Kind::secret, words_of(search, i, variant))
            .secrets.emplace_back(std::move(variant.value));
        return !full();
      });
    if (search.signs_url())
      url_repairs(search.given.url, search.given.headers, [&](Variant&& variant) {
        if (!variant.common) return true;
        add(Kind::url, words_of(variant)).url = std::move(variant.value);
        return !full();
      });
    header_repairs(search, [&](HeaderRepair&& repair) {
      if (!repair.common) return true;
      add(Kind::header, repair.words).header = std::move(repair);
      return !full();
    });
    for (std::size_t i = 0; i < std::min(others.size(), kMostOthers); ++i) {
      if (others[i].secret.blank()) continue;
      Partner& other = add(Kind::secret, words_of_other(others, i));
      other.secrets.push_back(others[i].secret);
      other.other = true;
    }
    for (Partner& each : partners)
      each.verifier = std::make_unique<Verifier>(
          each.scheme(search), each.kind == Kind::secret ? each.secrets : search.secrets,
          search.settings);
  }

  bool asks(Verifier& verifier, Partner& partner) {
    switch (partner.kind) {
      case Kind::secret:
        return search.proves(verifier);
      case Kind::url:
        return search.proves_with_url(verifier, partner.url);
      case Kind::header:
        return search.proves_with_headers(verifier, partner.header.headers, partner.header.form);
    }
    return false;
  }

  void prove(const CauseWords& first, const CauseWords& second) {
    search.prove_both(first, second);
    found = true;
  }

  bool has_body() const {
    return search.scheme.covers_body && !search.given.body.empty() &&
           search.given.body.size() <= search.limits.body;
  }

  // A body with each of the partners that are wanted.
  void with_body(Variant& variant, auto wanted) {
    search.work.body.swap(variant.value);
    for (Partner& each : partners) {
      if (over()) break;
      if (!wanted(each) || !asks(*each.verifier, each)) continue;
      each.kind == Kind::url ? prove(words_of(variant), each.words)
                             : prove(each.words, words_of(variant));
    }
    search.work.body.swap(variant.value);
  }

  void with_bodies() {
    const Offer offer = [&](Variant&& variant) {
      if (variant.common || is_around(variant.id))
        with_body(variant, [](const Partner&) { return true; });
      return !over();
    };
    body_repairs(search.given.body, search.limits.body, offer);
    if (!over()) json_forms(search.given.body, offer);
  }

  // JSON that was written anew in a way that is not common, with the secrets alone, and no more of
  // it than leaves the search quick. A program that sorts members is seldom found with another
  // damage, and there are many ways of it.
  void with_uncommon_bodies() {
    if (search.given.body.size() > kSmallBody) return;
    const int before = search.attempts();
    json_forms(search.given.body, [&](Variant&& variant) {
      if (search.attempts() - before > kMostUncommon) return false;
      if (!variant.common && variant.id != "body.json-members-reordered")
        with_body(variant, [](const Partner& each) { return each.kind == Kind::secret; });
      return !over();
    });
  }

  // What is inside of something that was put around the body was damaged before that.
  void within_bodies() {
    body_repairs(search.given.body, search.limits.body, [&](Variant&& outer) {
      if (!is_around(outer.id)) return true;
      const Offer offer = [&](Variant&& inner) {
        if (!inner.common && !is_around(inner.id)) return true;
        if (search.proves_with_body(search.verifier, inner.value))
          prove(words_of(outer), words_of(inner));
        return !over();
      };
      body_repairs(outer.value, search.limits.body, offer);
      if (!over()) json_forms(outer.value, offer);
      return !over();
    });
  }

  // The secret with another URL or with another form of the header.
  void with_secrets(bool others_too) {
    for (Partner& secret : partners) {
      if (secret.kind != Kind::secret || secret.other != others_too) continue;
      for (Partner& other : partners) {
        if (over()) return;
        if (other.kind == Kind::secret) continue;
        Verifier both(other.scheme(search), secret.secrets, search.settings);
        if (!asks(both, other)) continue;
        other.kind == Kind::header ? prove(other.words, secret.words)
                                   : prove(secret.words, other.words);
      }
    }
  }
};

}  // namespace

void try_pairs(Search& search, const std::vector<NamedSecret>& others) {
  search.begin_pairs();
  Pairs pairs{search, others};
  pairs.collect();
  pairs.with_secrets(false);
  if (pairs.has_body() && !pairs.over()) pairs.within_bodies();
  if (pairs.has_body() && !pairs.over()) pairs.with_bodies();
  if (!pairs.over()) pairs.with_secrets(true);
  if (pairs.has_body() && !pairs.over()) pairs.with_uncommon_bodies();
}

}  // namespace checkoutdiag::webhook
