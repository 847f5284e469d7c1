#pragma once
#include <atomic>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <utility>

#include "lib/http/server.hpp"

// What the connections of one server share. Included by the server's own files alone.
namespace checkoutdiag::http::detail {

namespace asio = boost::asio;
using asio::ip::tcp;

/// A connection as its server sees it.
class Closable {
 public:
  virtual ~Closable() = default;
  /// Ends it at once. On its strand, or when no thread runs any more.
  virtual void close_now() = 0;
};

struct Core {
  ServerOptions options;
  Handler handler;
  std::atomic<std::uint64_t> requests{0}, connections{0};
  std::mutex mutex;  // of what is below
  bool stopped = false;
  std::size_t unanswered = 0;  // requests
  std::condition_variable all_answered;
  std::set<Closable*> open;
  std::set<std::shared_ptr<asio::steady_timer>> timers;
  std::optional<asio::ssl::context> tls;
  // Its queue holds handlers, which hold connections, which use all of the above: it goes first.
  asio::io_context io;

  /// Queues something, unless nobody will look there again.
  template <class Executor, class Function>
  void post(const Executor& executor, Function function) {
    const std::lock_guard lock(mutex);
    if (!stopped) asio::post(executor, std::move(function));
  }
};

/// Answers share it: one that is given after the server has gone finds it stopped.
using CorePtr = std::shared_ptr<Core>;

/// Serves a socket; returns at once.
void serve_plain(const CorePtr& core, tcp::socket socket);
void serve_tls(const CorePtr& core, tcp::socket socket);

}  // namespace checkoutdiag::http::detail
