#include <fmt/core.h>

#include <charconv>

#include "lib/failure.hpp"
#include "lib/receiver/redis_scripts.hpp"
#include "lib/receiver/store.hpp"
#include "lib/redis/connection.hpp"
#include "lib/text/escape.hpp"

namespace checkoutdiag::receiver {
namespace {

using redis::Command;
using redis::Connection;
using redis::Reply;
using Kind = Failure::Kind;

constexpr const char* kPrefix = "checkoutdiag:webhook:";
constexpr const char* kFormat = "1";

/// A script that the server knows by its digest.
struct Script {
  const char* text;
  std::string digest;
};

enum ScriptName { put_one, lease_some, finish_one, resend_one, purge_some, list_some, add_order };

std::int64_t number_of(const Reply& reply) {
  if (reply.kind == Reply::Kind::number) return reply.number;
  std::int64_t number = 0;
  std::from_chars(reply.text.data(), reply.text.data() + reply.text.size(), number);
  return number;
}

std::int64_t number_at(const Reply& reply, std::size_t at) {
  return at < reply.list.size() ? number_of(reply.list[at]) : 0;
}

std::string text_at(const Reply& reply, std::size_t at) {
  return at < reply.list.size() ? reply.list[at].text : std::string();
}

Stored stored_of(const Reply& reply) {
  constexpr std::array<std::pair<std::string_view, Stored>, 5> kWords = {
      {{"fresh", Stored::fresh},
       {"duplicate", Stored::duplicate},
       {"conflict", Stored::conflict},
       {"parked", Stored::parked},
       {"superseded", Stored::superseded}}};
  for (const auto& [word, stored] : kWords)
    if (reply.text == word) return stored;
  throw Failure(Kind::input, "Redis does not say what became of an event");
}

State state_of(std::string_view word) {
  for (const State each : kStates)
    if (name(each) == word) return each;
  return State::pending;
}

// A line of INFO: "role:master".
std::string info(const std::string& text, const std::string& key) {
  const std::size_t at = text.find(key + ":");
  if (at == std::string::npos) return {};
  const std::size_t begin = at + key.size() + 1;
  return text.substr(begin, text.find_first_of("\r\n", begin) - begin);
}

class RedisStore : public Store {
 public:
  RedisStore(redis::Address address, bool may_create) : connection_(std::move(address)) {
    const std::string server = connection_.run({"INFO"}).text;
    if (info(server, "role") == "slave")
      refuse("is a replica, which takes nothing", "name its master");
    if (info(server, "cluster_enabled") == "1")
      refuse("is part of a cluster, whose keys are on several servers",
             "name a Redis that is none, or one with a replica");
    const std::string format = key("format");
    if (may_create) connection_.run({"SET", format, kFormat, "NX"});
    const Reply found = connection_.run({"GET", format});
    if (found.kind == Reply::Kind::nothing)
      refuse("has no events of webhook listen", "name the one that it has (--store)");
    if (found.text != kFormat)
      refuse(fmt::format("has events in format {}, and this checkoutdiag reads {}",
                         text::printable(found.text, 20), kFormat),
             "name another database: redis://HOST:PORT/1");
  }

  std::vector<Stored> put(std::span<const Event> events) override {
    std::vector<Command> commands;
    for (const Event& each : events)
      commands.push_back(script(
          put_one, {each.scheme, each.key, each.digest, each.target, headers_text(each.headers),
                    each.body, std::to_string(each.received), each.order, each.move}));
    std::vector<Stored> done;
    for (const Reply& each : connection_.run_all(commands))
      done.push_back(stored_of(each));
    return done;
  }

  std::vector<Job> lease(std::size_t most, std::int64_t now, std::int64_t until) override {
    const Reply found = connection_.run(
        script(lease_some, {std::to_string(now), std::to_string(until), std::to_string(most)}));
    std::vector<Job> jobs;
    for (const Reply& each : found.list) {
      Job job;
      job.number = number_at(each, 0);
      job.attempt = number_at(each, 1);
      job.lease = until;
      job.event = {text_at(each, 2),
                   text_at(each, 3),
                   text_at(each, 4),
                   text_at(each, 5),
                   read_headers(text_at(each, 6)),
                   text_at(each, 7),
                   number_at(each, 8),
                   {},
                   {}};
      jobs.push_back(std::move(job));
    }
    return jobs;
  }

