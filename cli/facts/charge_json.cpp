#include "cli/facts/certificate_json.hpp"
#include "cli/facts/charge_facts.hpp"
#include "lib/charge/key.hpp"
#include "lib/text/escape.hpp"

// No secret, no PAN and no body is among the facts; keys are shown as shown_key() has them.
namespace checkoutdiag::facts {
namespace {

using nlohmann::ordered_json;
using namespace charge;

ordered_json or_null(const std::optional<std::int64_t>& value) {
  return value ? ordered_json(*value) : ordered_json(nullptr);
}

ordered_json status_or_null(int status) {
  return status == 0 ? ordered_json(nullptr) : ordered_json(status);
}

ordered_json key_or_null(const std::string& key) {
  return key.empty() ? ordered_json(nullptr) : ordered_json(text::printable(shown_key(key)));
}

ordered_json json_of(const Attempt& attempt) {
  return {{"proof", name(attempt.proof)},
          {"number", attempt.number},
          {"round", attempt.round},
          {"key", key_or_null(attempt.key)},
          {"other_payload", attempt.other_payload},
          {"known", attempt.known},
          {"fate", attempt.known ? ordered_json(name(attempt.fate)) : ordered_json(nullptr)},
          {"cut", attempt.cut},
          {"timed_out", attempt.timed_out},
          {"reset", attempt.reset},
          {"error", text_or_null(attempt.error)},
          {"bytes_sent", attempt.sent},
          {"status", status_or_null(attempt.status)},
          {"marker", attempt.marker},
          {"id", text_or_null(attempt.id)},
          {"created", text_or_null(attempt.created)},
          {"code", text_or_null(attempt.code)},
          {"body_digest", text_or_null(attempt.body_digest)},
          {"unreadable", text_or_null(attempt.fault)},
          {"sent_at_ms", attempt.begun},
          {"took_ms", attempt.took},
          {"because", text_or_null(attempt.because)}};
}

ordered_json json_of(const Count& count) {
  return {{"asked", count.asked},
          {"before", or_null(count.before)},
          {"after", or_null(count.after)},
          {"problem", text_or_null(count.problem)},
          {"ids", texts(count.ids)}};
}

const char* word(Next next) {
  switch (next) {
    case Next::done:
      return "done";
    case Next::again:
      return "again";
    case Next::in_flight:
      return "in_flight";
    case Next::stored:
      return "stored_error";
    case Next::given_up:
      return "given_up";
  }
  return "done";
}

ordered_json json_of(const ProofFacts& proof) {
  return {{"proof", name(proof.proof)},
          {"key", key_or_null(proof.key)},
          {"skipped", text_or_null(proof.skipped)},
          {"ended", word(proof.ended)},
          {"count", json_of(proof.count)},
          {"released", proof.released},
          {"spread_us", proof.spread.count()}};
}

ordered_json json_of(const Profile& profile) {
  return {{"name", text::printable(profile.name)},
          {"title", text::printable(profile.title)},
          {"policy", name(profile.policy)},
          {"source", text_or_null(profile.source)},
          {"as_of", text_or_null(profile.as_of)}};
}

ordered_json json_of(const sandbox::Charge& made) {
  return {{"id", made.id},
          {"amount", text_or_null(made.amount)},
          {"currency", text_or_null(made.currency)},
          {"reference", text_or_null(made.reference)},
          {"key", key_or_null(made.key)},
          {"request", made.request}};
}

ordered_json json_of(const sandbox::SeenRequest& request) {
  return {{"number", request.number},
          {"connection", request.connection},
          {"at_ms", request.at},
          {"method", text::printable(request.method)},
          {"path", text::printable(request.path)},
          {"key", key_or_null(request.key)},
          {"quoted", request.quoted},
          {"fingerprint", text_or_null(request.fingerprint)},
          {"charges", request.charges},
          {"executed", request.executed},
          {"replayed", request.replayed},
          {"status", status_or_null(request.status)},
          {"charge", text_or_null(request.charge)},
          {"fault", text_or_null(request.fault)},
          {"retry_after", request.retry_after ? ordered_json(*request.retry_after) : nullptr}};
}

ordered_json json_of(const ClientRun& run) {
  return {{"exit", run.exit ? ordered_json(*run.exit) : ordered_json(nullptr)},
          {"signal", run.signal},
          {"killed", run.killed},
          {"hung", run.hung},
          {"began_ms", run.began},
          {"took_ms", run.took},
          {"output", text::printable(run.output, 4096)},
          {"problem", text_or_null(run.problem)}};
}

ordered_json json_of(const ScenarioFacts& facts);
ordered_json json_of(const Mutation& mutation);

template <class List>
ordered_json array_of(const List& list) {
  ordered_json array = ordered_json::array();
  for (const auto& each : list)
    array.push_back(json_of(each));
  return array;
}

ordered_json json_of(const ScenarioFacts& facts) {
  return {{"scenario", text::printable(facts.scenario.name)},
          {"title", text::printable(facts.scenario.title)},
          {"order", facts.order},
          {"killed_after_send", facts.killed},
          {"repetition", facts.repetition},
          {"verdict", verdict_of(facts)},
          {"reported", facts::word(facts.reported)},
          {"runs", array_of(facts.runs)},
          {"charges", array_of(facts.truth.charges)},
          {"requests", array_of(facts.truth.requests)}};
}

ordered_json json_of(const Mutation& mutation) {
  return {{"index", mutation.index},
          {"line", mutation.line},
          {"at_ms", or_null(mutation.at)},
          {"method", text::printable(mutation.method)},
          {"host", text::printable(mutation.host)},
          {"path", text::printable(mutation.path)},
          {"profile", text::printable(mutation.profile)},
          {"operation", name(mutation.operation)},
          {"fingerprint", text_or_null(mutation.fingerprint)},
          {"reference", text_or_null(mutation.reference)},
          {"takes_key", mutation.takes_key},
          {"assessable", mutation.assessable},
          {"key", key_or_null(mutation.key)},
          {"quoted", mutation.quoted},
          {"status", status_or_null(mutation.status)},
          {"answer_id", text_or_null(mutation.answer_id)}};
}

}  // namespace

std::string to_json(const ReplayFacts& facts) {
  return ordered_json{{"profile", json_of(facts.profile)},
                      {"url", text::printable(facts.url)},
                      {"key", key_or_null(facts.base_key)},
                      {"dry_run", facts.dry},
                      {"resumed_from", text_or_null(facts.resumed_from)},
                      {"interrupted", facts.interrupted},
                      {"proofs", array_of(facts.proofs)},
                      {"attempts", array_of(facts.attempts)}}
      .dump();
}

std::string to_json(const DrillFacts& facts) {
  return ordered_json{{"profile", json_of(facts.profile)},
                      {"command", text::printable(facts.command)},
                      {"interrupted", facts.interrupted},
                      {"scenarios", array_of(facts.scenarios)}}
      .dump();
}

std::string to_json(const TrafficFacts& facts) {
  return ordered_json{{"source", text::printable(facts.source)},
                      {"requests", facts.requests},
                      {"preflights", facts.preflights},
                      {"elsewhere", facts.elsewhere},
                      {"tunnels", facts.tunnels},
                      {"browser", facts.browser},
                      {"ordered", facts.ordered},
                      {"mutations", array_of(facts.mutations)},
                      {"reads", array_of(facts.reads)}}
      .dump();
}

}  // namespace checkoutdiag::facts
