#include "lib/tls/probe.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "lib/tls/board.hpp"
#include "lib/tls/handshake_inquiries.hpp"
#include "lib/tls/inquiries.hpp"
#include "lib/tls/registry.hpp"

namespace checkoutdiag::tls {
namespace {

constexpr std::chrono::milliseconds kBreath{30};
constexpr int kMostStrains = 4;         // then the peer is left in peace
constexpr int kMostFailures = 6;        // silences in a row: it has stopped answering
constexpr int kMostConnections = 4000;  // a server that takes everything ends somewhere
// X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT and its kin: the chain does not reach an anchor.
constexpr int kNoIssuerDeeper = 2, kNoIssuer = 20, kNoIssuerLeaf = 21;
// X509_V_ERR_EE_KEY_TOO_SMALL to X509_V_ERR_CA_MD_TOO_WEAK.
constexpr int kLeafKeyTooSmall = 66, kDigestTooWeak = 68;

/// All lines of inquiry of one address, in the order of their importance.
struct Inquiries {
  explicit Inquiries(Board* board, const ProbeOptions& options, const std::string& http_host)
      : ssl2(board),
        groups(board),
        signatures(board),
        sha1(board),
        no_name(board),
        fallback(board),
        local(board, options.identity),
        client_auth(board, options.identity, http_host),
        observer(board) {
    // Newest first: what matters most is known first.
    for (auto version = std::rbegin(kVersions); version != std::rend(kVersions); ++version) {
      if (*version == Version::ssl2) continue;
      versions.push_back(std::make_unique<VersionInquiry>(board, *version));
      preferences.push_back(std::make_unique<PreferenceInquiry>(board, *version));
    }
    for (auto& version : versions)
      chains.push_back(version.get());
    chains.push_back(&ssl2);
    chains.push_back(&groups);
    if (options.local) sides.push_back(&local);
    sides.push_back(&client_auth);
    sides.push_back(&observer);
    sides.push_back(&no_name);
    for (auto& preference : preferences)
      sides.push_back(preference.get());
    sides.push_back(&fallback);
    sides.push_back(&sha1);
    sides.push_back(&signatures);
  }

  std::vector<std::unique_ptr<VersionInquiry>> versions;
  std::vector<std::unique_ptr<PreferenceInquiry>> preferences;
  Ssl2Inquiry ssl2;
  GroupInquiry groups;
  SignatureInquiry signatures;
  Sha1Inquiry sha1;
  NoNameInquiry no_name;
  FallbackInquiry fallback;
  LocalInquiry local;
  ClientAuthInquiry client_auth;
  ObserverInquiry observer;
  std::vector<Inquiry*> chains;  // each question waits for the answer before it
  std::vector<Inquiry*> sides;   // questions that can wait
};

/// Keeps the wire busy with what the inquiries want, and stops when nobody wants anything.
class Driver {
 public:
  Driver(net::Wire* wire, Board* board, Inquiries* inquiries, bool proxied)
      : wire_(*wire), board_(*board), inquiries_(*inquiries), proxied_(proxied) {}

  /// False when the run's deadline or a signal ended it early.
  bool run() {
    while (!finished()) {
      if (!board_.gave_up && wire_.can_open() && ask_one()) continue;
      if (wire_.active() == 0 && (board_.gave_up || (idle_ && wire_.quiet()))) return true;
      wire_.poll();
    }
    return false;
  }

 private:
  bool finished() const { return wire_.cancelled() && wire_.active() == 0; }

  bool ask_one() {
    // Connections were ended: is it their number? And a proxy that wants a password is asked once.
    const bool one_by_one = board_.strained || (proxied_ && board_.answered == 0);
    if (one_by_one && !wire_.quiet()) return false;
    // Chains first: they are what takes long. Far away, offers ahead of need shorten them.
    if (ask_first(inquiries_.chains, false)) return true;
    if (board_.far() && ask_ahead()) return true;
    if (ask_first(inquiries_.sides, false)) return true;
    if (board_.far() && ask_first(inquiries_.sides, true)) return true;
    idle_ = true;
    return false;
  }

