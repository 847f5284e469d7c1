#include <nlohmann/json.hpp>

#include "lib/charge/replay/journal_text.hpp"
#include "lib/charge/replay/words.hpp"

namespace checkoutdiag::charge {
namespace {

using Json = nlohmann::ordered_json;

// What is not UTF-8 (a key that somebody made up) must not end a run with an exception.
std::string line(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n";
}

Json number_or_null(const std::optional<std::int64_t>& number) {
  return number ? Json(*number) : Json(nullptr);
}

Json sent(const Attempt& attempt) {
  return {{"proof", text::word(kProofs, attempt.proof)},
          {"number", attempt.number},
          {"round", attempt.round},
          {"key", attempt.key},
          {"other_payload", attempt.other_payload},
          {"because", attempt.because},
          {"begun", attempt.begun}};
}

Json answer(const Attempt& attempt) {
  return {{"proof", text::word(kProofs, attempt.proof)},
          {"number", attempt.number},
          {"fate", text::word(kFates, attempt.fate)},
          {"cut", attempt.cut},
          {"timed_out", attempt.timed_out},
          {"reset", attempt.reset},
          {"error", attempt.error},
          {"sent", attempt.sent},
          {"status", attempt.status},
          {"marker", attempt.marker},
          {"id", attempt.id},
          {"created", attempt.created},
          {"code", attempt.code},
          {"body_digest", attempt.body_digest},
          {"fault", attempt.fault},
          {"begun", attempt.begun},
          {"took", attempt.took}};
}

std::string attempts_line(const char* event, const std::vector<Attempt>& attempts,
                          Json (*write)(const Attempt&)) {
  Json list = Json::array();
  for (const Attempt& attempt : attempts)
    list.push_back(write(attempt));
  return line({{"event", event}, {"attempts", std::move(list)}});
}

}  // namespace

std::string head_line(const JournalHead& head) {
  return line({{"journal", "checkoutdiag.charge/1"},
               {"plan", head.plan},
               {"key", head.key},
               {"profile", head.profile},
               {"url", head.url},
               {"created", head.created}});
}

std::string counting_line(Proof proof, const Count& before) {
  return line({{"event", "counting"},
               {"proof", text::word(kProofs, proof)},
               {"before", number_or_null(before.before)},
               {"problem", before.problem}});
}

std::string sending_line(const std::vector<Attempt>& attempts) {
  return attempts_line("sending", attempts, sent);
}

std::string answered_line(const std::vector<Attempt>& attempts) {
  return attempts_line("answered", attempts, answer);
}

std::string finished_line(const ProofFacts& proof) {
  const Json count = {{"asked", proof.count.asked},
                      {"before", number_or_null(proof.count.before)},
                      {"after", number_or_null(proof.count.after)},
                      {"problem", proof.count.problem},
                      {"ids", proof.count.ids}};
  return line({{"event", "finished"},
               {"proof", text::word(kProofs, proof.proof)},
               {"key", proof.key},
               {"skipped", proof.skipped},
               {"ended", text::word(kEnds, proof.ended)},
               {"count", count},
               {"released", proof.released},
               {"spread_us", proof.spread.count()}});
}

}  // namespace checkoutdiag::charge
