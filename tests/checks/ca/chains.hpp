#pragma once
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "checks/ca/ca.hpp"

// Machines and chains written down as facts: good ones, and the ways in which a test spoils them.
// Everything has a namespace of its own, as the builders of stores have theirs.
namespace checkoutdiag::ca::written {

/// The moment of every case: 2026-11-23 12:00 UTC.
Time noon();

/// A date and, when given, a time of RFC 3339.
Time at(std::string_view text);

/// A certificate of this name from this issuer ("Gateway Root"), RSA 2048, SHA-256, good for a year
/// and a half around noon. Its SHA-256 is "sha256 of NAME by ISSUER", its key's "key of NAME".
x509::Certificate certificate(const std::string& name, const std::string& issuer);

/// A self-signed one, good for ten years.
x509::Certificate root(const std::string& name);

/// What a case refers to, and the case itself. Neither copied nor moved, for the case points in.
struct World {
  World();
  World(const World&) = delete;
  World& operator=(const World&) = delete;

  trust::Inventory seen;
  trust::Knowledge known;
  Wanted wanted;
  Time now = noon();

  /// Puts certificates into a PEM store of this path, which is made when it is not there.
  Store& store(const std::string& path, const std::vector<x509::Certificate>& certificates);
  std::size_t index(const std::string& path) const;

  /// A variable that names that store. Made, and absent, when it is not there.
  trust::Setting& setting(const std::string& name, const std::string& path,
                          const std::string& readers = "OpenSSL programs");

  MachineCase machine() const { return {seen, known, wanted, now}; }
};

/// api.gateway.test:443 sends its leaf and "Gateway CA", issued by "Gateway Root", which is in the
/// bundle of curl and in the store of Java: both accept it.
struct Chain {
  Chain();
  World world;
  ChainCase seen;

  /// A client with one store, which is made when it is not there, accepting or refusing.
  Row& client(const std::string& name, trust::Runtime runtime, const std::string& path);
  Row& row(std::string_view name);
};

/// Makes this row refuse for this cause, at a certificate of this subject ("CN=…").
void refuse(Row& row, trust::Cause cause, const std::string& subject = {},
            const std::string& words = "certificate verify failed");

/// Makes this row accept by this path, the anchor last.
void accept(Row& row, const std::vector<x509::Certificate>& path);

/// A remedy that was proven.
Remedy adding(const std::vector<x509::Certificate>& certificates, const std::string& found_in);
Remedy sending(const std::vector<x509::Certificate>& certificates, const std::string& found_in);

/// One rule on one case; what its findings say to do must be fit to be pasted.
Outcome judged(const Check<ChainCase>& check, const Chain& chain);
Outcome judged(const Check<MachineCase>& check, const World& world);

/// It ran, was decided, and found nothing.
bool holds(const Outcome& outcome);
/// It was skipped: no findings and nothing undecided.
bool skipped(const Outcome& outcome);
/// It could not be decided, found nothing, and says what to do.
bool undecided(const Outcome& outcome);
/// The only finding. Fails the test when there is not exactly one, or it is undecided besides.
Finding only_finding(const Outcome& outcome);
/// A value of a finding's evidence as text, lists joined by ", "; "(none)" when there is none.
std::string evidence(const Finding& finding, std::string_view key);
/// Does the text contain this?
bool has(std::string_view text, std::string_view part);

}  // namespace checkoutdiag::ca::written