  // In turn, so that no chain takes all connections for its guesses.
  bool ask_ahead() {
    for (std::size_t i = 0; i < inquiries_.chains.size(); ++i) {
      Inquiry* inquiry = inquiries_.chains[turn_++ % inquiries_.chains.size()];
      if (ask(*inquiry, true)) return true;
    }
    return false;
  }

  bool ask_first(const std::vector<Inquiry*>& inquiries, bool ahead) {
    return std::any_of(inquiries.begin(), inquiries.end(),
                       [&](Inquiry* inquiry) { return ask(*inquiry, ahead); });
  }

  bool ask(Inquiry& inquiry, bool ahead) {
    auto conversation = inquiry.next(ahead);
    if (!conversation) return false;
    wire_.open(std::move(conversation), [this, &inquiry](auto talk, const net::Closing& closing) {
      hear(inquiry, *talk, closing);
    });
    idle_ = false;
    return true;
  }

  void hear(Inquiry& inquiry, net::Conversation& talk, const net::Closing& closing) {
    const bool no_connection = closing.end == net::End::connect_refused ||
                               closing.end == net::End::connect_timeout ||
                               closing.end == net::End::connect_failed;
    idle_ = false;
    if (no_connection && board_.answered > 0 && strains_ < kMostStrains) {
      // It took connections before: slower now, and the same question again.
      ++strains_;
      wire_.back_off();
      inquiry.forget(talk);
      return;
    }
    inquiry.learn(talk, closing);
    // Whoever counts connections may need a moment to see that the last one has ended.
    if (board_.strained) wire_.pause(kBreath);
    const bool dead = board_.answered == 0 && wire_.active() == 0 &&
                      (no_connection || closing.end == net::End::proxy_error ||
                       closing.end == net::End::proxy_unreachable);
    if (dead) give_up("no connection to it could be opened");
    if (board_.failures_in_a_row >= kMostFailures) give_up("it stopped answering");
    if (wire_.connections() > kMostConnections) give_up("the limit of connections was reached");
  }

  void give_up(const char* why) {
    if (board_.gave_up) return;
    board_.gave_up = true;
    board_.gave_up_because =
        std::string(why) + " (after " + std::to_string(wire_.connections()) + " connections)";
  }

