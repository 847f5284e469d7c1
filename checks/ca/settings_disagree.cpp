#include <algorithm>

#include "checks/ca/chain_words.hpp"
#include "checks/ca/settings.hpp"
#include "checks/shell.hpp"
#include "checks/words.hpp"

namespace checkoutdiag::ca::rules {
namespace {

using namespace chains;

constexpr Reference kReferences[] = {
    {"OpenSSL: SSL_CTX_set_default_verify_paths(3)",
     "https://docs.openssl.org/3.0/man3/SSL_CTX_load_verify_locations/"},
    {"Requests: SSL cert verification",
     "https://requests.readthedocs.io/en/latest/user/advanced/#ssl-cert-verification"},
    {"requests#2966: which store is used", "https://github.com/psf/requests/issues/2966"},
};

// Settings that lead to one and the same set of certificates.
struct Named {
  std::set<std::size_t> certificates;
  std::vector<const trust::Setting*> settings;
  std::string path;  // raw
};

std::set<std::size_t> content(const Inventory& seen, const trust::Setting& setting) {
  std::set<std::size_t> all;
  for (const Store* store : stores_named(seen, setting))
    all.merge(certificates_of(seen, *store));
  return all;
}

// What adds to others is no rival of theirs, and what holds nothing is told by ca/setting-broken.
std::vector<Named> by_content(const Inventory& seen) {
  std::vector<Named> all;
  for (const trust::Setting& setting : seen.settings) {
    if (setting.ignored || is_additive(seen, setting)) continue;
    std::set<std::size_t> certificates = content(seen, setting);
    if (certificates.empty()) continue;
    auto same = std::find_if(all.begin(), all.end(),
                             [&](const Named& each) { return each.certificates == certificates; });
    if (same == all.end()) {
      std::string path = stores_named(seen, setting).front()->path;
      same = all.insert(all.end(), Named{std::move(certificates), {}, std::move(path)});
    }
    same->settings.push_back(&setting);
  }
  return all;
}

// A directory and a file that the same programs load together are one store in two halves.
bool read_together(const Named& a, const Named& b) {
  return std::all_of(b.settings.begin(), b.settings.end(), [&](const trust::Setting* one) {
    return std::any_of(a.settings.begin(), a.settings.end(), [&](const trust::Setting* other) {
      return one->is_directory != other->is_directory && one->readers == other->readers;
    });
  });
}

std::vector<std::string> names(const Named& named) {
  std::vector<std::string> texts;
  for (const trust::Setting* each : named.settings)
    texts.push_back(brief(each->name, 60));
  return texts;
}

std::string described(const Named& named) {
  return fmt::format("{} ({}, {})", listed(names(named), 2), brief(named.path),
                     counted(named.certificates.size(), "certificate", "certificates"));
}

std::vector<std::string> only_in(const Inventory& seen, const Named& a, const Named& b) {
  std::vector<std::string> texts;
  for (std::size_t index : a.certificates)
    if (b.certificates.count(index) == 0) texts.push_back(plain_name(seen.certificates[index]));
  return texts;
}

std::string lists(const std::vector<std::string>& first, const std::vector<std::string>& second) {
  std::string text;
  if (!first.empty()) text = "only the first has " + listed(first);
  if (!second.empty())
    text += (text.empty() ? "" : ", ") + ("only the second has " + listed(second));
  return text;
}

void tell(const MachineCase& seen, const Named& first, const Named& second, Outcome& outcome) {
  std::vector<std::string> mine = only_in(seen.seen, first, second);
  std::vector<std::string> theirs = only_in(seen.seen, second, first);
  const trust::Setting& other = *second.settings.front();
  std::string same =
      other.where.starts_with('/') || is_java(other)
          ? "have " + brief(other.name, 60) + " in " + brief(other.where) + " name the same store"
          : "have both name one store, " + inside(seen.seen) + "in " + brief(other.where) + ":" +
                paste("export " + shell_word(other.name) + "=" + shell_word(first.path));
  outcome
      .fail("{} and {} name stores that differ: {}", described(first), described(second),
            lists(mine, theirs))
      .with("first", bounded(names(first)))
      .with("first_path", first.path)
      .with("second", bounded(names(second)))
      .with("second_path", second.path)
      .with("only_first", bounded(std::move(mine)))
      .with("only_second", bounded(std::move(theirs)))
      .fixed_by(
          "see the difference first:" +
          paste("checkoutdiag ca diff " + shell_word(first.path) + " " + shell_word(second.path)) +
          "\nthen " + same);
}

void run(const MachineCase& seen, Outcome& outcome) {
  std::vector<Named> all = by_content(seen.seen);
  for (std::size_t i = 1; i < all.size(); ++i)
    if (!read_together(all.front(), all[i])) tell(seen, all.front(), all[i], outcome);
}

}  // namespace

constinit const Check<MachineCase> settings_disagree{
    .rule = {.id = "ca/settings-disagree",
             .level = Level::warning,
             .title = "two settings name trust stores that hold different authorities",
             .why = "Each variable is read by other programs. With two stores, the same gateway is "
                    "accepted by one program and refused by the next on one machine, and whoever "
                    "tests with curl tests another store than the payment code has.",
             .fix = "see the difference, then have all settings name one store:\n"
                    "  checkoutdiag ca diff A.pem B.pem\n"
                    "  export REQUESTS_CA_BUNDLE=/etc/ssl/certs/ca-certificates.crt",
             .references = kReferences},
    .skip = [](const MachineCase& seen) -> std::string_view {
      return seen.seen.settings.size() < 2 ? "fewer than two settings name a store" : "";
    },
    .run = &run,
};

}  // namespace checkoutdiag::ca::rules