  void finish(std::span<const Attempted> attempts) override {
    std::vector<Command> commands;
    for (const Attempted& each : attempts)
      commands.push_back(script(
          finish_one, {std::to_string(each.number), std::to_string(each.lease),
                       std::string(name(each.state)), std::to_string(each.next),
                       std::to_string(each.status), each.error, each.is_unmade ? "1" : "0"}));
    if (!commands.empty()) connection_.run_all(commands);
  }

  std::vector<Kept> list(std::optional<State> state, std::size_t most,
                         std::int64_t before) override {
    std::vector<Kept> all;
    const std::string wanted(state ? name(*state) : "");
    while (all.size() < most) {
      const Reply found = connection_.run(
          script(list_some, {std::to_string(before), std::to_string(most - all.size()), wanted}));
      for (std::size_t i = 1; i < found.list.size(); ++i)
        all.push_back(kept(found.list[i]));
      before = number_at(found, 0);
      if (before <= 1) break;
    }
    return all;
  }

  std::optional<Kept> find(std::string_view key_or_number) override {
    std::string number;
    for (const Reply& scheme : connection_.run({"SMEMBERS", key("schemes")}).list) {
      const std::string known = key("key:" + scheme.text + ":" + std::string(key_or_number));
      if (number.empty()) number = connection_.run({"GET", known}).text;
    }
    if (number.empty()) number = key_or_number;
    const Reply found = connection_.run(
        {"HMGET", key("event:" + number), "state", "key", "digest", "scheme", "target", "received",
         "attempts", "next", "status", "error", "conflicts", "order", "headers", "body"});
    if (text_at(found, 0).empty()) return std::nullopt;
    Reply row = found;
    row.list.insert(row.list.begin(), Reply{Reply::Kind::text, 0, number, {}});
    Kept one = kept(row);
    one.event.headers = read_headers(text_at(row, 13));
    one.event.body = text_at(row, 14);
    return one;
  }

  bool resend(std::int64_t number) override {
    return number_of(connection_.run(script(resend_one, {std::to_string(number)}))) == 1;
  }

  std::int64_t resend_dead() override {
    std::int64_t all = 0;
    for (;;) {
      const Reply some = connection_.run({"ZRANGE", key("dead"), "0", "499"});
      if (some.list.empty()) return all;
      for (const Reply& each : some.list)
        // One that is not there any more is taken off the list.
        if (number_of(connection_.run(script(resend_one, {each.text}))) == 1)
          ++all;
        else
          connection_.run({"ZREM", key("dead"), each.text});
    }
  }

  std::int64_t purge(std::int64_t before, std::string_view scheme) override {
    std::int64_t all = 0;
    for (const State state : {State::forwarded, State::superseded})
      for (std::int64_t offset = 0;;) {
        const Reply some =
            connection_.run(script(purge_some, {std::to_string(before), std::string(scheme),
                                                std::to_string(offset), std::string(name(state))}));
        const std::int64_t gone = number_at(some, 0), others = number_at(some, 1);
        all += gone;
        offset += others;
        if (gone + others == 0) break;
      }
    return all;
  }

  Registered register_order(std::string_view order, std::string_view state) override {
    const Reply found =
        connection_.run(script(add_order, {std::string(order), std::string(state)}));
    return {number_at(found, 0) == 1, text_at(found, 1), number_at(found, 2), number_at(found, 3)};
  }

  std::optional<std::string> state_of_order(std::string_view order) override {
    const Reply found = connection_.run({"GET", key("order:" + std::string(order))});
    return found.kind == Reply::Kind::text ? std::optional(found.text) : std::nullopt;
  }

  void probe() override { connection_.run({"INCR", key("probes")}); }

  Counts counts() override {
    std::vector<Command> commands;
    for (const State each : kStates)
      commands.push_back({"ZCARD", key(std::string(name(each)))});
    commands.push_back({"ZCARD", key("behind")});
    commands.push_back({"GET", key("conflicts")});
    const std::vector<Reply> replies = connection_.run_all(commands);
    Counts counts;
    for (std::size_t i = 0; i < kStates.size(); ++i)
      counts.by_state[i] = number_of(replies[i]);
    counts.by_state[static_cast<std::size_t>(State::pending)] += number_of(replies[kStates.size()]);
    counts.conflicts = number_of(replies.back());
    return counts;
  }

