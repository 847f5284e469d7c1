#include "lib/doctor/hello_sizes.hpp"

#include <openssl/rand.h>

#include <algorithm>
#include <memory>

#include "lib/tls/hello.hpp"
#include "lib/tls/reply.hpp"

namespace checkoutdiag::doctor {
namespace {

// As small as it is; what old load balancers dislike is over (RFC 7685: 256 to 511); within one
// packet of every network; beyond one of Ethernet's, as with a post-quantum key share; three.
constexpr std::size_t kSizes[] = {0, 600, 1200, 1800, 3000};

// A packet that is lost is sent again within a second; what is silent for longer stays so.
constexpr std::chrono::milliseconds kLongestSilence{3000};

constexpr std::size_t kRecordHead = 5, kMessageHead = 4;

tls::Hello offer(const std::string& server_name) {
  tls::Hello hello;
  hello.version = tls::Version::tls12;
  // What servers of the last twenty years take: an answer is wanted, of whatever kind.
  hello.suites = {0xc02b, 0xc02f, 0xc02c, 0xc030, 0xcca9, 0xcca8, 0xc013,
                  0xc014, 0x009c, 0x009d, 0x002f, 0x0035, 0x000a};
  hello.groups = {0x001d, 0x0017, 0x0018};
  hello.schemes = {0x0403, 0x0804, 0x0401, 0x0503, 0x0805, 0x0501, 0x0806, 0x0601, 0x0203, 0x0201};
  hello.server_name = server_name;
  return hello;
}

std::size_t read16(const std::string& bytes, std::size_t at) {
  return (static_cast<std::size_t>(static_cast<unsigned char>(bytes[at])) << 8) |
         static_cast<unsigned char>(bytes[at + 1]);
}

void write16(std::string& bytes, std::size_t at, std::size_t value) {
  bytes[at] = static_cast<char>(value >> 8);
  bytes[at + 1] = static_cast<char>(value & 0xff);
}

// Where the length of the extensions stands in a record that encode() made.
std::size_t extensions_at(const std::string& record) {
  std::size_t at = kRecordHead + kMessageHead + 2 + 32;
  at += 1 + static_cast<unsigned char>(record[at]);
  at += 2 + read16(record, at);
  return at + 1 + static_cast<unsigned char>(record[at]);
}

class SizedHello final : public net::Conversation {
 public:
  SizedHello(const tls::Hello& hello, std::size_t bytes) : bytes_(bytes), talk_(hello) {}

  void start(std::string& out) override {
    std::string record;
    talk_.start(record);
    record = padded_hello(std::move(record), bytes_);
    bytes_ = record.size();
    out += record;
  }
  bool receive(std::string_view in, std::string& out) override { return talk_.receive(in, out); }
  std::string farewell() override { return talk_.farewell(); }

  HelloTrial finish(const net::Closing& closing) {
    const tls::Reply reply = talk_.finish(closing);
    return {bytes_, reply.kind, closing.end == net::End::cancelled, closing.total_ms};
  }

 private:
  std::size_t bytes_;
  tls::HelloConversation talk_;
};

void ask(net::Wire& wire, const tls::Hello& hello, std::vector<HelloTrial>& trials) {
  for (HelloTrial& trial : trials) {
    while (!wire.can_open() && !wire.cancelled())
      wire.poll();
    if (wire.cancelled()) {
      trial.cancelled = true;
      continue;
    }
    wire.open(std::make_unique<SizedHello>(hello, trial.bytes),
              [&trial](auto talk, const net::Closing& closing) {
                trial = static_cast<SizedHello&>(*talk).finish(closing);
              });
  }
  while (wire.active() > 0)
    wire.poll();
}

// One after the other, each after a moment in which the last one is seen to have ended.
std::vector<HelloTrial> ask_in_turn(const net::Route& route, const tls::Hello& hello,
                                    net::Limits limits, std::vector<HelloTrial> trials) {
  constexpr std::chrono::milliseconds kBreath{100};
  limits.max_open = 1;
  net::Wire wire(route, limits);
  for (HelloTrial& trial : trials) {
    wire.pause(kBreath);
    std::vector<HelloTrial> one{trial};
    ask(wire, hello, one);
    trial = one.front();
  }
  wire.drain();
  return trials;
}

void confirm(HelloSizes& sizes, const net::Route& route, const tls::Hello& hello,
             const net::Limits& limits) {
  for (HelloTrial& trial : sizes.trials) {
    if (trial.answered() || trial.cancelled) continue;
    const std::vector<HelloTrial> again =
        ask_in_turn(route, hello, limits, {{0}, {trial.bytes}, {0}});
    trial = again[1];
    // Neither a loss nor an answer, where not even a small one arrives now.
    if (!again[0].answered() || !again[2].answered()) trial.cancelled = !trial.answered();
    if (!trial.answered()) return;
  }
}

}  // namespace

std::string padded_hello(std::string record, std::size_t bytes) {
  constexpr std::size_t kExtensionHead = 4, kLargestRecord = 16384;
  if (record.size() + kExtensionHead > bytes || bytes > kLargestRecord) return record;
  const std::size_t missing = bytes - record.size();
  const std::size_t lists = extensions_at(record);
  write16(record, lists, read16(record, lists) + missing);
  constexpr std::string_view kPadding("\x00\x15", 2);
  record += kPadding;
  record += std::string(missing - 2, '\0');
  write16(record, record.size() - (missing - 2), missing - kExtensionHead);
  write16(record, 3, record.size() - kRecordHead);
  // The message's length has three bytes, of which the first stays 0.
  write16(record, kRecordHead + 2, record.size() - kRecordHead - kMessageHead);
  return record;
}

HelloSizes try_hello_sizes(const net::Route& route, const std::string& server_name,
                           const net::Limits& limits) {
  net::Limits few = limits;
  few.max_open = std::min(few.max_open, static_cast<int>(std::size(kSizes)));
  few.timeout = std::min(few.timeout, kLongestSilence);
  const tls::Hello hello = offer(server_name);
  HelloSizes sizes{route.address, {}};
  for (const std::size_t bytes : kSizes)
    sizes.trials.push_back({bytes});
  net::Wire wire(route, few);
  ask(wire, hello, sizes.trials);
  wire.drain();
  const bool some = std::any_of(sizes.trials.begin(), sizes.trials.end(),
                                [](const HelloTrial& each) { return each.answered(); });
  if (some) confirm(sizes, route, hello, few);
  return sizes;
}

}  // namespace checkoutdiag::doctor
