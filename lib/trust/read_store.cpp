#include "lib/trust/read_store.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <map>
#include <utility>

#include "lib/trust/contents.hpp"
#include "lib/trust/pem.hpp"

namespace checkoutdiag::trust {
namespace {

constexpr std::string_view kElf =
    "\x7f"
    "ELF";
constexpr std::size_t kMostFlaws = 200;  // of a directory's files
constexpr std::uint64_t kMostOfProgram = 1024 * 1024 * 1024;
constexpr std::size_t kMostInDirectory = 256 * 1024 * 1024;  // bytes of all its files

// Those that read a directory file by file, where OpenSSL looks for hash names (measured: Go's
// SystemCertPool, gnutls_x509_trust_list_add_trust_dir).
constexpr Runtime kReadFiles[] = {Runtime::go, Runtime::gnutls};

// Nobody but root could have put the file there, or put another in its place.
bool is_roots_own(const Files& files, const FileFacts& facts) {
  constexpr unsigned kOthersWrite = 0022;
  if (facts.owner != 0 || (facts.mode & kOthersWrite) != 0) return false;
  std::string path = facts.real;
  while (path.size() > 1) {
    path.resize(std::max<std::size_t>(path.rfind('/'), 1));
    const FileFacts above = files.look(path);
    if (above.owner != 0 || (above.mode & kOthersWrite) != 0 || !above.error.empty()) return false;
  }
  return true;
}

// A module is code. It is loaded where the search knows it for this machine's own, by its place and
// not by its name, below /usr/lib: never because a variable, a walk or a command line names it, and
// never what a snap or a vendor brought.
bool may_run(const Files& files, const Place& place, const FileFacts& facts,
             const ReadOptions& options) {
  return options.run_modules && !files.foreign() && place.how == HowToRead::nss_module &&
         place.role == Role::bundle && facts.real.rfind("/usr/lib", 0) == 0 &&
         is_roots_own(files, facts);
}

// A program, as far as it is searched. Sparse files claim terabytes.
struct Program {
  const Files::Reader& reader;
  const std::function<bool()>& stop;