  net::Wire& wire_;
  Board& board_;
  Inquiries& inquiries_;
  bool proxied_;
  bool idle_ = false;
  int strains_ = 0;
  std::size_t turn_ = 0;
};

int time_left_ms(const net::Limits& limits) {
  constexpr int kLong = 1000 * 1000;
  if (limits.stop && limits.stop()) return 0;
  if (!limits.deadline) return kLong;
  const auto left =
      std::chrono::duration_cast<std::chrono::milliseconds>(*limits.deadline - net::Clock::now());
  return static_cast<int>(std::clamp<long>(left.count(), 0, kLong));
}

ChainFacts judge_chain(const Board& board, const SeenChain& seen, const std::string& host,
                       const ProbeOptions& options, const x509::Verifier& verifier) {
  ChainFacts facts;
  for (const std::string& der : seen.ders)
    facts.certificates.push_back(board.certificate(der));
  facts.seen_in = seen.seen_in;
  std::sort(facts.seen_in.begin(), facts.seen_in.end());
  facts.stapled = seen.stapled;
  facts.staple_asked = seen.staple_asked;
  facts.host_matches = x509::matches_host(facts.certificates.front(), host);
  facts.verification = verifier.verify(seen.ders, options.now);
  const bool open_ended = std::any_of(
      facts.verification.errors.begin(), facts.verification.errors.end(), [](const auto& error) {
        return error.code == kNoIssuer || error.code == kNoIssuerLeaf ||
               error.code == kNoIssuerDeeper;
      });
  if (options.fetch_aia && open_ended)
    facts.aia = x509::fetch_missing(seen.ders, verifier, options.now,
                                    static_cast<int>(options.limits.timeout.count()), 4,
                                    [&options] { return time_left_ms(options.limits); });
  return facts;
}

State reachability(const Board& board) {
  if (board.spoke_tls) return State::accepted;
  if (board.telling && (board.telling->kind == ReplyKind::plain_http ||
                        board.telling->kind == ReplyKind::other_protocol))
    return State::refused;
  return State::unknown;
}

SniFacts sni_facts(const Board& board, const Inquiries& inquiries) {
  SniFacts sni;
  sni.sent = board.asking.server_name;
  sni.without = inquiries.no_name.without();
  if (inquiries.no_name.asked()) sni.without_answer = inquiries.no_name.answer();
  sni.name_refused = board.name_refused;
  if (sni.sent.empty() && board.no_name_refused) {
    sni.without = State::refused;
    sni.without_answer = *board.no_name_refused;
  }
  if (sni.sent.empty() || !board.default_leaf) return sni;
  // Only a leaf of the same kind of key can be compared: a server may hold an RSA and an ECDSA one.
  const x509::Certificate& leaf = board.certificate(*board.default_leaf);
  for (const SeenChain& chain : board.chains) {
    const bool same = chain.ders.front() == *board.default_leaf;
    const bool comparable =
        same || board.certificate(chain.ders.front()).key_algorithm == leaf.key_algorithm;
    if (comparable) sni.same_leaf = sni.same_leaf.value_or(false) || same;
  }
  if (sni.same_leaf) sni.default_subject = leaf.subject;
  return sni;
}

// What this machine's security level adds to the objections to the chain that came.
LocalFacts local_facts(const LocalInquiry& local, const ProbeOptions& options,
                       const x509::Verifier& verifier) {
  LocalFacts facts = local.facts();
  if (!facts.attempt.ok || facts.security_level <= 0 || local.chain().empty()) return facts;
  const x509::Verification judged =
      verifier.verify(local.chain(), options.now, facts.security_level);
  for (const x509::VerifyError& error : judged.errors)
    if (error.code >= kLeafKeyTooSmall && error.code <= kDigestTooWeak)
      facts.chain_objections.push_back(error);
  return facts;
}

std::vector<VersionFacts> version_facts(const Board& board, const Inquiries& inquiries) {
  std::vector<VersionFacts> all;
  for (const auto& inquiry : inquiries.versions)
    all.push_back(inquiry->facts());
  all.push_back(inquiries.ssl2.facts());
  std::reverse(all.begin(), all.end());
  // Newest first among the inquiries, and none for SSLv2.
  for (std::size_t i = 0; i < inquiries.preferences.size(); ++i)
    all[all.size() - 1 - i].preference = inquiries.preferences[i]->preference();
  // Where nothing ever spoke TLS, a closed connection is no refusal of a version.
  if (!board.spoke_tls)
    for (VersionFacts& facts : all) {
      facts.state = State::unknown;
      facts.complete = false;
      if (facts.incomplete_because.empty()) facts.incomplete_because = describe(facts.answer);
    }
  return all;
}

Answer first_answer(const Board& board, const std::vector<VersionFacts>& versions) {
  for (auto facts = versions.rbegin(); facts != versions.rend(); ++facts)
    if (facts->state == State::accepted) return facts->answer;
  if (board.telling) return *board.telling;
  return versions.back().answer;
}

}  // namespace

AddressFacts probe_address(const net::Route& route, const net::Endpoint& endpoint,
                           const ProbeOptions& options, const x509::Verifier& verifier) {
  const auto started = net::Clock::now();
  Board board;
  board.asking.server_name = options.sni.value_or(endpoint.literal ? "" : endpoint.host);
  board.asking.signatures = options.signatures;
  if (options.trace)
    board.trace = [&options, &route, started](const std::string& line) {
      const double at =
          std::chrono::duration<double, std::milli>(net::Clock::now() - started).count();
      const std::string where = route.proxy ? route.host : net::to_string(route.address);
      options.trace(fmt::format("{} +{:.1f} ms {}", where, at, line));
    };
  const std::string& asked_host =
      board.asking.server_name.empty() ? endpoint.host : board.asking.server_name;
  Inquiries inquiries(&board, options, asked_host);
  net::Wire wire(route, options.limits);
  AddressFacts facts;
  facts.via_proxy = route.proxy.has_value();
  facts.interrupted = !Driver(&wire, &board, &inquiries, facts.via_proxy).run();
  wire.drain();

  facts.address = route.address;
  if (route.proxy) facts.proxy = route.proxy->url + " (" + route.proxy->origin + ")";
  facts.reachable = reachability(board);
  facts.versions = version_facts(board, inquiries);
  facts.first_answer = first_answer(board, facts.versions);
  facts.groups = inquiries.groups.facts();
  facts.signatures = inquiries.signatures.facts(inquiries.sha1.accepted(), inquiries.sha1.asked());
  // The same order however the answers came in.
  std::sort(board.chains.begin(), board.chains.end(),
            [](const SeenChain& a, const SeenChain& b) { return a.ders < b.ders; });
  for (const SeenChain& chain : board.chains)
    facts.chains.push_back(judge_chain(board, chain, asked_host, options, verifier));
  facts.client_auth = inquiries.client_auth.facts();
  facts.sni = sni_facts(board, inquiries);
  facts.features = board.features;
  std::sort(facts.features.alpn.begin(), facts.features.alpn.end());
  facts.local = local_facts(inquiries.local, options, verifier);
  facts.connections = wire.connections();
  facts.max_open = wire.max_open();
  facts.backed_off = wire.backed_off();
  facts.round_trip_ms = board.round_trip_ms;
  facts.duration_ms =
      std::chrono::duration<double, std::milli>(net::Clock::now() - started).count();
  return facts;
}

TargetFacts probe(const std::string& written, const net::Endpoint& endpoint,
                  const net::Endpoint& dial, const ProbeOptions& options,
                  const x509::Verifier& verifier) {
  TargetFacts facts;
  facts.written = written;
  facts.endpoint = endpoint;
  net::Route route;
  route.host = dial.host;
  route.port = dial.port;
  if (options.proxy_for) route.proxy = options.proxy_for(dial.host);
  if (route.proxy) {
    // The proxy resolves: it sees another network than we do.
    route.address = {"(via proxy)", 0, false};
    facts.addresses.push_back(probe_address(route, endpoint, options, verifier));
  } else {
    net::Resolution resolution = net::resolve(dial);
    std::erase_if(resolution.addresses, [&options](const net::Address& address) {
      return address.v6 ? !options.ipv6 : !options.ipv4;
    });
    facts.resolve_error = resolution.error;
    if (facts.resolve_error.empty() && resolution.addresses.empty())
      facts.resolve_error = options.ipv6 ? "it has no IPv6 address" : "it has no IPv4 address";
    facts.resolved = resolution.addresses;
    for (const net::Address& address : resolution.addresses) {
      route.address = address;
      facts.addresses.push_back(probe_address(route, endpoint, options, verifier));
      // Without --all-addresses: the first that lets us in, as a client would go through the list.
      if (!options.all_addresses && facts.addresses.back().reachable != State::unknown) break;
    }
    if (!options.all_addresses && facts.addresses.size() > 1 &&
        facts.addresses.back().reachable != State::unknown)
      facts.addresses.erase(facts.addresses.begin(), facts.addresses.end() - 1);
  }
  facts.interrupted = std::any_of(facts.addresses.begin(), facts.addresses.end(),
                                  [](const AddressFacts& address) { return address.interrupted; });
  return facts;
}

}  // namespace checkoutdiag::tls
