#pragma once
#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <thread>
#include <vector>

namespace checkoutdiag::test {

/// What a scripted gateway does about keys; as it is: everything right.
struct GatewayManners {
  bool ignores_keys = false;         // every request executes
  bool sequential_only = false;      // a key is known only when its answer was given
  bool forgets_after_error = false;  // a key whose answer was a 5xx is free again
  bool executes_other_payload = false;
  bool unmarked = false;              // a repetition does not say that it is one
  bool stores_errors = false;         // else the retry after a 5xx gets the object
  bool conflicts = false;             // a repetition gets 409, which names the object
  bool hangs_up = false;              // closes the connection that a charge comes by, and makes it
  int refusal = 0;                    // the status of every charge, if it is to be refused
  std::chrono::milliseconds work{0};  // how long a charge takes; 409 until then
};

/// A gateway on loopback: POST makes charges, GET lists those of ?key=. A request with a header
/// Fault gets 500 when its charge was made. It has no thread of its own, so that a test may fork.
class ScriptedGateway {
 public:
  struct Charge {
    std::string key, body, id;
  };
  /// Where a request is.
  enum class Point { accepted, arrived, committed, answered };

  explicit ScriptedGateway(GatewayManners manners = {});
  ~ScriptedGateway();
  ScriptedGateway(const ScriptedGateway&) = delete;
  ScriptedGateway& operator=(const ScriptedGateway&) = delete;

  std::string origin() const;

  /// Serves until the descriptor is readable, and until every charge that was begun is executed.
  void serve(int until, bool finish_work = true);

  std::size_t charges_of(const std::string& key) const;

  GatewayManners manners;
  std::vector<Charge> charges;
  std::vector<std::string> posts;   // the keys of the POSTs that arrived
  std::vector<std::string> faulty;  // of those, with a header Fault
  std::size_t gets = 0;

  /// Called at each point of a POST; false: the connection is closed there, unread.
  std::function<bool(Point)> at;

 private:
  using Clock = std::chrono::steady_clock;
  struct Connection {
    int descriptor;
    std::string text;  // what was read
    bool over = false;
  };
  struct Stored {
    bool in_flight = false;
    int status = 0;
    std::string body, answer, id;
  };
  struct Work {
    Clock::time_point due;
    int descriptor;  // a copy: it stays when the client is gone
    std::string key, body;
    bool fault;
  };

  void accept_one();
  bool read(Connection& connection);
  void arrived(Connection& connection);
  void charge(Connection& connection, const std::string& key, const std::string& body, bool fault);
  void finish(const Work& work);
  void list(Connection& connection, const std::string& key);
  bool passes(Connection& connection, Point point);
  void answer(int connection, int status, const std::string& headers, const std::string& body);
  int wait_time() const;

  int listener_ = -1;
  std::uint16_t port_ = 0;
  std::vector<Connection> connections_;
  std::map<std::string, Stored> stored_;
  std::vector<Work> works_;
};

/// Serves in a thread as long as it lives.
class ServedGateway {
 public:
  explicit ServedGateway(GatewayManners manners = {});
  ~ServedGateway();

  /// Ends the thread; what the gateway counted can be read from then on.
  ScriptedGateway& stop();
  std::string origin() const { return gateway_.origin(); }
  ScriptedGateway& before_first_request() { return gateway_; }

 private:
  ScriptedGateway gateway_;
  int wake_[2] = {-1, -1};
  std::thread thread_;
};

}  // namespace checkoutdiag::test
