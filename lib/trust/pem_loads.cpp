#include <fmt/core.h>

#include <algorithm>
#include <iterator>
#include <unordered_set>

#include "lib/trust/pem.hpp"
#include "lib/trust/pem_parts.hpp"

namespace checkoutdiag::trust {
namespace pem {
namespace {

std::string many(std::size_t count, const char* one = "certificate") {
  return fmt::format("{} {}{}", count, one, count == 1 ? "" : "s");
}

std::string times(std::size_t count) {
  return count == 1 ? "once" : fmt::format("{} times", count);
}

/// Why a runtime does not see a block that it does not complain about either.
const char* words(FlawKind flaw) {
  switch (flaw) {
    case FlawKind::truncated_block:
      return "the block has no END line";
    case FlawKind::bad_base64:
      return "what is in it is not base64";
    case FlawKind::label_mismatch:
      return "its END line is not what its BEGIN line asks for";
    case FlawKind::joined_lines:
      return "its BEGIN stands on the END line of the block before";
    case FlawKind::byte_order_mark:
      return "a byte-order mark stands before its BEGIN line";
    case FlawKind::cr_only:
      return "lines end in CR alone";
    case FlawKind::blank_in_block:
      return "there are empty lines in it";
    case FlawKind::indented:
      return "its BEGIN is not at the beginning of a line";
    case FlawKind::nul_bytes:
      return "there are NUL bytes before it or in it";
    case FlawKind::trusted_label:
      return "it is a TRUSTED CERTIFICATE, which is OpenSSL's own";
    case FlawKind::x509_label:
      return "it is labelled X509 CERTIFICATE, the old name";
    case FlawKind::pkcs7_block:
      return "it is in a PKCS7 block";
    case FlawKind::trailing_bytes:
      return "there are bytes after it in its block";
    default:
      return "it is no block that it reads";
  }
}

/// Why a certificate is passed over: by its own block, or by its neighbours.
std::string reason(const std::vector<Item>& items, std::size_t number) {
  const Item& item = items[number];
  if (item.flaw) return words(*item.flaw);
  if (number + 1 < items.size() && items[number + 1].flaw == FlawKind::joined_lines)
    return "the next BEGIN stands on its END line";
  auto before = number > 0 ? items[number - 1].flaw : std::nullopt;
  if (before == FlawKind::truncated_block || before == FlawKind::label_mismatch)
    return "the block before it has no right END line, and swallows it";
  if (before == FlawKind::pkcs7_block) return "a PKCS7 block before it is all that it reads";
  return "it is no block that it reads";
}

/// Where and why it stops, and what that costs.
std::string stopping(Runtime runtime, const Reading& reading, const Lines& lines) {
  std::size_t kept = reading.loaded.size();
  std::string where =
      fmt::format("{}line {} ({})", reading.stop_is_block ? "the block that begins in " : "",
                  lines.at(reading.stop), reading.why);
  if (!reading.fails)
    return fmt::format("stops without a word at {} and {}", where,
                       kept == 0 ? "loads nothing" : "loads only the " + many(kept) + " before it");
  if (runtime == Runtime::node)
    return fmt::format("stops at {}, warns that it ignores the file, and {}", where,
                       kept == 0 ? "loads nothing" : "yet uses the " + many(kept) + " before it");
  return fmt::format("stops at {} and loads nothing of the file", where);
}

void also(std::string& told, const std::string& more) {
  told += told.empty() ? more : "; " + more;
}

std::string how(Runtime runtime, const Load& load, const Reading& reading, const Scan& scan,
                const Lines& lines) {
  const Catalogue& all = scan.all;
  if (scan.utf16 && reading.loaded.empty())
    return fmt::format("finds no certificate{}: the text is UTF-16",
                       reading.fails ? " and says so" : "");
  if (reading.stop != kNowhere) return stopping(runtime, reading, lines);
  if (reading.loaded.empty()) {
    std::string why = reading.why;
    if (why.empty() && !all.items.empty()) why = reason(all.items, 0);
    return fmt::format("finds no certificate{}{}", reading.fails ? " and says so" : "",
                       why.empty() ? "" : ": " + why);
  }
  std::string told;
  if (!load.missing.empty()) {
    const Item& first = all.items[load.missing.front()];
    told = fmt::format("passes over {} without a word, the first in line {}: {}",
                       many(load.missing.size()), lines.at(first.at),
                       reason(all.items, load.missing.front()));
  }
  std::size_t there = all.items.size() - load.missing.size();
  if (reading.counts_repeats && reading.loaded.size() > there)
    return fmt::format("takes a later block {} in place of one that it cannot read",
                       times(reading.loaded.size() - there));
  if (!scan.spoilt.empty())
    also(told,
         fmt::format("passes over {} without a word, the first in line {}",
                     many(scan.spoilt.size(), "spoilt block"), lines.at(scan.spoilt.front())));
  std::size_t repeats = reading.loaded.size() - static_cast<std::size_t>(*load.count);
  if (repeats > 0)
    also(told, fmt::format("counts {} only once", many(repeats, "repeated certificate")));
  return told;
}

int different(const std::vector<std::size_t>& loaded, const Catalogue& all) {
  std::unordered_set<std::string_view> seen;
  for (std::size_t number : loaded)
    seen.insert(all.items[number].found.der);
  return static_cast<int>(seen.size());
}

Load load_of(Runtime runtime, const Reading& reading, const Scan& scan, const Lines& lines) {
  const Catalogue& all = scan.all;
  Load load{runtime};
  if (all.full) {
    load.how = "not told: there are more or larger certificates than are read here";
    return load;
  }
  if (!reading.known) {
    load.how = "not told: it parses every private key in the file, and there are too many";
    return load;
  }
  std::vector<bool> there(all.items.size());
  for (std::size_t number : reading.loaded)
    there[number] = true;
  for (std::size_t number = 0; number < there.size(); ++number)
    if (!there[number]) load.missing.push_back(number);
  load.count = reading.counts_repeats ? static_cast<int>(reading.loaded.size())
                                      : different(reading.loaded, all);
  load.fails = reading.fails;
  load.how = how(runtime, load, reading, scan, lines);
  return load;
}

}  // namespace

int distinct(const std::vector<Found>& certificates, const std::vector<std::size_t>& missing) {
  std::unordered_set<std::string_view> seen;
  seen.reserve(certificates.size());
  auto next = missing.begin();
  for (std::size_t i = 0; i < certificates.size(); ++i) {
    if (next != missing.end() && *next == i)
      ++next;
    else
      seen.insert(certificates[i].der);
  }
  return static_cast<int>(seen.size());
}

std::vector<Load> loads_of(const std::vector<Reading>& readings, const Scan& scan,
                           const Lines& lines) {
  std::vector<Load> loads;
  for (std::size_t i = 0; i < readings.size(); ++i)
    loads.push_back(load_of(kRuntimes[i], readings[i], scan, lines));
  return loads;
}

std::vector<Load> loads_of_all(const std::vector<Found>& certificates) {
  int every = static_cast<int>(certificates.size());
  int once = distinct(certificates, {});
  std::vector<Load> loads;
  for (Runtime runtime : kRuntimes) {
    bool repeats = runtime == Runtime::java || runtime == Runtime::gnutls;
    Load load{runtime, repeats ? every : once};
    if (*load.count != every)
      load.how = fmt::format("counts {} only once",
                             many(static_cast<std::size_t>(every - once), "repeated certificate"));
    loads.push_back(std::move(load));
  }
  return loads;
}

}  // namespace pem

namespace {

bool counts_repeats(Runtime runtime) {
  return runtime == Runtime::java || runtime == Runtime::gnutls;
}

/// Those that a runtime has loaded so far and that cannot be parsed.
std::vector<std::size_t> stumbles(const Load& load, const std::vector<bool>& readable) {
  std::vector<std::size_t> found;
  for (std::size_t i = 0; i < readable.size(); ++i)
    if (!readable[i] && !std::binary_search(load.missing.begin(), load.missing.end(), i))
      found.push_back(i);
  return found;
}

/// All at or behind `from` are missing too.
void lose_from(Load& load, std::size_t from, std::size_t size) {
  std::erase_if(load.missing, [from](std::size_t i) { return i >= from; });
  for (std::size_t i = from; i < size; ++i)
    load.missing.push_back(i);
}

void refine(Load& load, const Contents& contents, const std::vector<std::size_t>& broken) {
  const std::vector<Found>& all = contents.certificates;
  const std::string& where = all[broken.front()].origin;
  if (load.runtime == Runtime::go) {
    std::vector<std::size_t> missing;
    std::ranges::set_union(load.missing, broken, std::back_inserter(missing));
    load.missing = std::move(missing);
    pem::also(load.how, fmt::format("passes over {} that it cannot parse, the first in {}",
                                    pem::many(broken.size()), where));
  } else if (load.runtime == Runtime::node) {
    lose_from(load, broken.front(), all.size());
    std::size_t kept = all.size() - load.missing.size();
    load.how = fmt::format(
        "stops at the certificate of {}, which it cannot parse, warns that it ignores the file, "
        "and {}",
        where, kept == 0 ? "loads nothing" : "yet uses the " + pem::many(kept) + " before it");
  } else {
    lose_from(load, 0, all.size());
    load.how = fmt::format(
        "stops at the certificate of {}, which it cannot parse, and loads nothing of the file",
        where);
  }
  load.count = counts_repeats(load.runtime) ? static_cast<int>(all.size() - load.missing.size())
                                            : pem::distinct(all, load.missing);
  load.fails = load.runtime != Runtime::go || *load.count == 0;
}

}  // namespace

void refine_loads(Contents& contents, const std::vector<bool>& readable) {
  if (readable.size() != contents.certificates.size()) return;
  if (contents.format != Format::pem) return;
  for (Load& load : contents.loads) {
    if (!load.count) continue;
    std::vector<std::size_t> broken = stumbles(load, readable);
    if (!broken.empty()) refine(load, contents, broken);
  }
}

}  // namespace checkoutdiag::trust
