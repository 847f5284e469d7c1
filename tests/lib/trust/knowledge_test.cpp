#include "lib/trust/knowledge.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <set>

#include "lib/failure.hpp"
#include "lib/text/ascii.hpp"
#include "lib/x509/certificate.hpp"
#include "lib/x509/decode.hpp"
#include "tests/source_dir.hpp"

using namespace checkoutdiag;
using namespace checkoutdiag::trust;

namespace {

namespace fs = std::filesystem;

const std::string kHash(64, 'a'), kOther(64, 'b');
const Time kToday = *text::parse_time("2026-11-25T23:59:59Z");

// What a bad file is answered with: "message" or "message | hint".
std::string refusal(std::string_view text) {
  Knowledge untouched;
  try {
    add_knowledge(untouched, text, "mine.json");
  } catch (const Failure& failure) {
    CHECK(failure.kind == Failure::Kind::input);
    CHECK(untouched.distrust.empty());
    CHECK(untouched.changes.empty());
    return failure.hint.empty() ? failure.what() : failure.what() + (" | " + failure.hint);
  }
  return "accepted";
}

std::string file(const std::string& members) {
  return R"({"schema": "checkoutdiag.knowledge/1")" + (members.empty() ? "" : ", " + members) + "}";
}

// An entry in a list of a file; "from" is what each needs at its end.
std::string with(const std::string& list, std::string entry) {
  const std::string from = R"("source": "https://example.org/", "as_of": "2026-11-01")";
  if (std::size_t at = entry.find("FROM"); at != std::string::npos) entry.replace(at, 4, from);
  if (std::size_t at = entry.find("HASH"); at != std::string::npos) entry.replace(at, 4, kHash);
  return file("\"" + list + "\": [" + entry + "]");
}

std::string distrust(const std::string& members) {
  return with("distrust", "{" + members + "}");
}

std::string notice(const std::string& host) {
  return with("notices", R"({"host": ")" + host + R"(", "gateway": "G", "note": "n", FROM})");
}

bool is_hash(const std::string& text) {
  return text.size() == 64 && text.find_first_not_of("0123456789abcdef") == std::string::npos;
}

void check_source(const Provenance& from) {
  CHECK(from.source.starts_with("https://"));
  CHECK(from.as_of <= kToday);
  CHECK(from.as_of > *text::parse_time("2026-01-01"));
  CHECK(from.file == "built in");
}

// Names as Debian's files and its changelog both have them: "E-Tugra_Global_Root_CA_ECC_v3".
std::string letters(std::string_view name) {
  std::string kept;
  for (char c : text::lower(name))
    if (text::is_letter(c) || text::is_digit(c)) kept += c;
  return kept;
}

std::string content_of(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

// Certificates of a PEM file on this machine.
std::vector<x509::Certificate> certificates_of(const fs::path& path) {
  std::vector<x509::Certificate> read;
  for (const std::string& der : x509::certificates_in(content_of(path), 10))
    read.push_back(x509::read_certificate(der));
  return read;
}

}  // namespace

TEST_CASE("what is built in is whole, dated, sourced and of the past") {
  const Knowledge known = built_in_knowledge();
  std::set<std::string> hashes;
  for (const Distrust& each : known.distrust) {
    CAPTURE(each.name);
    CHECK(each.sha256.empty() != each.spki_sha256.empty());
    CHECK(is_hash(each.sha256 + each.spki_sha256));
    CHECK(hashes.insert(each.sha256 + each.spki_sha256).second);
    CHECK(each.reason.ends_with("."));
    CHECK_FALSE(each.allowed);
    if (each.after) CHECK(*each.after <= kToday);
    check_source(each.from);
  }
  for (const Change& each : known.changes) {
    CAPTURE(each.name);
    CHECK(is_hash(each.sha256));
    CHECK(each.when <= kToday);
    CHECK(each.version.find("Debian ca-certificates 20") != std::string::npos);
    check_source(each.from);
  }
  for (const Notice& each : known.notices) {
    CAPTURE(each.gateway);
    for (const auto& [hash, name] : each.roots) {
      CHECK(is_hash(hash));
      CHECK_FALSE(name.empty());
    }
    CHECK(each.note.ends_with("."));
    CHECK(each.note.find("20") != std::string::npos);  // dated, or it names a page
    check_source(each.from);
  }
  for (const Interceptor& each : known.interceptors) {
    CAPTURE(each.words);
    CHECK(each.words == text::lower(each.words));
    CHECK_FALSE(each.product.empty());
    check_source(each.from);
  }
  CHECK(known.distrust.size() == 59);
  CHECK(known.changes.size() == 165);
  CHECK(known.notices.size() == 15);
  CHECK(known.interceptors.size() == 56);
}

TEST_CASE("the eight compromised keys, the roots that they chain to, and the dates of others") {
  const Knowledge known = built_in_knowledge();
  auto find = [&](std::string_view start) {
    auto hash = [&](const Distrust& each) {
      return (each.sha256 + each.spki_sha256).starts_with(start);
    };
    auto found = std::find_if(known.distrust.begin(), known.distrust.end(), hash);
    REQUIRE(found != known.distrust.end());
    return *found;
  };
  for (const char* key : {"ebed6475c2c2", "43bffa19d6ef", "e0254c7fcdc2", "49dd353dc2b9",
                          "63ecefee431d", "5c0660a2b164", "ec4ffa1ad0ac", "92c063d67e8f"}) {
    CHECK_FALSE(find(key).spki_sha256.empty());
    CHECK_FALSE(find(key).after);
    CHECK(find(key).reason.find("CVE-2026-111943") != std::string::npos);
  }
  for (const char* root : {"86a1ecba089c", "d7a7a0fb5d7e"}) {
    CHECK_FALSE(find(root).after);
    CHECK(find(root).reason.find("removed the root itself because of it") != std::string::npos);
  }
  CHECK(find("6dc47172e01c").after == text::parse_time("2024-11-30T23:59:59Z"));
  CHECK(find("2530cc8e9832").after == text::parse_time("2026-04-15T23:59:59Z"));
  CHECK(find("d40e9c86cd8f").after == text::parse_time("2022-11-30T00:00:00Z"));
}

TEST_CASE("the changes are those of Debian's bundles") {
  const Knowledge known = built_in_knowledge();
  const fs::path bundle = "/usr/share/ca-certificates/mozilla";
  std::ifstream listed(test::source_dir() + "/tests/data/trust/debian-20230311+deb12u1.sha256");
  std::set<std::string> bookworm{std::istream_iterator<std::string>(listed), {}};
  REQUIRE(bookworm.size() == 142);

  // Everything that left after 2023 and had come by then was in Debian 12's bundle, and nothing
  // that came after it was, but for two that Debian took in early.
  std::set<std::string> late, early;
  for (const Change& each : known.changes)
    if (each.added && each.when > *text::parse_time("2023-03-11")) late.insert(each.sha256);
  for (const Change& each : known.changes) {
    CAPTURE(each.name);
    if (each.when <= *text::parse_time("2023-03-11")) continue;
    if (!each.added && !late.contains(each.sha256)) CHECK(bookworm.contains(each.sha256));
    if (each.added && bookworm.contains(each.sha256)) early.insert(each.name);
  }
  CHECK(early == std::set<std::string>{"Sectigo Public Server Authentication Root E46",
                                       "Sectigo Public Server Authentication Root R46"});

  if (!fs::is_directory(bundle)) {
    MESSAGE("skipped: there is no " << bundle.string() << " to compare with");
    return;
  }
  // Whatever version is installed: a file stands for the certificate that the changes know by its
  // name. Of twins Debian numbers one.
  std::map<std::string, std::set<std::string>> by_name;
  for (const Change& each : known.changes)
    by_name[letters(each.name)].insert(each.sha256);
  std::size_t same = 0;
  for (const auto& entry : fs::directory_iterator(bundle)) {
    auto named = by_name.find(letters(entry.path().stem().string()));
    if (named == by_name.end()) continue;
    CAPTURE(entry.path().string());
    for (const x509::Certificate& each : certificates_of(entry.path()))
      CHECK(named->second.contains(each.sha256));
    ++same;
  }
  CHECK(same >= 20);
}

TEST_CASE("the words for interceptors match no public authority") {
  const Knowledge known = built_in_knowledge();
  std::vector<std::string> subjects{"cn=gts root r1,o=google trust services llc,c=us"};
  const fs::path bundle = "/usr/share/ca-certificates/mozilla";
  if (fs::is_directory(bundle))
    for (const auto& entry : fs::directory_iterator(bundle))
      for (const x509::Certificate& each : certificates_of(entry.path()))
        subjects.push_back(text::lower(each.subject));
  else
    MESSAGE("skipped: there is no " << bundle.string() << " to compare with");
  auto product = [&](const std::string& subject) -> std::string {
    for (const Interceptor& each : known.interceptors)
      if (text::lower(subject).find(each.words) != std::string::npos) return each.product;
    return "";
  };
  for (const std::string& subject : subjects)
    CHECK_MESSAGE(product(subject).empty(), subject);
  CHECK(product("CN=Zscaler Root CA,OU=Zscaler Inc.,O=Zscaler Inc.,C=US") == "Zscaler");
  CHECK(product("CN=Kaspersky Anti-Virus Personal Root,O=AO Kaspersky Lab") == "Kaspersky");
  CHECK(product("CN=mkcert admin@laptop,OU=admin@laptop,O=mkcert development CA") ==
        "mkcert (development)");
  CHECK(product("CN=mitmproxy,O=mitmproxy") == "mitmproxy");
  CHECK(product("CN=DO_NOT_TRUST_FiddlerRoot,O=DO_NOT_TRUST") == "Fiddler");
}

TEST_CASE("a user's file replaces, takes back and adds") {
  Knowledge known = built_in_knowledge();
  const std::size_t distrusted = known.distrust.size(), changes = known.changes.size(),
                    words = known.interceptors.size();
  const std::string aaa = "d7a7a0fb5d7e2731d771e9484ebcdef71d5f0c3e0a2948782bc83ee0ea699ef4";
  add_knowledge(known,
                file(R"(
    "distrust": [
      {"sha256": "D7A7A0FB5D7E2731D771E9484EBCDEF71D5F0C3E0A2948782BC83EE0EA699EF4",
       "allowed": true,
       "name": "AAA", "reason": "our gateway still needs it",
       "source": "https://wiki.example/ca", "as_of": "2026-11-20"},
      {"spki_sha256": ")" +
                     kHash + R"(", "name": "Old proxy", "reason": "key lost",
       "after": "2026-01-31T12:00:00+01:00",
       "source": "https://wiki.example/ca", "as_of": "2026-11-20"}],
    "changes": [{"name": "X", "added": true, "when": "2026-11-01", "version": "ours",
       "source": "https://wiki.example/ca", "as_of": "2026-11-20"}],
    "notices": [{"host": "*.Stripe.com", "gateway": "Stripe", "note": "Ask Ann.",
       "roots": [{"sha256": ")" +
                     kOther + R"(", "name": "R"}],
       "source": "https://wiki.example/ca", "as_of": "2026-11-20"}],
    "interceptors": [{"words": "Acme Proxy", "product": "our proxy",
       "source": "https://wiki.example/ca", "as_of": "2026-11-20"}])"),
                "mine.json");

  CHECK(known.distrust.size() == distrusted + 1);
  std::vector<Distrust> about;
  std::copy_if(known.distrust.begin(), known.distrust.end(), std::back_inserter(about),
               [&](const Distrust& each) { return each.sha256 == aaa; });
  REQUIRE(about.size() == 1);
  CHECK(about[0].allowed);
  CHECK(about[0].from.file == "mine.json");
  CHECK(known.distrust.back().after == text::parse_time("2026-01-31T11:00:00Z"));
  CHECK(known.distrust.back().spki_sha256 == kHash);
  CHECK(known.distrust.back().sha256.empty());

  CHECK(known.changes.size() == changes + 1);
  CHECK(known.changes.back().sha256.empty());
  CHECK(known.interceptors.size() == words + 1);
  CHECK(known.interceptors.back().words == "acme proxy");
  std::vector<std::string> notes;
  for (const Notice& each : known.notices)
    if (each.gateway == "Stripe") notes.push_back(each.note);
  CHECK(notes == std::vector<std::string>{"Ask Ann."});
  CHECK(known.notices.back().host == "*.stripe.com");
  CHECK(known.notices.back().roots.at(0) == std::pair<std::string, std::string>(kOther, "R"));

  // The next file wins over this one; what it does not speak of stays.
  add_knowledge(known, distrust(R"("spki_sha256": "HASH", "name": "n", "reason": "again", FROM)"),
                "next.json");
  CHECK(known.distrust.size() == distrusted + 1);
  CHECK(known.distrust.back().reason == "again");
  CHECK_FALSE(known.distrust.back().after);
}

TEST_CASE("every list may be left out, and a notice may name no root and come twice") {
  Knowledge known;
  add_knowledge(known, file(""), "empty.json");
  CHECK(known.distrust.empty());
  std::string two = notice("a.example");
  std::string entry = two.substr(two.find("[{") + 1, two.rfind("}]") - two.find("[{"));
  add_knowledge(known, file("\"notices\": [" + entry + ", " + entry + "]"), "two.json");
  CHECK(known.notices.size() == 2);
  CHECK(known.notices[0].roots.empty());
}

TEST_CASE("errors name the file, the entry, the key and what was expected") {
  const std::string good = R"("sha256": "HASH", "name": "n", "reason": "r", FROM)";
  REQUIRE(refusal(distrust(good)) == "accepted");
  const struct {
    std::string text, answer;
  } cases[] = {
      {"", "mine.json:1: not JSON at column 1"},
      {"{\n \"schema\": }", "mine.json:2: not JSON at column 12"},
      {"[]", "mine.json:1: must be an object, not a list"},
      {"{}", "mine.json:1: \"schema\" is missing"},
      {R"({"schema": "checkoutdiag.knowledge/2"})",
       "mine.json:1: \"schema\" must be \"checkoutdiag.knowledge/1\""},
      {file(R"("distrusts": [])"),
       "mine.json:1: \"distrusts\" is not a key of it | keys are schema, distrust, changes, "
       "notices, "
       "interceptors"},
      {file(R"("distrust": {})"), "mine.json:1: \"distrust\" must be a list, not an object"},
      {file(R"("changes": [7])"), "mine.json:1: changes[0]: must be an object, not 7"},
      {distrust(good + R"(, "sha265": "x")"),
       "mine.json:1: distrust[0]: \"sha265\" is not a key of it | keys are sha256, spki_sha256, "
       "name, reason, after, allowed, source, as_of"},
      {with("distrust", "{" + good + R"(}, {"sha256": "b"})"),
       "mine.json:1: distrust[1]: \"sha256\" must be a SHA-256 as 64 hexadecimal digits without "
       "colons"},
      {distrust(R"("name": "n", "reason": "r", FROM)"),
       "mine.json:1: distrust[0]: needs \"sha256\", of a certificate, or \"spki_sha256\", of a "
       "key, and not both"},
      {distrust(good + ", \"spki_sha256\": \"" + kOther + "\""),
       "mine.json:1: distrust[0]: needs \"sha256\", of a certificate, or \"spki_sha256\", of a "
       "key, and not both"},
      {distrust(R"("sha256": "HASH", "name": "n", "reason": "", FROM)"),
       "mine.json:1: distrust[0]: \"reason\" must be a text of 1 to 2000 bytes"},
      {distrust(R"("sha256": "HASH", "name": ["n"], "reason": "r", FROM)"),
       "mine.json:1: distrust[0]: \"name\" must be a text, not a list"},
      {distrust(good + R"(, "after": "2026-02-30")"),
       "mine.json:1: distrust[0]: \"after\" must be a date such as 2026-11-27 or "
       "2026-11-27T23:59:59Z, not \"2026-02-30\""},
      {distrust(good + R"(, "allowed": "yes")"),
       "mine.json:1: distrust[0]: \"allowed\" must be true or false, not \"yes\""},
      {distrust(good + R"(, "allowed": true, "after": "2026-01-01")"),
       "mine.json:1: distrust[0]: has \"allowed\": true, which leaves nothing for \"after\" to "
       "say"},
      {distrust(R"("sha256": "HASH", "name": "n", "reason": "r", "as_of": "2026-01-01")"),
       "mine.json:1: distrust[0]: \"source\" is missing"},
      {distrust(R"("sha256": "HASH", "name": "n", "reason": "r", "source": "https://e.org/")"),
       "mine.json:1: distrust[0]: \"as_of\" is missing"},
      {distrust(R"("sha256": "HASH", "name": "n", "reason": "r", "as_of": "2026-01-01",
                   "source": "http://e.org/")"),
       "mine.json:2: distrust[0]: \"source\" must be an https URL, not \"http://e.org/\""},
      {distrust(R"("sha256": "HASH", "name": "n", "reason": "r", "source": "https://e.org/",
                   "as_of": "2026-01-01T00:00:00Z")"),
       "mine.json:2: distrust[0]: \"as_of\" must be a date such as 2026-11-27, not "
       "\"2026-01-01T00:00:00Z\""},
      {with("changes", R"({"sha256": "HASH", "name": "n", "when": "2026-01-01", "version": "v",
                           FROM})"),
       "mine.json:1: changes[0]: \"added\" is missing"},
      {notice("https://api.example.com"),
       "mine.json:1: notices[0]: \"host\" must be a host such as api.example.com or "
       "*.example.com, not \"https://api.example.com\""},
      {with("notices", R"({"host": "a.b", "gateway": "G", "note": "n", "roots": [{"name": "n"}],
                           FROM})"),
       "mine.json:1: notices[0].roots[0]: \"sha256\" is missing"},
      {with("interceptors", R"({"words": "ca", "product": "p", FROM})"),
       "mine.json:1: interceptors[0]: \"words\" must have at least 4 letters, or it would match "
       "subjects of public authorities"},
  };
  for (const auto& each : cases)
    CHECK(refusal(each.text) == each.answer);
  const std::string twice = distrust(good);
  const std::string entry =
      twice.substr(twice.find("[{") + 1, twice.rfind("}]") - twice.find("[{"));
  CHECK(refusal(file("\"distrust\": [" + entry + "," + entry + "]")) ==
        "mine.json:1: distrust entries 1 and 2 are about the same hash");
}

