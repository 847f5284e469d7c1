#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "checks/ca/ca.hpp"

// What the settings that name a store really lead to.
namespace checkoutdiag::ca::chains {

/// Why a setting leads its readers to nothing.
struct Fault {
  enum class Kind {
    missing,
    unreadable,
    is_file,       // where a directory is wanted
    is_directory,  // where a file is wanted
    not_a_store,   // a web page, an empty file, garbage
    empty,
    loads_nothing,  // there are certificates, and this reader gets none of them
    no_key_store    // certificates in a format that Java's trustStore does not take
  };
  Kind kind = Kind::missing;
  std::string path;    // the place, one of a list perhaps; raw
  std::string detail;  // raw
  bool others_work = false;
};

/// One for each place that a setting names and that is of no use to its readers. A place that was
/// not looked at has no fault.
std::vector<Fault> faults_of(const Inventory& seen, const trust::Setting& setting);

/// What comes of it for its readers, as measured: a sentence. Escaped.
std::string what_happens(const trust::Setting& setting, const Fault& fault);

/// Java's own system property.
bool is_java(const trust::Setting& setting);

/// Adds to what its readers trust already, instead of replacing it.
bool is_additive(const Inventory& seen, const trust::Setting& setting);

/// The stores that a setting names: several for a list of directories.
std::vector<const Store*> stores_named(const Inventory& seen, const trust::Setting& setting);

}  // namespace checkoutdiag::ca::chains
