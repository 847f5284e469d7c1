#include "lib/trust/matrix.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <map>
#include <set>

#include "lib/trust/remedies.hpp"
#include "lib/x509/certificate.hpp"

namespace checkoutdiag::trust {
namespace {

// What a store offers to one runtime; nothing: the runtime cannot read such a file.
std::optional<std::vector<Anchor>> anchors_of(const Inventory& inventory, const Store& store,
                                              Runtime runtime) {
  const auto load = std::find_if(store.loads.begin(), store.loads.end(),
                                 [&](const Load& each) { return each.runtime == runtime; });
  if (load == store.loads.end() || !load->count) return std::nullopt;
  std::vector<Anchor> anchors;
  if (*load->count == 0) return anchors;
  const std::set<std::size_t> missing(load->missing.begin(), load->missing.end());
  for (std::size_t i = 0; i < store.entries.size(); ++i) {
    const Entry& entry = store.entries[i];
    const x509::Certificate& certificate = inventory.certificates[entry.certificate];
    if (missing.count(i) || !certificate.malformed.empty()) continue;
    anchors.push_back({&certificate, entry.server_trusted, entry.server_distrust_after});
  }
  return anchors;
}

// -Djavax.net.ssl.trustStore takes key stores alone: measured, a file that keytool imports from
// ends every connection with "problem accessing trust store".
bool is_no_key_store(Format format) {
  return format == Format::pem || format == Format::pkcs7 || format == Format::der;
}

// A variable for a file that names a directory loads nothing. The same directory still counts where
// another use names it as one. Python's requests takes both, and is no such client.
bool loads_nothing(const Client& client, const Use& use, const Store& store) {
  if (store.format != Format::hashed_directory || !is_file_variable(use.because)) return false;
  if (use.because.starts_with("CURL_CA_BUNDLE")) return client.name.starts_with("curl");
  return client.runtime == Runtime::openssl || client.runtime == Runtime::node ||
         client.runtime == Runtime::go;
}

void append(std::vector<Anchor>& to, const std::vector<Anchor>& more) {
  std::set<const x509::Certificate*> known;
  for (const Anchor& anchor : to)
    known.insert(anchor.certificate);
  for (const Anchor& anchor : more)
    if (known.insert(anchor.certificate).second) to.push_back(anchor);
}

// OpenSSL asks a directory for a name only when nothing that is loaded already has it.
void append_asked(std::vector<Anchor>& to, const std::vector<Anchor>& loaded,
                  std::vector<Anchor> more) {
  std::set<std::string_view> names;
  for (const Anchor& anchor : loaded)
    names.insert(anchor.certificate->subject);
  std::erase_if(more, [&](const Anchor& each) { return names.count(each.certificate->subject); });
  append(to, more);
}

PathVerdict refused_at_once(std::string words) {
  PathVerdict verdict;
  verdict.answer = Answer::refused;
  verdict.cause = Cause::other;
  verdict.words = std::move(words);
  return verdict;
}

PathVerdict not_judged(std::string why) {
  PathVerdict verdict;
  verdict.unknown_because = std::move(why);
  return verdict;
}

// With a wrong password a JVM refuses the store. Which one it is given is not kept, so nobody here
// can tell.
bool is_given_a_password(const Client& client) {
  return std::any_of(client.uses.begin(), client.uses.end(), [](const Use& use) {
    return use.because.find(", with a password") != std::string::npos;
  });
}

// An encrypted PKCS#12 store that a JVM is pointed at without a password: it loads none, without a
// word, and every connection fails (measured with Java 17).
bool lacks_password(const Use& use, const Store& store) {
  if (!use.because.starts_with("javax.net.ssl.trustStore") ||
      use.because.find("with a password") != std::string::npos)
    return false;
  return std::any_of(store.loads.begin(), store.loads.end(), [](const Load& load) {
    return load.runtime == Runtime::java &&
           load.how.find("without javax.net.ssl.trustStorePassword") != std::string::npos;
  });
}

// "certifi (/usr/lib/python3)" is "certifi" beside a store below that folder.
std::string row_name(const Client& client, const std::string& store) {
  std::string name = client.name;
  if (const std::size_t place = name.find(" (/");
      place != std::string::npos && name.back() == ')' &&
      store.starts_with(name.substr(place + 2, name.size() - place - 3) + "/"))
    name.resize(place);
  if (name.find(client.version) == std::string::npos) name += " " + client.version;
  return name;
}

class Matrix {
 public:
  Matrix(const Inventory& inventory, const std::vector<std::string>& sent,
         const MatrixOptions& options)
      : inventory_(inventory),
        options_(options),
        builder_(sent),
        search_(inventory, sent, options) {
    for (const std::string& der : sent)
      sent_certificates_.push_back(x509::read_certificate(der));
  }

  std::vector<Row> run() {
    if (!options_.stores)
      for (std::size_t i = 0; i < inventory_.clients.size(); ++i)
        judge_client(i);
    else
      for (const std::size_t index : *options_.stores)
        judge_store(inventory_.stores[index]);
    return std::move(rows_);
  }

