#pragma once
#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include "lib/http/client/transfer.hpp"

// Exchanges that are under way at the same time, in one of libcurl's multi handles. Internal to
// lib/http.
namespace checkoutdiag::http {

class Crowd {
 public:
  /// `interrupt` as exchange() has it.
  explicit Crowd(int interrupt);
  ~Crowd();
  Crowd(const Crowd&) = delete;
  Crowd& operator=(const Crowd&) = delete;

  void add(const Call& call, bool barrier, std::chrono::milliseconds more);

  /// Does what can be done at once.
  void perform();

  /// Waits for something to do, at most that long.
  void wait(std::chrono::milliseconds most);

  /// Ends what is under way (of those that are not at the barrier alone): a clause says why.
  void end_all(const std::string& why);
  void end_late(const std::string& why);

  /// Lets the last byte of each one go, as close together as can be.
  void release();

  bool over() const;
  bool interrupted() const { return interrupted_; }
  std::vector<std::unique_ptr<Transfer>>& members() { return members_; }

  /// Ends the connections that were cut in order, so that what was sent arrives.
  void farewell();

 private:
  void take_messages();
  void end(Transfer& transfer, const std::string& why);

  const net::Curl& library_;
  std::vector<std::unique_ptr<Transfer>> members_;
  std::unique_ptr<CURLM, decltype(net::Curl::multi_cleanup)> multi_;  // goes before its members
  int interrupt_;
  bool interrupted_ = false;
};

}  // namespace checkoutdiag::http
