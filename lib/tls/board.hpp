#pragma once
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "lib/net/wire.hpp"
#include "lib/tls/facts.hpp"
#include "lib/tls/peel.hpp"
#include "lib/tls/reply.hpp"

// What is known so far of one address, where all lines of inquiry read and write.
namespace checkoutdiag::tls {

/// What is fixed for all hellos to one address.
struct Asking {
  std::string server_name;  // empty: send none
  bool signatures = false;  // enumerate all signature algorithms
};

/// One version's standing while the probe runs.
struct VersionView {
  State state = State::unknown;
  bool settled = false;  // state is final
  bool enumerated = false;
  Ids suites;                                // accepted so far, in order
  std::vector<std::uint32_t> signed_suites;  // of those, with a signed (EC)DHE key exchange
  std::optional<std::uint16_t> group;        // chosen when all groups were on offer
};

/// A chain as DER and where it was seen; becomes ChainFacts at the end.
struct SeenChain {
  std::vector<std::string> ders;
  std::vector<Version> seen_in;
  bool stapled = false, staple_asked = false;
};

class Board {
 public:
  static constexpr double kFarMs =
      30;  // an exchange, connect included; a busy near server stays below

  Asking asking;
  Tolerance tolerance;
  std::map<Version, VersionView> versions;
  std::vector<SeenChain> chains;
  std::optional<std::string> default_leaf;  // DER of the leaf that came without SNI
  FeatureFacts features;
  std::optional<bool> certificate_requested;  // nothing: no flight was seen that would tell
  std::vector<std::uint16_t> schemes_seen;
  int dh_bits = 0;
  bool name_refused = false;              // alert 112 to a hello with our name
  std::optional<Answer> no_name_refused;  // alert 112 to a hello without a name, when none is sent
  bool name_warned = false;               // the same as a warning, and the handshake went on
  bool needs_share = false;               // TLS 1.3 without a key share of ours is not answered
  bool closes_to_refuse = false;  // proven: it ends the connection where others send an alert
  bool strained = false;          // connections were ended: one at a time from now on
  bool spoke_tls = false;         // a ServerHello or a TLS alert came back
  std::optional<Answer> telling;  // the most telling answer that was no TLS
  int answered = 0;               // replies that were an answer of any kind
  int failures_in_a_row = 0;      // silences and failed connects since the last answer
  bool gave_up = false;
  std::string gave_up_because;
  std::function<void(const std::string&)>
      trace;                 // one line an exchange, for --verbose; may be empty
  double round_trip_ms = 0;  // the quickest exchange

  /// A certificate that was seen, read once: reading costs OpenSSL a third of a millisecond.
  const x509::Certificate& certificate(const std::string& der) const;

  /// The highest live version below TLS 1.3, once it is certain which it is.
  std::optional<Version> best_legacy() const;
  bool live(Version version) const;
  std::optional<Version> any_live() const;  // the newest that is
  bool settled(Version version) const;
  bool all_settled() const;
  bool settled_above(Version version) const;  // every version newer than this one
  /// Is the network far enough that connections ahead of need pay (spec: 40 ms against 0.2 ms)?
  bool far() const { return answered >= 5 && round_trip_ms > kFarMs; }

  /// Takes notes of whatever a reply tells besides what was asked.
  void note(const Hello& hello, const Reply& reply);
  /// A connection was ended without a word: until it is known why, one at a time.
  void note_ending(bool wordless) { strained |= wordless && !closes_to_refuse; }
  void note_closes_to_refuse() {
    closes_to_refuse = true;
    strained = false;
  }
  void note_protocol(const std::string& alpn);
  void note_chain(const std::vector<std::string>& ders, Version version, bool staple_asked,
                  bool stapled);

 private:
  void note_progress(const Reply& reply);

  mutable std::map<std::string, x509::Certificate> read_;  // by DER
};

/// The evidence of a reply, for people and reports.
Answer answer_of(const Reply& reply);

/// "alert 40 (handshake_failure)", "silence", …: for the reasons of incomplete answers.
std::string describe(const Answer& answer);

/// "TLS 1.2, 100 suites, 13 groups": an offer in a few words.
std::string describe(const Hello& hello);

/// A line of inquiry: what it wants to ask next, and what it makes of the answers.
class Inquiry {
 public:
  virtual ~Inquiry() = default;

  /// The next conversation wanted now, or null. `ahead`: one that may be needed later.
  virtual std::unique_ptr<net::Conversation> next(bool ahead) = 0;

  /// A conversation that next() gave has ended.
  virtual void learn(net::Conversation& conversation, const net::Closing& closing) = 0;

  /// A conversation could not be held because the peer showed strain; it is wanted again.
  virtual void forget(net::Conversation& conversation) = 0;
};

/// An inquiry by hellos.
class HelloInquiry : public Inquiry {
 public:
  explicit HelloInquiry(Board* board) : board_(*board) {}
  std::unique_ptr<net::Conversation> next(bool ahead) final;
  void learn(net::Conversation& conversation, const net::Closing& closing) final;
  void forget(net::Conversation& conversation) final;

 protected:
  virtual std::optional<Hello> ask(bool ahead) = 0;
  virtual void hear(const Hello& hello, const Reply& reply) = 0;

  Board& board_;

 private:
  std::vector<Hello> again_;  // to be asked once more, as they were
};

/// A hello of this version with everything that a common client sends: all groups and schemes, our
/// name.
Hello plain_hello(const Board& board, Version version, Ids suites);

}  // namespace checkoutdiag::tls
