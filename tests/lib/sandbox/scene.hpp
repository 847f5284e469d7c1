#pragma once
#include <string>

#include "lib/sandbox/state.hpp"

// A gateway of values: requests are written down, time is passed in.
namespace checkoutdiag::sandbox::test {

inline constexpr std::int64_t kStart = 1'800'000'000'000;  // ms since 1970

class Gateway {
 public:
  explicit Gateway(const std::string& profile, const Breakage& breakage = {});
  explicit Gateway(StateOptions options);

  /// A charge's body as the profile has it, JSON.
  std::string body(const std::string& amount, const std::string& reference = "order-1") const;

  http::Request request(const std::string& method, const std::string& target,
                        const std::string& body = {}) const;
  /// POST to the profile's first path; the key goes where the profile has it.
  http::Request charge(const std::string& key, const std::string& amount,
                       const std::string& reference = "order-1") const;

  Begun begin(const http::Request& request, const std::string& fault = {});
  Finished finish(std::uint64_t ticket) { return state.finish(ticket, now); }
  /// Both at once: what a client gets.
  http::Reply ask(const http::Request& request, const std::string& fault = {});
  http::Reply pay(const std::string& key, const std::string& amount,
                  const std::string& fault = {}) {
    return ask(charge(key, amount), fault);
  }

  /// The object's id in an answer; empty: none.
  std::string id_in(const http::Reply& reply) const;
  bool marked(const http::Reply& reply) const;
  std::size_t charges() const { return state.truth().charges.size(); }

  charge::Profile profile;
  std::int64_t now = kStart;
  AskedReader reader;
  State state;

 private:
  mutable std::uint64_t requests_ = 0;
};

}  // namespace checkoutdiag::sandbox::test