TEST_CASE("hosts: names and one leading wildcard, in any case, and nothing else") {
  for (const char* host : {"a", "api.example.com", "*.example.com", "API.Example.COM", "x_y.z-1"})
    CHECK_MESSAGE(refusal(notice(host)) == "accepted", host);
  for (const char* host : {"", "*", "*.", "*.*.a", "a.*.b", "a..b", ".a", "a.", "a:443", "a/b",
                           "-a.b", "a-.b", "a b", "[::1]", "\u00e4.de"})
    CHECK_MESSAGE(refusal(notice(host)) != "accepted", host);
  CHECK(refusal(notice(std::string(64, 'a') + ".com")) != "accepted");
  std::string longest;
  while (longest.size() < 253)
    longest += "abc.";
  CHECK(refusal(notice(longest + "com")) != "accepted");
}

TEST_CASE("hostile files end in one line, and soon") {
  auto repeat = [](std::string_view what, std::size_t times) {
    std::string all;
    for (std::size_t i = 0; i < times; ++i)
      all += what;
    return all;
  };
  CHECK(refusal(repeat("[", 100'000)) == "mine.json:1: nested too deeply");
  CHECK(refusal(repeat("{\"a\":", 100'000)) == "mine.json:1: nested too deeply");
  CHECK(refusal(file("\"distrust\": " + repeat("[", 20) + repeat("]", 20))) ==
        "mine.json:1: nested too deeply");
  CHECK(refusal(file("\"distrust\": [" + repeat("{},", 900'000) + "{}]")) ==
        "mine.json:1: more values than a file of knowledge has");
  CHECK(refusal(file("\"distrust\": [" + repeat("0,", 20'000) + "0]")) ==
        "mine.json:1: \"distrust\" must have at most 20000 entries");
  CHECK(refusal(std::string(4 * 1024 * 1024 + 1, ' ')) == "mine.json: larger than 4 MiB");
  CHECK(refusal(file("\"distrust\": 1e999999")) == "mine.json:1: a number that is too large");
  CHECK(refusal(file("\"distrust\": " + repeat("9", 5000))) ==
        "mine.json:1: a number that is too large");
  CHECK(refusal(R"({"schema": "a", "schema": "checkoutdiag.knowledge/1"})") ==
        "mine.json:1: \"schema\" is given twice in one object");
  CHECK(refusal(distrust("\"name\": \"a\", \"name\": \"b\"")) ==
        "mine.json:1: \"name\" is given twice in one object");
  CHECK(refusal(distrust("\"name\": \"\xff\xfe\"")).starts_with("mine.json:1: not JSON"));
  CHECK(refusal(distrust("\"name\": \"\\ud800\"")).starts_with("mine.json:1: not JSON"));
  CHECK(refusal(std::string("{\0}", 3)).starts_with("mine.json:1: not JSON"));
  CHECK(refusal(file("\"distrust\": [], \"\\u001b[2J\": 1"))
            .starts_with("mine.json:1: \"\\x1b[2J\" is not a key of it"));
  CHECK(refusal(file("\"" + repeat("k", 100'000) + "\": 1")).size() < 400);

  Knowledge known;
  add_knowledge(known, distrust(R"("sha256": "HASH", "name": "a\u001b[2J\u202eb\n", "reason": "r",
                                   FROM)"),
                "a\nb");
  CHECK(known.distrust[0].name == "a\\x1b[2J\\u{202e}b\\x0a");
  CHECK(known.distrust[0].from.file == "a\\x0ab");
}
