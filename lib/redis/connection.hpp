#pragma once
#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "lib/text/secret.hpp"

struct redisContext;

// A connection to Redis, as far as files of events need it.
namespace checkoutdiag::redis {

struct Address {
  std::string host;  // of TCP
  std::uint16_t port = 6379;
  std::string socket;  // of a Unix socket; empty: TCP
  int database = 0;
  std::string user;  // empty: the default one
  std::optional<Secret> password;

  /// "redis://127.0.0.1:6379/0": without the password; safe to print.
  std::string text() const;
};

/// "redis://[USER@]HOST[:PORT][/DB]" or "redis+unix:///PATH[?db=N]"; nothing when it is neither.
/// Throws Failure(usage) for one with a password in it, which others would see.
std::optional<Address> read_address(std::string_view url);

/// What Redis answers.
struct Reply {
  enum class Kind { nothing, number, text, list } kind = Kind::nothing;
  std::int64_t number = 0;
  std::string text;  // raw
  std::vector<Reply> list;
};

using Command = std::vector<std::string>;

/// Connects when it is needed, and again after a failure. One thread at a time.
class Connection {
 public:
  explicit Connection(Address address);
  ~Connection();
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  /// Throws Failure(input) when there is no answer, or an error; whether the command was done is
  /// not known then.
  Reply run(const Command& command);

  /// Many at once, in one round trip. When one of them fails the others may have been done.
  std::vector<Reply> run_all(const std::vector<Command>& commands);

  /// Goes up with each connection: what a server keeps for one (its scripts) may be gone.
  std::uint64_t generation() const { return generation_; }
  void connect();
  const Address& address() const { return address_; }

 private:
  [[noreturn]] void fail(const std::string& why);
  Reply read();

  const Address address_;
  std::unique_ptr<redisContext, void (*)(redisContext*)> context_;
  std::uint64_t generation_ = 0;
};

}  // namespace checkoutdiag::redis
