#include <algorithm>

#include "lib/text/ascii.hpp"
#include "lib/webhook/diagnose/search.hpp"
#include "lib/webhook/form.hpp"

namespace checkoutdiag::webhook {
namespace {

constexpr const char* kItsOwnId =
    "configure the id of the webhook that calls this endpoint, as the sender's dashboard shows it: "
    "each has its own, and sandbox and live have different ones";

std::string setting(const Search& search, std::string_view name) {
  const auto found = search.settings.values.find(name);
  return found == search.settings.values.end() ? std::string() : found->second;
}

std::string cleaned(std::string_view text) {
  constexpr std::string_view kAround = " \t\r\n\"'";
  const std::size_t first = std::min(text.find_first_not_of(kAround), text.size());
  return std::string(text.substr(first, text.find_last_not_of(kAround) + 1 - first));
}

std::string in_capitals(std::string_view text) {
  std::string out(text);
  for (char& c : out)
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  return out;
}

void try_webhook_id(Search& search, const std::string& id, std::string happened,
                    std::string repaired, std::string fix) {
  if (search.over() || id.empty() || id == setting(search, "webhook-id")) return;
  Settings other = search.settings;
  other.values["webhook-id"] = id;
  Verifier verifier(search.scheme, search.secrets, std::move(other));
  if (search.proves(verifier))
    search.prove(
        {"setting.other-webhook-id", std::move(happened), std::move(repaired), std::move(fix)});
}

bool signs_webhook_id(const Scheme& scheme) {
  return std::any_of(scheme.layout.begin(), scheme.layout.end(), [](const Group& group) {
    return std::any_of(group.parts.begin(), group.parts.end(), [](const Part& part) {
      return part.source == Part::Source::setting && part.name == "webhook-id";
    });
  });
}

// An id of an event in place of the webhook's: the two look alike to whoever reads "WH-…".
void look_at_webhook_id(Search& search) {
  const std::string id = cleaned(setting(search, "webhook-id"));
  if (id.empty() || search.proven()) return;
  const bool own = search.given.body.find("\"" + id + "\"") != std::string::npos;
  if (own)
    search.state("setting.other-webhook-id",
                 "the webhook id that was given stands in the delivery itself: it is the id of an "
                 "event or of what the event is about, not of the webhook",
                 kItsOwnId);
  else if (id.starts_with("WH-"))
    search.suspect({"setting.other-webhook-id",
                    "the webhook id that was given begins with WH-, as ids of events do",
                    kItsOwnId});
}

// PayPal signs the id of the webhook: the given one as it may have been meant, that of the
// simulator, and a list of those that we have.
void try_webhook_ids(Search& search) {
  if (!signs_webhook_id(search.scheme)) return;
  const std::string id = setting(search, "webhook-id"), clean = cleaned(id);
  try_webhook_id(search, clean, "the webhook id has spaces or quotes around it", "they are removed",
                 "configure the webhook id without them");
  for (const std::string& changed : {in_capitals(clean), text::lower(clean)})
    try_webhook_id(search, changed, "the webhook id is in another case", "it is " + changed,
                   "configure the webhook id letter by letter as the sender's dashboard shows it");
  try_webhook_id(search, "WEBHOOK_ID", "the delivery comes from the webhook simulator",
                 "the webhook id is WEBHOOK_ID, which the simulator signs for",
                 "send a real event of the sandbox instead: the simulator's are signed for no "
                 "webhook of yours, and a receiver that takes the id WEBHOOK_ID takes anybody's");
  const std::string list = setting(search, "webhook-ids");
  constexpr std::size_t kMost = 100;
  std::string_view rest = list;
  for (std::size_t i = 1; !rest.empty() && i <= kMost && !search.over(); ++i) {
    const std::size_t end = std::min(rest.find(','), rest.size());
    const std::string other = cleaned(rest.substr(0, end));
    rest.remove_prefix(std::min(end + 1, rest.size()));
    try_webhook_id(search, other, "the delivery is signed for another webhook id: " + other,
                   "that id is used", kItsOwnId);
  }
  look_at_webhook_id(search);
}

// Braintree's pairs name the public keys of all who may read: "pub|signature&pub|signature".
void try_public_keys(Search& search) {
  if (search.scheme.special != "braintree") return;
  constexpr const char* kOneLine =
      "configure the public key that belongs to the private one: the Control Panel shows both in "
      "one line, under Settings, API";
  for (const std::string& key : public_keys_of(search.given)) {
    if (search.over()) return;
    Settings other = search.settings;
    other.values["public-key"] = key;
    Verifier verifier(search.scheme, search.secrets, other);
    if (search.proves(verifier))
      search.prove({"setting.other-public-key",
                    "the delivery is signed for another public key" +
                        (resembles_secret(search, key) ? std::string() : ": " + key),
                    "that key is used", kOneLine});
    // The two in each other's place.
    const std::string given = setting(search, "public-key");
    const bool ours = std::any_of(search.secrets.begin(), search.secrets.end(),
                                  [&](const Secret& each) { return each.reveal() == key; });
    if (search.over() || !ours || given.empty()) continue;
    const CauseWords swapped{
        "setting.keys-swapped", "the public key was given as the private one",
        "the two are exchanged",
        "give the private key as the secret and the public key as --public-key"};
    Verifier exchanged(search.scheme, {Secret(given)}, std::move(other));
    if (search.proves(exchanged))
      search.prove(swapped);
    else
      search.state(swapped.id,
                   "the secret that was given is the public key that the delivery names, not the "
                   "private one",
                   swapped.fix);
  }
}

}  // namespace

std::vector<std::string> public_keys_of(const Delivery& delivery) {
  auto form = decode_form(delivery.body);
  if (!delivery.params.empty()) form = delivery.params;
  constexpr std::size_t kMost = 16;
  std::vector<std::string> keys;
  for (const Header& field : form ? *form : std::vector<Header>{}) {
    if (field.name != "bt_signature") continue;
    std::string_view rest = field.value;
    while (!rest.empty() && keys.size() < kMost) {
      const std::size_t end = std::min(rest.find('&'), rest.size());
      keys.emplace_back(rest.substr(0, std::min(rest.find('|'), end)));
      rest.remove_prefix(std::min(end + 1, rest.size()));
    }
    break;
  }
  return keys;
}

void try_settings(Search& search) {
  try_webhook_ids(search);
  if (!search.over()) try_public_keys(search);
}

}  // namespace checkoutdiag::webhook
