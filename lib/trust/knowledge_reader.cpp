#include "lib/trust/knowledge_reader.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <span>

#include "lib/failure.hpp"
#include "lib/text/ascii.hpp"
#include "lib/text/escape.hpp"
#include "lib/text/json_object.hpp"

namespace checkoutdiag::trust {
namespace {

using nlohmann::json;

constexpr std::string_view kSchema = "checkoutdiag.knowledge/1";
constexpr std::size_t kMostBytes = 4 * 1024 * 1024;  // forty times what is built in
constexpr std::size_t kMostValues = 400'000;  // 20'000 entries of 8 keys in each of two lists
constexpr std::size_t kMostDepth = 6;         // the file, a list, an entry, its roots, a root: five
constexpr std::size_t kMostEntries = 20'000;  // of one list; the built-in ones have 165 at most
constexpr std::size_t kMostRoots = 64;        // of one notice; gateways name a dozen
constexpr std::size_t kShortestWords = 4;     // fewer letters are in any subject: "ca", "inc"

constexpr std::string_view kLists[] = {"schema", "distrust", "changes", "notices", "interceptors"};
constexpr std::string_view kDistrust[] = {"sha256", "spki_sha256", "name",   "reason",
                                          "after",  "allowed",     "source", "as_of"};
constexpr std::string_view kChange[] = {"sha256",  "name",   "added", "when",
                                        "version", "source", "as_of"};
constexpr std::string_view kNotice[] = {"host", "gateway", "roots", "note", "source", "as_of"};
constexpr std::string_view kRoot[] = {"sha256", "name"};
constexpr std::string_view kInterceptor[] = {"words", "product", "source", "as_of"};

Provenance provenance(const text::JsonObject& entry, const std::string& file) {
  return {entry.url("source"), entry.day("as_of"), file};
}

Distrust distrust(const text::JsonObject& entry, const std::string& file) {
  entry.only(kDistrust);
  if (entry.has("sha256") == entry.has("spki_sha256"))
    entry.fail("needs \"sha256\", of a certificate, or \"spki_sha256\", of a key, and not both");
  Distrust read;
  if (entry.has("sha256")) read.sha256 = entry.hash("sha256");
  if (entry.has("spki_sha256")) read.spki_sha256 = entry.hash("spki_sha256");
  read.name = entry.text("name");
  read.reason = entry.text("reason");
  if (entry.has("after")) read.after = entry.moment("after");
  if (entry.has("allowed")) read.allowed = entry.flag("allowed");
  if (read.allowed && read.after)
    entry.fail("has \"allowed\": true, which leaves nothing for \"after\" to say");
  read.from = provenance(entry, file);
  return read;
}

Change change(const text::JsonObject& entry, const std::string& file) {
  entry.only(kChange);
  Change read;
  if (entry.has("sha256")) read.sha256 = entry.hash("sha256");
  read.name = entry.text("name");
  read.added = entry.flag("added");
  read.when = entry.day("when");
  read.version = entry.text("version");
  read.from = provenance(entry, file);
  return read;
}

Notice notice(const text::JsonObject& entry, const std::string& file) {
  entry.only(kNotice);
  Notice read;
  read.host = entry.host("host");
  read.gateway = entry.text("gateway");
  for (const text::JsonObject& root : entry.list("roots", kMostRoots)) {
    root.only(kRoot);
    read.roots.emplace_back(root.hash("sha256"), root.text("name"));
  }
  read.note = entry.text("note");
  read.from = provenance(entry, file);
  return read;
}

Interceptor interceptor(const text::JsonObject& entry, const std::string& file) {
  entry.only(kInterceptor);
  Interceptor read{text::lower(entry.text("words")), entry.text("product"),
                   provenance(entry, file)};
  if (read.words.size() < kShortestWords)
    entry.miss("words", fmt::format("must have at least {} letters, or it would match subjects "
                                    "of public authorities",
                                    kShortestWords));
  return read;
}

// Two entries of one file for the same thing: one would win, and nobody would know which.
void no_twins(const text::JsonObject& document, const std::vector<Distrust>& entries) {
  std::map<std::string, std::size_t> seen;
  for (std::size_t i = 0; i < entries.size(); ++i) {
    const std::string& hash =
        entries[i].sha256.empty() ? entries[i].spki_sha256 : entries[i].sha256;
    auto [first, fresh] = seen.emplace(hash, i + 1);
    if (!fresh)
      document.fail(
          fmt::format("distrust entries {} and {} are about the same hash", first->second, i + 1));
  }
}

template <class Read>
auto entries(const text::JsonObject& document, const char* key, const std::string& file,
             Read read) {
  std::vector<decltype(read(document, file))> all;
  for (const text::JsonObject& entry : document.list(key, kMostEntries))
    all.push_back(read(entry, file));
  return all;
}

}  // namespace

Knowledge read_knowledge(std::string_view text, const std::string& name) {
  const std::string file = text::printable(name, 400);
  const text::JsonSource source{file, text};
  const json parsed =
      text::parse_json(source, kMostBytes, {kMostDepth, kMostValues}, "file of knowledge");
  const text::JsonObject document(parsed, source);
  document.only(kLists);
  if (document.text("schema") != kSchema)
    document.miss("schema", fmt::format("must be \"{}\"", kSchema));
  Knowledge read;
  read.distrust = entries(document, "distrust", file, distrust);
  no_twins(document, read.distrust);
  read.changes = entries(document, "changes", file, change);
  read.notices = entries(document, "notices", file, notice);
  read.interceptors = entries(document, "interceptors", file, interceptor);
  return read;
}

}  // namespace checkoutdiag::trust
