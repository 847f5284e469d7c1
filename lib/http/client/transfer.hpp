#pragma once
#include <curl/curl.h>

#include <array>
#include <chrono>
#include <memory>
#include <string>

#include "lib/http/client/state.hpp"
#include "lib/net/curl.hpp"

// One exchange of libcurl's. Internal to lib/http.
namespace checkoutdiag::http {

class Transfer {
 public:
  /// `more`: what the time at a barrier adds to the call's time-out. Throws Failure(input) for a
  /// call that cannot be sent as it is.
  Transfer(const Call& call, bool barrier, std::chrono::milliseconds more);
  ~Transfer();
  Transfer(const Transfer&) = delete;
  Transfer& operator=(const Transfer&) = delete;

  CURL* handle() const { return easy_.get(); }
  State& state() { return state_; }
  const State& state() const { return state_; }

  /// Lets the last byte go, when libcurl is next called, but no further than into the kernel.
  void release();

  /// Out of the kernel too, now.
  void uncork();

  bool over() const { return over_; }

  /// libcurl is done with it: what became of it is known from here on.
  void finish(CURLcode code);

  /// We ended it, and why: a clause. Of a cut that the call asked for: nothing.
  void abandon(const std::string& why);

  Exchange&& result() { return std::move(state_.seen); }

 private:
  void set_request();
  void set_connection(std::chrono::milliseconds more);
  void set_way();
  void set_trust();
  Phases phases() const;
  void set_callbacks();
  void add_header(const std::string& line);

  const net::Curl& library_;
  State state_;
  std::unique_ptr<CURL, decltype(net::Curl::easy_cleanup)> easy_;
  curl_slist *headers_ = nullptr, *connect_to_ = nullptr;
  std::array<char, CURL_ERROR_SIZE> reason_{};
  std::chrono::steady_clock::time_point corked_;
  bool over_ = false;
};

/// Why there is no whole answer, in our words; `reason` is libcurl's.
std::string explain(CURLcode code, const std::string& reason, int error_number, const State& state);

}  // namespace checkoutdiag::http