 private:
  void judge_client(std::size_t index) {
    const Client& client = inventory_.clients[index];
    Row row;
    row.client = index;
    row.profile = {client.runtime, client.security_level, client.partial_chain};
    for (const Use& use : client.uses)
      if (const std::string& path = inventory_.stores[use.store].path;
          std::find(row.stores.begin(), row.stores.end(), path) == row.stores.end())
        row.stores.push_back(path);
    if (row.stores.empty()) return;
    row.name = row_name(client, row.stores.front());
    const Offer offer = offer_of(client);
    if (client.runtime == Runtime::other)
      row.verdict = not_judged("how it builds paths is not modelled");
    else if (!offer.failure.empty())
      row.verdict = refused_at_once(offer.failure);
    else if (!offer.readable)
      row.verdict = not_judged("its store could not be read");
    else
      judge(row, offer.anchors);
    if (row.verdict.answer == Answer::accepted && is_given_a_password(client))
      row.verdict.words = "if the trustStorePassword that it is given is right: not looked at";
    rows_.push_back(std::move(row));
  }

  // All that a client's stores offer it together.
  struct Offer {
    std::vector<Anchor> anchors;
    bool readable = false;
    std::string failure;  // ends every connection, whatever the chain; in the client's words
  };

  Offer offer_of(const Client& client) const {
    Offer offer;
    std::vector<std::vector<Anchor>> when_asked;
    for (const Use& use : client.uses) {
      const Store& store = inventory_.stores[use.store];
      if (client.runtime == Runtime::java && is_no_key_store(store.format))
        offer.failure = "java.io.IOException: Invalid keystore format";
      if (client.runtime == Runtime::java && lacks_password(use, store))
        offer.failure =
            "java.security.InvalidAlgorithmParameterException: the trustAnchors parameter must be "
            "non-empty";
      if (loads_nothing(client, use, store)) {
        offer.readable = true;
        if (client.name.starts_with("curl"))  // whatever else it would ask: measured
          offer.failure = "curl: (77) error setting certificate file: " + store.path;
        continue;
      }
      auto more = anchors_of(inventory_, store, client.runtime);
      if (!more) continue;
      offer.readable = true;
      if (use.always)
        append(offer.anchors, *more);
      else
        when_asked.push_back(std::move(*more));
    }
    const std::vector<Anchor> loaded = offer.anchors;
    for (std::vector<Anchor>& each : when_asked)
      append_asked(offer.anchors, loaded, std::move(each));
    return offer;
  }

  // Everything that may be pointed at the file, in its usual ways.
  void judge_store(const Store& store) {
    constexpr Profile kProfiles[] = {{Runtime::openssl, 2, false}, {Runtime::openssl, 1, false},
                                     {Runtime::openssl, 2, true},  {Runtime::node, 1, false},
                                     {Runtime::go, 0, false},      {Runtime::java, 0, false},
                                     {Runtime::gnutls, 0, false}};
    for (const Profile& profile : kProfiles) {
      const auto anchors = anchors_of(inventory_, store, profile.runtime);
      if (!anchors) continue;
      Row row;
      row.name = describe(profile);
      row.stores = {store.path};
      row.profile = profile;
      judge(row, *anchors);
      rows_.push_back(std::move(row));
    }
  }

  void judge(Row& row, const std::vector<Anchor>& anchors) {
    row.verdict = builder_.verify(row.profile, anchors, options_.now);
    for (const std::string& digest : row.verdict.path)
      if (const x509::Certificate* known = find(digest)) row.path.push_back(*known);
    if (row.verdict.answer == Answer::refused)
      row.remedies = search_.run(row.profile, anchors, row.verdict);
  }

  const x509::Certificate* find(const std::string& digest) const {
    const auto is_it = [&](const x509::Certificate& each) { return each.sha256 == digest; };
    const auto sent = std::find_if(sent_certificates_.begin(), sent_certificates_.end(), is_it);
    if (sent != sent_certificates_.end()) return &*sent;
    const auto& all = inventory_.certificates;
    const auto found = std::find_if(all.begin(), all.end(), is_it);
    return found == all.end() ? nullptr : &*found;
  }

  const Inventory& inventory_;
  const MatrixOptions& options_;
  PathBuilder builder_;
  RemedySearch search_;
  std::vector<x509::Certificate> sent_certificates_;
  std::vector<Row> rows_;
};

}  // namespace

std::vector<Row> judge_chain(const Inventory& inventory, const std::vector<std::string>& sent,
                             const MatrixOptions& options) {
  return Matrix(inventory, sent, options).run();
}

std::string_view name(Runtime runtime) {
  switch (runtime) {
    case Runtime::openssl:
      return "OpenSSL";
    case Runtime::node:
      return "Node.js";
    case Runtime::go:
      return "Go";
    case Runtime::java:
      return "Java";
    case Runtime::gnutls:
      return "GnuTLS";
    case Runtime::other:
      return "another runtime";
  }
  return "another runtime";
}

std::string describe(const Profile& profile) {
  std::string text(name(profile.runtime));
  if (profile.runtime != Runtime::openssl) return text;
  text += fmt::format(", security level {}", profile.security_level);
  if (profile.partial_chain) text += ", partial chains";
  return text;
}

}  // namespace checkoutdiag::trust
