#include <algorithm>

#include "lib/charge/traffic.hpp"
#include "lib/charge/traffic_credential.hpp"
#include "lib/charge/traffic_request.hpp"
#include "lib/text/ascii.hpp"
#include "lib/text/escape.hpp"

namespace checkoutdiag::charge {
namespace {

constexpr std::size_t kShownHost = 500;

bool is_loopback(std::string_view host) {
  return host == "localhost" || host == "[::1]" || host.ends_with(".localhost") ||
         host.starts_with("127.");
}

bool changes(std::string_view method) {
  return method == "POST" || method == "PATCH" || method == "PUT" || method == "DELETE";
}

const Profile* generic() {
  const auto& all = profiles();
  const auto found = std::find_if(all.begin(), all.end(),
                                  [](const Profile& each) { return each.name == "generic"; });
  return found == all.end() ? nullptr : &*found;
}

/// The profile of a request; null when its host is no gateway's.
const Profile* gateway_of(const TrafficRules& rules, const std::string& host,
                          std::string_view path) {
  const Profile* known = profile_of_request(host, path);
  const bool named = rules.every_host || matches_host(rules.hosts, host);
  if (!rules.profile) return known ? known : named ? generic() : nullptr;
  const bool own = matches_host(rules.profile->hosts, host) ||
                   matches_host(rules.profile->test_hosts, host) || is_loopback(host);
  return known || named || own ? &*rules.profile : nullptr;
}

/// Goes over the traffic in its order.
class Survey {
 public:
  Survey(const TrafficRules& rules, TrafficFacts& facts) : rules_(rules), facts_(facts) {}

  void see(const Recorded& recorded) {
    ++facts_.requests;
    const std::string method = upper(recorded.method);
    if (method == "OPTIONS") return void(++facts_.preflights);
    if (method == "CONNECT") return void(++facts_.tunnels);
    const auto url = webhook::split_url(recorded.url);
    if (!url) return;
    const std::string host = text::lower(url->host);
    const Profile* gateway = gateway_of(rules_, host, url->path);
    if (!gateway) {
      if (changes(method)) ++facts_.elsewhere;
      return;
    }
    count(credential_of(recorded));
    const bool reads = method == "GET" || method == "HEAD";
    if (!reads && !changes(method)) return;
    if (reads && recorded.error.empty() && recorded.status >= 200 && recorded.status < 300)
      facts_.lookups.push_back(
          {recorded.index, recorded.at, text::printable(host, kShownHost), gateway->name});
    Mutation mutation = read_request(recorded, method, *url, *gateway);
    if (!reads)
      facts_.mutations.push_back(std::move(mutation));
    else if (!mutation.key.empty())
      facts_.reads.push_back(std::move(mutation));
  }

  void end() {
    facts_.browser = publishable_ > 0 && secret_ == 0;
    auto& all = facts_.mutations;
    facts_.ordered = std::all_of(all.begin(), all.end(), [](const Mutation& m) { return m.at; });
    if (!facts_.ordered) return;
    std::stable_sort(all.begin(), all.end(),
                     [](const Mutation& a, const Mutation& b) { return *a.at < *b.at; });
  }

 private:
  static std::string upper(std::string_view method) {
    std::string out(method);
    for (char& c : out)
      if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
    return out;
  }

  void count(Credential credential) {
    if (credential == Credential::publishable) ++publishable_;
    if (credential == Credential::secret) ++secret_;
  }

  const TrafficRules& rules_;
  TrafficFacts& facts_;
  std::size_t publishable_ = 0, secret_ = 0;
};

}  // namespace

TrafficFacts read_mutations(const std::vector<Recorded>& traffic, const TrafficRules& rules,
                            const std::string& source) {
  TrafficFacts facts;
  facts.source = text::printable(source);
  Survey survey(rules, facts);
  for (const Recorded& recorded : traffic)
    survey.see(recorded);
  survey.end();
  return facts;
}

}  // namespace checkoutdiag::charge
