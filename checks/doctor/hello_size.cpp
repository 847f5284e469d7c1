#include <algorithm>

#include "checks/doctor/words.hpp"

namespace checkoutdiag::doctor::rules {
namespace {

constexpr Reference kReferences[] = {
    {"RFC 7685: a TLS ClientHello padding extension", "https://www.rfc-editor.org/rfc/rfc7685"},
    {"tldr.fail: servers and middleboxes that cannot take large hellos", "https://tldr.fail/"},
    {"RFC 8446 section 4.1.2: ClientHello", "https://www.rfc-editor.org/rfc/rfc8446#section-4.1.2"},
};

// X25519MLKEM768 alone takes 1,216 bytes of a hello.
constexpr std::size_t kPostQuantum = 1500;

std::string_view how(const HelloTrial& trial) {
  switch (trial.kind) {
    case tls::ReplyKind::closed:
      return "ends the connection";
    case tls::ReplyKind::reset:
      return "is met with a reset";
    case tls::ReplyKind::silence:
      return "is met with silence";
    default:
      return "is not answered";
  }
}

const HelloTrial* largest_answered(const HelloSizes& sizes) {
  const HelloTrial* found = nullptr;
  for (const HelloTrial& each : sizes.trials)
    if (each.answered() && (!found || each.bytes > found->bytes)) found = &each;
  return found;
}

// The smallest that was lost, with a smaller one that was answered.
const HelloTrial* smallest_lost(const HelloSizes& sizes) {
  bool some = false;
  for (const HelloTrial& each : sizes.trials) {
    if (each.answered())
      some = true;
    else if (some && !each.cancelled)
      return &each;
  }
  return nullptr;
}

std::string who(const HelloTrial& lost) {
  return lost.bytes >= kPostQuantum
             ? "clients with post-quantum key exchange (Chrome, OpenSSL 3.5, Go 1.24) fail, older "
               "ones do not"
             : "clients that offer much, as current ones do, fail";
}

std::string way_out(const DoctorCase& seen) {
  return "ask who runs what stands between (firewall, load balancer, IDS) to let hellos of more "
         "than one packet pass, and show them the two captures:" +
         paste("sudo tcpdump -ni any -w hello.pcap tcp port " +
               std::to_string(seen.seen.dial.port)) +
         "\non this side, until then, make the hello small:" +
         paste("curl --tlsv1.2 --tls-max 1.2 --curves X25519 " +
               shell_word("https://" + seen.target + "/")) +
         paste("GODEBUG=tlsmlkem=0 ./your-go-program");
}

void run(const DoctorCase& seen, Outcome& outcome) {
  for (const HelloSizes& sizes : seen.seen.hello_sizes) {
    const HelloTrial* lost = smallest_lost(sizes);
    if (!lost) continue;
    const HelloTrial* most = largest_answered(sizes);
    const std::string where =
        sizes.address.port == 0 ? "the way through the proxy" : "the way to " + sizes.address.ip;
    std::vector<std::string> trials;
    for (const HelloTrial& each : sizes.trials)
      trials.push_back(
          fmt::format("{} bytes: {}", each.bytes, each.answered() ? "answered" : how(each)));
    if (most->bytes > lost->bytes) {
      outcome.undecided(
          "hellos of {} bytes were lost on {} while larger ones were answered: that "
          "is no limit of size; ask again",
          lost->bytes, where);
      continue;
    }
    outcome
        .fail("{} takes a ClientHello of {} bytes, and one of {} bytes {}, twice: {}", where,
              most->bytes, lost->bytes, how(*lost), who(*lost))
        .with("address", sizes.address.ip)
        .with("answered_up_to", static_cast<std::int64_t>(most->bytes))
        .with("lost_from", static_cast<std::int64_t>(lost->bytes))
        .with("trials", trials)
        .fixed_by(way_out(seen));
  }
}

}  // namespace

constinit const Check<DoctorCase> hello_size{
    .rule = {.id = "doctor/hello-size",
             .level = Level::error,
             .title = "large ClientHellos do not arrive",
             .why = "A hello with post-quantum key exchange takes more than one packet. Some "
                    "middleboxes and old servers expect one and drop or reset the others, so a "
                    "client fails after an update that changed nothing else.",
             .fix = "have what stands between let hellos of more than one packet pass; until then "
                    "make the hello small:\n"
                    "  curl --tlsv1.2 --tls-max 1.2 --curves X25519 https://HOST/",
             .references = kReferences},
    .skip = [](const DoctorCase& seen) -> std::string_view {
      const auto& all = seen.seen.hello_sizes;
      const bool some = std::any_of(all.begin(), all.end(), [](const HelloSizes& each) {
        return largest_answered(each) != nullptr;
      });
      return some ? std::string_view{} : "no hello was answered";
    },
    .run = &run,
};

}  // namespace checkoutdiag::doctor::rules
