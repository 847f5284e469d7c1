#include <deque>

#include "lib/webhook/diagnose/search.hpp"

namespace checkoutdiag::webhook {
namespace {

constexpr std::size_t kMostPartners = 64;

enum class Kind { header, secret, url };

// One of two damages that came together, other than the body's.
struct Partner {
  Kind kind;
  CauseWords words;
  HeaderRepair header;          // of Kind::header
  std::vector<Secret> secrets;  // of Kind::secret: the repaired one
  std::string url;              // of Kind::url
  std::unique_ptr<Verifier> verifier;

  const Scheme& scheme(const Search& search) const {
    return header.scheme ? *header.scheme : search.scheme;
  }
};

struct Pairs {
  Search& search;
  std::deque<Partner> partners;

  bool full() const { return partners.size() >= kMostPartners; }

  Partner& add(Kind kind, CauseWords words) {
    partners.push_back({.kind = kind, .words = std::move(words)});
    return partners.back();
  }

  void collect() {
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

  void with_bodies() {
    if (!search.scheme.covers_body || search.given.body.size() > search.limits.body) return;
    const Offer offer = [&](Variant&& variant) {
      if (!variant.common) return true;
      search.work.body.swap(variant.value);
      for (Partner& each : partners) {
        if (search.over()) break;
        if (!asks(*each.verifier, each)) continue;
        each.kind == Kind::url ? search.prove_both(words_of(variant), each.words)
                               : search.prove_both(each.words, words_of(variant));
      }
      search.work.body.swap(variant.value);
      return !search.over();
    };
    body_repairs(search.given.body, search.limits.body, offer);
    if (!search.over()) json_forms(search.given.body, offer);
  }

  // The secret with another URL or with another form of the header.
  void with_secrets() {
    for (Partner& secret : partners) {
      if (secret.kind != Kind::secret) continue;
      for (Partner& other : partners) {
        if (search.over()) return;
        if (other.kind == Kind::secret) continue;
        Verifier both(other.scheme(search), secret.secrets, search.settings);
        if (!asks(both, other)) continue;
        other.kind == Kind::header ? search.prove_both(other.words, secret.words)
                                   : search.prove_both(secret.words, other.words);
      }
    }
  }
};

}  // namespace

void try_pairs(Search& search) {
  Pairs pairs{search, {}};
  pairs.collect();
  pairs.with_secrets();
  if (!search.over()) pairs.with_bodies();
}

}  // namespace checkoutdiag::webhook