  std::uint64_t size() const { return std::min(reader.size(), kMostOfProgram); }
  ReadAt read() const {
    return [this](std::uint64_t offset, char* to, std::size_t length) -> std::size_t {
      if (stop && stop()) return 0;
      return reader.read_at(offset, to, length);
    };
  }
  // What was not searched is said.
  Contents told(Contents contents) const {
    if (stop && stop())
      contents.problem = "the run ended before it was searched";
    else if (reader.size() > kMostOfProgram && contents.problem.empty())
      contents.problem = fmt::format("only its first {} MiB were searched", kMostOfProgram >> 20);
    return contents;
  }
};

Contents read_module(const Files& files, const Place& place, const FileFacts& facts,
                     const ReadOptions& options, const Program& program) {
  if (may_run(files, place, facts, options))
    return read_nss_module(files.outside(facts.real).c_str());
  return program.told(read_module_bytes(program.read(), program.size()));
}

Contents read_program(const Program& program) {
  Contents contents = read_compiled_in(program.read(), program.size());
  if (!contents.certificates.empty()) return program.told(std::move(contents));
  Contents bytes = read_module_bytes(program.read(), program.size());
  return program.told(bytes.certificates.empty() ? std::move(contents) : std::move(bytes));
}

// A file too large to be read whole, or a program, is read in place.
Contents read_file_at(const Files& files, const Place& place, const ReadOptions& options,
                      Store& store) {
  std::string why;
  const auto reader = files.open(place.path, &why);
  if (!reader) {
    store.file.error = why;
    return {};
  }
  char magic[4] = {};
  const bool elf =
      reader->read_at(0, magic, sizeof magic) == sizeof magic && kElf == std::string_view(magic, 4);
  const Program program{*reader, options.stop};
  if (elf && place.how == HowToRead::nss_module)
    return read_module(files, place, store.file, options, program);
  if (elf || place.how == HowToRead::compiled_in) return read_program(program);

  Files::Content content = files.read(place.path);
  if (!content.facts.error.empty()) {
    store.file.error = content.facts.error;
    return {};
  }
  return place.how == HowToRead::nss_database ? read_nss_database(content.bytes)
                                              : read_contents(content.bytes);
}

std::set<std::size_t> loaded_by(const Contents& contents, Runtime runtime, std::size_t of) {
  std::set<std::size_t> all;
  for (std::size_t i = 0; i < of; ++i)
    all.insert(i);
  for (const Load& load : contents.loads) {
    if (load.runtime != runtime) continue;
    for (const std::size_t missing : load.missing)
      all.erase(missing);
    if (load.count && *load.count == 0) all.clear();
  }
  return all;
}

bool fails(const Contents& contents, Runtime runtime) {
  return std::any_of(contents.loads.begin(), contents.loads.end(),
                     [runtime](const Load& each) { return each.runtime == runtime && each.fails; });
}

// One file of a directory: everybody reads PEM alone.
void read_directory_file(const Files& files, const std::string& path, DirectoryFile& file,
                         Pool& pool, Draft& draft) {
  const std::size_t limit = 8 * 1024 * 1024;
  Files::Content content = files.read(path, limit);
  if (!content.facts.error.empty()) {
    file.error = content.facts.error;
    return;
  }
  Contents contents = read_contents(content.bytes);
  file.pem = contents.format == Format::pem;
  for (const Flaw& flaw : contents.flaws)
    if (flaw.kind != FlawKind::not_a_store && draft.store.flaws.size() < kMostFlaws) {
      draft.store.flaws.push_back(flaw);
      draft.store.flaws.back().text = file.name + ": " + flaw.text;
    }
  draft.store.private_keys += contents.private_keys;
  std::map<Runtime, std::set<std::size_t>> loaded;
  for (const Runtime runtime : kReadFiles)
    loaded[runtime] = loaded_by(contents, runtime, contents.certificates.size());
  // By a hash name OpenSSL reads block after block, as Node.js does, and keeps what came before a
  // broken one.
  const std::set<std::size_t> by_block =
      loaded_by(contents, Runtime::node, contents.certificates.size());
  file.stops = file.pem && fails(contents, Runtime::node);
  for (std::size_t i = 0; i < contents.certificates.size(); ++i) {
    Found& found = contents.certificates[i];
    const std::size_t index = pool.add(std::move(found.der));
    if (!file.pem || by_block.count(i)) file.certificates.push_back(index);
    for (const Runtime runtime : kReadFiles)
      if (file.pem && loaded[runtime].count(i)) draft.by_file[runtime].insert(index);
    // A directory holds the same certificate as a file, under its hash, and in a bundle beside
    // them; that is one certificate.
    if (draft.held.insert(index).second)
      draft.store.entries.push_back({index, file.name, std::move(found.label), found.server_trusted,
                                     found.server_distrust_after});
  }
}

void read_directory(const Files& files, const std::function<bool()>& stop, Pool& pool,
                    Draft& draft) {
  Store& store = draft.store;
  store.format = Format::hashed_directory;
  std::string error;
  const std::vector<std::string> names = files.names(store.path, &error);
  if (!error.empty()) store.problem = error;
  std::map<std::string, std::size_t> by_real;
  std::uint64_t bytes = 0;
  for (const std::string& name : names) {
    if (stop && stop()) {
      store.problem = "the run ended before all of it was read";
      break;
    }
    const std::string path = store.path + "/" + name;
    const FileFacts facts = files.look(path);
    if (!facts.real.empty() && files.is_directory(facts.real)) continue;
    DirectoryFile file;
    file.name = name;
    file.real = facts.real;
    file.link = facts.real != store.file.real + "/" + name;
    file.error = facts.real.empty() ? "" : facts.error;
    if (!file.error.empty() && store.problem.empty())
      store.problem = name + " in it cannot be read: " + file.error;
    const auto [known, added] = by_real.emplace(facts.real, draft.directory.size());
    if (!added && !facts.real.empty()) {
      const DirectoryFile& same = draft.directory[known->second];
      file.pem = same.pem;
      file.stops = same.stops;
      file.error = same.error;
      file.certificates = same.certificates;
    } else if (!facts.real.empty() && file.error.empty()) {
      bytes += facts.size;
      if (bytes > kMostInDirectory) {
        store.problem = fmt::format("only the first {} MiB were read", kMostInDirectory >> 20);
        break;
      }
      read_directory_file(files, path, file, pool, draft);
    }
    draft.directory.push_back(std::move(file));
  }
}

Load directory_load(Runtime runtime, const Store& store, const std::set<std::size_t>& loaded,
                    std::string how) {
  Load load;
  load.runtime = runtime;
  load.count = static_cast<int>(loaded.size());
  for (std::size_t i = 0; i < store.entries.size(); ++i)
    if (!loaded.count(store.entries[i].certificate)) load.missing.push_back(i);
  if (!load.missing.empty()) load.how = std::move(how);
  return load;
}

void finish_directory(Draft& draft, const Pool& pool, Store& store) {
  const DirectoryLinks links = examine_links(draft.directory, pool.certificates());
  store.links = links.faults;
  store.good_links = links.good;
  const std::set<std::size_t> by_hash(links.reachable.begin(), links.reachable.end());
  // Node.js too, where it is told to read OpenSSL's own places.
  for (const Runtime runtime : {Runtime::openssl, Runtime::node})
    store.loads.push_back(
        directory_load(runtime, store, by_hash, "finds only what a hash name leads to"));
  for (const Runtime runtime : kReadFiles)
    store.loads.push_back(directory_load(runtime, store, draft.by_file[runtime],
                                         "reads the PEM files, whatever their names"));
}

}  // namespace

void keep(Contents contents, Pool& pool, Draft& draft) {
  Store& store = draft.store;
  for (Found& found : contents.certificates)
    store.entries.push_back({pool.add(std::move(found.der)), std::move(found.origin),
                             std::move(found.label), found.server_trusted,
                             found.server_distrust_after});
  store.format = contents.format;
  store.format_note = contents.format_note;
  store.problem = contents.problem;
  store.integrity_unchecked = contents.integrity_unchecked;
  store.private_keys = contents.private_keys;
  draft.contents = std::move(contents);
}

std::optional<std::string> module_to_run(const Files& files, const Place& place,
                                         const ReadOptions& options) {
  if (place.how != HowToRead::nss_module) return std::nullopt;
  const FileFacts facts = files.look(place.path);
  if (facts.real.empty() || !facts.error.empty() || !may_run(files, place, facts, options))
    return std::nullopt;
  return files.outside(facts.real);
}

Draft look_at_place(const Files& files, const Place& place) {
  Draft draft;
  Store& store = draft.store;
  store.path = place.path;
  store.title = place.title;
  store.role = place.role;
  store.package = place.package;
  store.also = place.also;
  store.file = files.look(place.path);
  return draft;
}

void read_place(const Files& files, const Place& place, const ReadOptions& options, Pool& pool,
                Draft& draft) {
  Store& store = draft.store;
  if (store.file.real.empty()) return;
  if (files.is_directory(store.file.real)) {
    read_directory(files, options.stop, pool, draft);
    return;
  }
  if (!store.file.error.empty()) return;
  keep(read_file_at(files, place, options, store), pool, draft);
}

Store finish(Draft draft, const Pool& pool) {
  Store& store = draft.store;
  if (store.format == Format::hashed_directory) {
    finish_directory(draft, pool, store);
    return std::move(store);
  }
  std::vector<bool> readable;
  for (const Entry& entry : store.entries)
    readable.push_back(pool.certificates()[entry.certificate].malformed.empty());
  if (store.format == Format::pem) refine_loads(draft.contents, readable);
  store.flaws = std::move(draft.contents.flaws);
  store.loads = std::move(draft.contents.loads);
  return std::move(store);
}

}  // namespace checkoutdiag::trust
