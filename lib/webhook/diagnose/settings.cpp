#include <algorithm>

#include "lib/webhook/diagnose/search.hpp"
#include "lib/webhook/form.hpp"

namespace checkoutdiag::webhook {
namespace {

// PayPal signs the id of the webhook: a list of those that we have.
void try_webhook_ids(Search& search) {
  const auto list = search.settings.values.find("webhook-ids");
  if (list == search.settings.values.end()) return;
  constexpr std::size_t kMost = 100;
  std::string_view rest = list->second;
  for (std::size_t i = 1; !rest.empty() && i <= kMost && !search.over(); ++i) {
    const std::size_t end = std::min(rest.find(','), rest.size());
    std::string_view id = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    const std::size_t first = std::min(id.find_first_not_of(" \t"), id.size());
    id = id.substr(first, id.find_last_not_of(" \t") + 1 - first);
    if (id.empty()) continue;
    Settings other = search.settings;
    other.values["webhook-id"] = id;
    Verifier verifier(search.scheme, search.secrets, std::move(other));
    if (search.proves(verifier))
      search.prove({"setting.other-webhook-id",
                    "the delivery is signed for another webhook id: " + std::string(id),
                    "that id is used",
                    "configure the id of the webhook that calls this endpoint: each has its own"});
  }
}

// Braintree's pairs name the public keys of all who may read: "pub|signature&pub|signature".
void try_public_keys(Search& search) {
  if (search.scheme.special != "braintree") return;
  auto form = decode_form(search.given.body);
  if (!search.given.params.empty()) form = search.given.params;
  constexpr std::size_t kMost = 16;
  for (const Header& field : form ? *form : std::vector<Header>{}) {
    if (field.name != "bt_signature") continue;
    std::string_view rest = field.value;
    for (std::size_t i = 0; !rest.empty() && i < kMost && !search.over(); ++i) {
      const std::size_t end = std::min(rest.find('&'), rest.size());
      const std::string key(rest.substr(0, std::min(rest.find('|'), end)));
      rest.remove_prefix(std::min(end + 1, rest.size()));
      Settings other = search.settings;
      other.values["public-key"] = key;
      Verifier verifier(search.scheme, search.secrets, std::move(other));
      if (search.proves(verifier))
        search.prove({"setting.other-public-key",
                      "the delivery is signed for another public key: " + key, "that key is used",
                      "configure the public key that belongs to the private one: the Control Panel "
                      "shows both in one line"});
    }
    return;
  }
}

}  // namespace

void try_settings(Search& search) {
  try_webhook_ids(search);
  if (!search.over()) try_public_keys(search);
}

}  // namespace checkoutdiag::webhook
