#include <algorithm>

#include "lib/text/ascii.hpp"
#include "lib/webhook/diagnose/search.hpp"

namespace checkoutdiag::webhook {
namespace {

// The generators say "the secret ends with …": of several, which.
std::string naming(const Search& search, std::size_t secret, std::string_view clause) {
  constexpr std::string_view kSubject = "the secret";
  if (!clause.starts_with(kSubject)) return std::string(clause);
  return search.called(secret) + std::string(clause.substr(kSubject.size()));
}

}  // namespace

CauseWords words_of(const Search& search, std::size_t secret, const Variant& variant) {
  return {std::string(variant.id), naming(search, secret, variant.happened), variant.repaired,
          variant.fix};
}

CauseWords words_of_other(const std::vector<NamedSecret>& others, std::size_t secret) {
  const std::string& label = others[secret].label;
  return {"secret.other-entry",
          "the delivery is signed with " +
              (label.empty() ? "entry " + std::to_string(secret + 1) : label),
          "that secret is used",
          "configure that secret for this endpoint; after a change of secrets, keep both until the "
          "old one is no longer used"};
}

// One of them is in the other; a few letters are in anything.
bool resembles_secret(const Search& search, std::string_view text) {
  constexpr std::size_t kTelling = 6;
  const auto holds = [](std::string_view whole, std::string_view part) {
    const auto same = [](char a, char b) { return text::lower(a) == text::lower(b); };
    return part.size() >= kTelling &&
           std::search(whole.begin(), whole.end(), part.begin(), part.end(), same) != whole.end();
  };
  return std::any_of(search.secrets.begin(), search.secrets.end(), [&](const Secret& each) {
    const std::string_view secret = each.reveal();
    return secret == text || holds(secret, text) || holds(text, secret);
  });
}

void look_at_secrets(Search& search) {
  if (search.scheme.secret.form == KeyForm::certificate) {
    const std::vector<Key>& keys = search.verifier.keys();
    if (!search.settings.certificate.empty() && !keys.empty() && !keys.front().fault().empty())
      search.state("certificate.unreadable",
                   "the sender's certificate cannot be used: it " + keys.front().fault(),
                   "fetch the certificate from the address that the delivery names, only when that "
                   "is https with a host of the sender's domain, and give it as it came: --cert "
                   "FILE");
    return;
  }
  for (std::size_t i = 0; i < search.secrets.size(); ++i) {
    const Secret& secret = search.secrets[i];
    const std::vector<Key>& keys = search.verifier.keys();
    const bool unfit = i < keys.size() && !keys[i].fault().empty() && !secret.blank();
    bool told = false;  // why no key can be made of it
    // What only looks wrong is known to be where no key can be made of it.
    for (Cause& each : secret_shape(search.scheme, secret.reveal())) {
      told = told || each.id == "secret.undecodable" || each.id == "secret.wrong-kind";
      each.message = naming(search, i, each.message);
      each.certain || unfit ? search.state(each.id, each.message, each.fix)
                            : search.suspect(std::move(each));
    }
    if (unfit && !told)
      search.state("secret.undecodable", search.called(i) + " " + keys[i].fault(),
                   search.scheme.secret.where.empty()
                       ? "give the secret as the sender shows it, whole"
                       : "give the secret as it stands in " + search.scheme.secret.where);
  }
}

void try_secrets(Search& search) {
  for (std::size_t i = 0; i < search.secrets.size() && !search.over(); ++i)
    secret_repairs(search.scheme, search.secrets[i].reveal(), [&](Variant&& variant) {
      const std::vector<Secret> repaired{Secret(std::move(variant.value))};
      Verifier verifier(search.scheme, repaired, search.settings);
      const bool proven = search.proves(verifier);
      if (proven) search.prove(words_of(search, i, variant));
      return !proven && !search.over();  // further ones make the same key
    });
}

void try_other_secrets(Search& search, const std::vector<NamedSecret>& others) {
  for (std::size_t i = 0; i < others.size() && !search.over(); ++i) {
    if (others[i].secret.blank()) continue;
    Verifier verifier(search.scheme, {others[i].secret}, search.settings);
    if (!search.proves(verifier)) continue;
    search.prove(words_of_other(others, i));
  }
  for (const SecretRule::Known& known : search.scheme.secret.known) {
    if (search.over()) return;
    Settings settings = search.settings;
    if (!known.setting.empty()) settings.values[known.setting] = known.value;
    Verifier verifier(search.scheme, {Secret(known.secret)}, std::move(settings));
    if (search.proves(verifier))
      search.prove({"secret.published",
                    "the delivery is signed with a secret that is published "
                    "for tests, and anybody can sign with it",
                    "that secret is used", "refuse such deliveries outside tests"});
  }
}

}  // namespace checkoutdiag::webhook