  std::vector<std::string> may_lose() override {
    std::vector<std::string> all;
    const auto setting = [&](const char* name) -> std::string {
      try {
        return text_at(connection_.run({"CONFIG", "GET", name}), 1);
      } catch (const Failure&) {
        return {};  // managed servers do not tell
      }
    };
    const std::string log = setting("appendonly"), sync = setting("appendfsync"),
                      policy = setting("maxmemory-policy");
    if (log.empty())
      all.emplace_back(
          "Redis does not tell its settings: what a crash loses is not known; ask for appendonly "
          "yes "
          "and appendfsync always");
    else if (log != "yes")
      all.emplace_back(
          "Redis keeps no log (appendonly no): a crash loses every answered event since its last "
          "snapshot; redis-cli config set appendonly yes");
    else if (sync == "everysec")
      all.emplace_back(
          "Redis writes to disk each second (appendfsync everysec): a crash of its machine loses "
          "up "
          "to a second of answered events; redis-cli config set appendfsync always");
    else if (sync == "no")
      all.emplace_back(
          "Redis leaves it to the kernel when its log is on disk (appendfsync no): a crash of its "
          "machine loses some 30 seconds of answered events; redis-cli config set appendfsync "
          "always");
    if (log == "yes" && setting("no-appendfsync-on-rewrite") == "yes")
      all.emplace_back(
          "Redis does not sync its log while it is written anew (no-appendfsync-on-rewrite yes): a "
          "crash then loses answered events; redis-cli config set no-appendfsync-on-rewrite no");
    // Keys have no time to live, so volatile-* throws none of them away.
    if (policy.starts_with("allkeys"))
      all.push_back(fmt::format(
          "Redis throws keys away when its memory is full (maxmemory-policy {}), events too; "
          "redis-cli config set maxmemory-policy noeviction",
          text::printable(policy, 40)));
    const std::string replicas =
        info(connection_.run({"INFO", "replication"}).text, "connected_slaves");
    if (!replicas.empty() && replicas != "0")
      all.emplace_back(
          "Redis has replicas that follow it late: a failover loses what they had not got");
    return all;
  }

 private:
  [[noreturn]] void refuse(const std::string& why, const std::string& hint) const {
    throw Failure(Kind::input, fmt::format("{} {}", connection_.address().text(), why), hint);
  }

  static std::string key(const std::string& name) { return kPrefix + name; }

  // A new connection may be to a server that was started again and knows no script.
  Command script(ScriptName which, std::vector<std::string> arguments) {
    connection_.connect();
    if (loaded_ != connection_.generation()) {
      for (Script& each : scripts_)
        each.digest = connection_.run({"SCRIPT", "LOAD", each.text}).text;
      loaded_ = connection_.generation();
    }
    Command command = {"EVALSHA", scripts_[which].digest, "1", kPrefix};
    for (std::string& each : arguments)
      command.push_back(std::move(each));
    return command;
  }

  static Kept kept(const Reply& row) {
    Kept one;
    one.number = number_at(row, 0);
    one.state = state_of(text_at(row, 1));
    one.event.key = text_at(row, 2);
    one.event.digest = text_at(row, 3);
    one.event.scheme = text_at(row, 4);
    one.event.target = text_at(row, 5);
    one.event.received = number_at(row, 6);
    one.attempts = number_at(row, 7);
    one.next = number_at(row, 8);
    one.status = static_cast<int>(number_at(row, 9));
    one.error = text::printable(text_at(row, 10), 200);
    one.conflicts = number_at(row, 11);
    one.event.order = text_at(row, 12);
    return one;
  }

  Connection connection_;
  std::uint64_t loaded_ = 0;
  std::array<Script, 7> scripts_ = {{{redis_scripts::kPut, {}},
                                     {redis_scripts::kLease, {}},
                                     {redis_scripts::kFinish, {}},
                                     {redis_scripts::kResend, {}},
                                     {redis_scripts::kPurge, {}},
                                     {redis_scripts::kList, {}},
                                     {redis_scripts::kRegister, {}}}};
};

}  // namespace

std::unique_ptr<Store> open_redis_store(const redis::Address& address, bool may_create) {
  return std::make_unique<RedisStore>(address, may_create);
}

}  // namespace checkoutdiag::receiver
