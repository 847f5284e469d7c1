#include <cstdint>
#include <cstdlib>
#include <string>

#include "checks/tls/policy.hpp"
#include "cli/targets.hpp"
#include "cli/waivers.hpp"
#include "lib/failure.hpp"
#include "lib/trust/content_age.hpp"
#include "lib/trust/knowledge.hpp"

// Files of the user: policies, waivers, lists of targets, knowledge. Each is read, or refused with
// one clear line.
using namespace checkoutdiag;

namespace {

template <class Read>
void attempt(Read read) {
  try {
    read();
  } catch (const Failure& failure) {
    const std::string message = failure.what();
    if (message.empty() || message.find('\n') != std::string::npos) std::abort();
    if (failure.kind == Failure::Kind::internal) std::abort();
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  attempt([&] { tls::parse_policy(text, "policy.json"); });
  attempt([&] { parse_waivers(text, "waivers.json"); });
  attempt([&] {
    for (const WrittenTarget& target : targets_in(text, "targets"))
      if (!target.place || target.place->line < 1) std::abort();
  });
  attempt([&] {
    trust::Knowledge known;
    trust::add_knowledge(known, text, "knowledge.json");
    trust::add_knowledge(known, text, "again.json");
    std::set<std::string> bundle;
    for (const trust::Change& change : known.changes)
      if (change.added) bundle.insert(change.sha256);
    const trust::ContentAge age = trust::date_by_content(bundle, known, 0);
    if (age.still_there > age.evidence.size()) std::abort();
    if (age.before && age.not_before && *age.before <= *age.not_before) std::abort();
  });
  return 0;
}
