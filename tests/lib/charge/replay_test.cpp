#include "lib/charge/replay.hpp"

#include <doctest/doctest.h>
#include <unistd.h>

#include <algorithm>
#include <set>

#include "lib/failure.hpp"
#include "tests/lib/charge/replay/scripted_gateway.hpp"
#include "tests/lib/charge/replay/test_plan.hpp"

namespace checkoutdiag::charge {
namespace {

using std::chrono::milliseconds;
using test::GatewayManners;
using test::ServedGateway;

ReplayFacts run(const ReplayPlan& plan, int interrupt = -1) {
  return replay(
      plan, nullptr, interrupt, [] { return 0.5; }, [](const std::string&) {});
}

const ProofFacts& proof(const ReplayFacts& facts, Proof wanted) {
  return *std::find_if(facts.proofs.begin(), facts.proofs.end(),
                       [&](const ProofFacts& each) { return each.proof == wanted; });
}

std::vector<Attempt> attempts(const ReplayFacts& facts, Proof wanted) {
  std::vector<Attempt> found;
  std::copy_if(facts.attempts.begin(), facts.attempts.end(), std::back_inserter(found),
               [&](const Attempt& each) { return each.proof == wanted; });
  return found;
}

std::set<std::string> ids(const ReplayFacts& facts, Proof wanted) {
  std::set<std::string> found;
  for (const Attempt& each : attempts(facts, wanted))
    if (!each.id.empty()) found.insert(each.id);
  return found;
}

ReplayPlan counting_plan(const std::string& origin) {
  ReplayPlan plan = test::plan_for(origin);
  plan.verify.url = origin + "/v1/charges?key={key}";
  return plan;
}

ReplayFacts run_against(GatewayManners manners, std::size_t* charges = nullptr) {
  ServedGateway gateway(manners);
  const ReplayFacts facts = run(counting_plan(gateway.origin()));
  if (charges) *charges = gateway.stop().charges.size();
  return facts;
}

TEST_CASE("replay: a gateway that is right makes one charge a proof, and every answer names it") {
  for (const bool stores_errors : {false, true}) {
    CAPTURE(stores_errors);
    GatewayManners manners;
    manners.stores_errors = stores_errors;
    manners.work = milliseconds(10);
    std::size_t charges = 0;
    const ReplayFacts facts = run_against(manners, &charges);
    CHECK(charges == 5);  // mismatch makes none
    CHECK_FALSE(facts.interrupted);
    REQUIRE(facts.proofs.size() == 6);
    for (const ProofFacts& each : facts.proofs) {
      CAPTURE(name(each.proof));
      const bool stored = each.proof == Proof::after_error && stores_errors;
      CHECK(each.skipped == "");
      CHECK(each.ended == (stored ? Next::stored : Next::done));
      CHECK(each.count.problem == "");
      CHECK(each.count.before == (each.proof == Proof::mismatch ? 1 : 0));
      CHECK(each.count.after == 1);
      CHECK(each.count.ids.size() == 1);
      if (each.proof != Proof::mismatch) CHECK(ids(facts, each.proof).size() == !stored);
    }
    CHECK(proof(facts, Proof::concurrent).released == 4);
    for (const Attempt& each : attempts(facts, Proof::sequential))
      CHECK(each.marker == (each.round > 0));
    CHECK(attempts(facts, Proof::sequential).size() == 3);
    CHECK(attempts(facts, Proof::mismatch).back().status == 422);
    CHECK(attempts(facts, Proof::mismatch).back().code == "key_reused");
    CHECK(attempts(facts, Proof::lost).front().cut);
    CHECK(attempts(facts, Proof::lost).front().fate == http::Fate::no_status);
    CHECK(attempts(facts, Proof::dropped).front().cut);
    CHECK(attempts(facts, Proof::after_error).front().status == 500);
  }
}

TEST_CASE("replay: each defect leaves two ids, or two objects in the list") {
  GatewayManners ignores, sequential, forgets, executes;
  ignores.ignores_keys = true;
  const ReplayFacts all = run_against(ignores);
  for (const Proof each : {Proof::sequential, Proof::concurrent, Proof::lost, Proof::dropped}) {
    CHECK(ids(all, each).size() >= 2);
    CHECK(*proof(all, each).count.after >= 3);
  }
  CHECK(proof(all, Proof::after_error).count.after == 2);
  CHECK(attempts(all, Proof::mismatch).back().status == 201);

  sequential.sequential_only = true;
  sequential.work = milliseconds(50);
  const ReplayFacts racing = run_against(sequential);
  CHECK(ids(racing, Proof::sequential).size() == 1);
  CHECK(ids(racing, Proof::concurrent).size() >= 2);

  forgets.forgets_after_error = true;
  const ReplayFacts forgotten = run_against(forgets);
  CHECK(ids(forgotten, Proof::sequential).size() == 1);
  CHECK(proof(forgotten, Proof::after_error).count.after == 2);

  executes.executes_other_payload = true;
  const ReplayFacts executed = run_against(executes);
  CHECK(ids(executed, Proof::mismatch) != ids(executed, Proof::sequential));
  CHECK(proof(executed, Proof::mismatch).count.after == 2);
}

TEST_CASE("replay: a 409 that names the object is the answer") {
  GatewayManners manners;
  manners.conflicts = true;
  ServedGateway gateway(manners);
  ReplayPlan plan = test::plan_for(gateway.origin());
  plan.profile.policy = Policy::conflict;
  plan.profile.duplicate = {{409}, "conflict"};
  plan.profile.duplicate_id = "/error/links/id";
  plan.profile.in_flight = {};
  const ReplayFacts facts = run(plan);
  for (const ProofFacts& each : facts.proofs) {
    CAPTURE(name(each.proof));
    CHECK(each.ended == Next::done);
    if (each.proof != Proof::mismatch) CHECK(ids(facts, each.proof).size() == 1);
  }
  CHECK(attempts(facts, Proof::sequential).size() == 3);
}

TEST_CASE("replay: an answer that the charge is being executed is waited for when one was lost") {
  GatewayManners manners;
  manners.work = milliseconds(30);
  manners.hangs_up = true;
  ServedGateway gateway(manners);
  ReplayPlan plan = test::plan_for(gateway.origin());
  plan.retry.most = milliseconds(100);
  plan.proofs = {Proof::sequential, Proof::lost};
  const ReplayFacts facts = run(plan);
  for (const Proof each : plan.proofs) {
    const std::vector<Attempt> seen = attempts(facts, each);
    REQUIRE(seen.size() >= 4);
    CHECK(seen[0].fate == http::Fate::no_status);
    CHECK(seen[1].status == 409);
    CHECK(seen[2].because == "409: the first request is still being executed");
    CHECK(seen.back().status == 201);
    CHECK(proof(facts, each).ended == Next::done);
  }
}

TEST_CASE("replay: it is not waited for for ever") {
  GatewayManners manners;
  manners.work = std::chrono::hours(1);
  manners.hangs_up = true;
  ServedGateway gateway(manners);
  ReplayPlan plan = test::plan_for(gateway.origin());
  plan.retry.most = milliseconds(1);
  plan.proofs = {Proof::lost};
  const ReplayFacts facts = run(plan);
  CHECK(facts.proofs.front().ended == Next::in_flight);
  CHECK(facts.attempts.size() == 8);
}

TEST_CASE("replay: nothing more is sent to a gateway that refuses the charge") {
  GatewayManners manners;
  manners.refusal = 402;
  ServedGateway gateway(manners);
  const ReplayFacts facts = run(test::plan_for(gateway.origin()));
  REQUIRE(facts.attempts.size() == 1);
  CHECK(facts.attempts.front().code == "card_declined");
  CHECK(facts.proofs.front().skipped == "");
  for (std::size_t i = 1; i < facts.proofs.size(); ++i)
    CHECK(facts.proofs[i].skipped == "the gateway refused the charge (402)");
}

TEST_CASE("replay: a gateway that cannot be reached is no gateway that failed") {
  std::string origin;
  {
    ServedGateway gateway;
    origin = gateway.origin();
  }
  const ReplayFacts facts = run(counting_plan(origin));
  for (const Attempt& each : facts.attempts) {
    CHECK(each.fate == http::Fate::not_sent);
    CHECK(each.proof == Proof::sequential);
  }
  CHECK(facts.attempts.size() == 3);
  for (const ProofFacts& each : facts.proofs)
    CHECK(each.skipped.starts_with("the gateway could not be reached: "));
}

TEST_CASE("replay: what makes no sense is not sent") {
  ServedGateway gateway;
  ReplayPlan plan = test::plan_for(gateway.origin());
  plan.provoke.reset();
  plan.payload = R"({"currency":"eur"})";
  plan.proofs = {Proof::mismatch, Proof::after_error, Proof::sequential, Proof::sequential};
  ReplayFacts facts = run(plan);
  REQUIRE(facts.proofs.size() == 3);
  CHECK(facts.proofs[0].skipped != "");
  CHECK(facts.proofs[1].skipped == "nothing makes the gateway answer 5xx: see --provoke");
  CHECK(facts.proofs[2].skipped == "");

  plan.key.clear();
  CHECK_THROWS_AS(run(plan), Failure);
  plan.profile.place = KeyPlace::none;
  facts = run(plan);
  CHECK(facts.attempts.empty());
  CHECK(planned(plan).empty());
}

TEST_CASE("replay: the plan of a run is what the run sends") {
  ServedGateway gateway;
  const ReplayPlan plan = test::plan_for(gateway.origin());
  const std::vector<Attempt> expected = planned(plan);
  const ReplayFacts facts = run(plan);
  REQUIRE(facts.attempts.size() == expected.size());
  for (std::size_t i = 0; i < expected.size(); ++i) {
    CHECK(facts.attempts[i].proof == expected[i].proof);
    CHECK(facts.attempts[i].number == expected[i].number);
    CHECK(facts.attempts[i].round == expected[i].round);
    CHECK(facts.attempts[i].key == expected[i].key);
    CHECK(facts.attempts[i].other_payload == expected[i].other_payload);
  }
}

TEST_CASE("replay: an interrupt ends the wait for an answer, and what was sent stays in doubt") {
  GatewayManners manners;
  manners.work = std::chrono::hours(1);
  ServedGateway gateway(manners);
  int wake[2];
  REQUIRE(pipe(wake) == 0);
  gateway.before_first_request().at = [&](test::ScriptedGateway::Point point) {
    if (point == test::ScriptedGateway::Point::arrived) close(wake[1]);
    return true;
  };
  const ReplayFacts facts = run(counting_plan(gateway.origin()), wake[0]);
  close(wake[0]);
  CHECK(facts.interrupted);
  REQUIRE(facts.attempts.size() == 1);
  CHECK_FALSE(facts.attempts.front().known);
  CHECK(facts.proofs.front().ended == Next::given_up);
  CHECK(facts.proofs.back().skipped == "the run was interrupted");
}

TEST_CASE("replay: a key that the gateway may have forgotten is not sent again") {
  GatewayManners manners;
  manners.work = milliseconds(5);
  ServedGateway gateway(manners);
  ReplayPlan plan = test::plan_for(gateway.origin());
  plan.profile.retention = std::chrono::seconds(0);
  plan.proofs = {Proof::sequential};
  const ReplayFacts facts = run(plan);
  CHECK(facts.attempts.size() == 1);
  CHECK(facts.proofs.front().skipped ==
        "its first request was long ago: The gateway of the tests keeps keys for 0 s: the same key "
        "would be a new charge");
}

TEST_CASE("replay: the key stands where the gateway wants it, and once") {
  ReplayPlan plan = test::plan_for("http://127.0.0.1:9");
  plan.headers.push_back({"idempotency-key", "somebody's"});
  http::Call call = call_of(plan, "k1", false);
  CHECK(*http::find_header(call.headers, "Idempotency-Key") == "k1");
  CHECK(call.headers.size() == 3);
  CHECK(call.body == plan.payload);
  plan.profile.syntax = KeySyntax::sf_string;
  CHECK(*http::find_header(call_of(plan, "k1", false).headers, "Idempotency-Key") == "\"k1\"");

  plan.profile.place = KeyPlace::body;
  plan.profile.key_name = "/idempotency_key";
  call = call_of(plan, "k1", true);
  CHECK(value_at(call.body, "application/json", "/idempotency_key") == "k1");
  CHECK(value_at(call.body, "application/json", "/amount") != "500");
  CHECK(key_of(plan, Proof::mismatch) == key_of(plan, Proof::sequential));
  std::set<std::string> keys;
  for (const Proof each : plan.proofs)
    keys.insert(key_of(plan, each));
  CHECK(keys.size() == 5);
}

}  // namespace
}  // namespace checkoutdiag::charge
