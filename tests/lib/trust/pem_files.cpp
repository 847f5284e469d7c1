#include "tests/lib/trust/pem_files.hpp"

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <algorithm>

#include "lib/x509/decode.hpp"

namespace checkoutdiag::test {
namespace {

std::string trusted(const std::string& der, int use, bool reject) {
  x509::Cert parsed = x509::decode(der).certificate;
  ASN1_OBJECT* object = OBJ_nid2obj(use);
  reject ? X509_add1_reject_object(parsed.get(), object)
         : X509_add1_trust_object(parsed.get(), object);
  x509::Handle<BIO, BIO_free_all> out(BIO_new(BIO_s_mem()));
  PEM_write_bio_X509_AUX(out.get(), parsed.get());
  char* data = nullptr;
  long size = BIO_get_mem_data(out.get(), &data);
  return {data, static_cast<std::size_t>(size)};
}

std::string without_line(const std::string& text, std::size_t number) {
  return with_line(text, number, "");
}

std::string spoilt(const std::string& block) {
  std::string line = line_of(block, 3);
  line[0] = '*';
  return with_line(block, 3, line);
}

std::string truncated(const std::string& block) {
  return block.substr(0, block.find("-----END"));
}

std::string utf16(const std::string& text, bool little) {
  std::string wide = little ? "\xFF\xFE" : "\xFE\xFF";
  for (char c : text)
    wide += little ? std::string{c, '\0'} : std::string{'\0', c};
  return wide;
}

std::string times(const std::string& text, int count) {
  std::string all;
  for (int i = 0; i < count; ++i)
    all += text;
  return all;
}

using Cases = std::vector<PemCase>;

void add_good(Cases& to, const PemParts& p) {
  std::string all = p.a + p.b + p.c;
  to.push_back({"clean", all, 3, "3 3 3 3 3"});
  to.push_back({"text between", "# a\n" + p.a + "x: y\n\n" + p.b + "junk\n" + p.c, 3, "3 3 3 3 3"});
  to.push_back({"CRLF", replaced(all, "\n", "\r\n"), 3, "3 3 3 3 3"});
  to.push_back({"one line", pem_block(p.a_der, "CERTIFICATE", 9999) + p.b, 2, "2 2 2 2 2"});
  to.push_back({"76 columns", pem_block(p.a_der, "CERTIFICATE", 76) + p.b, 2, "2 2 2 2 2"});
  to.push_back({"1 column", pem_block(p.a_der, "CERTIFICATE", 1) + p.b, 2, "2 2 2 2 2"});
  to.push_back({"long line", std::string(5000, 'x') + "\n" + p.a + p.b, 2, "2 2 2 2 2"});
  to.push_back({"blanks after lines", replaced(all, "\n", " \n"), 3, "3 3 3 3 3"});
  to.push_back({"no last newline", all.substr(0, all.size() - 1), 3, "3 3 3 3 3"});
  to.push_back({"4 blocks, 2 repeats", p.a + p.b + p.a + p.b, 4, "2 2 2 4 4"});
  std::string spaced = line_of(p.a, 3);
  to.push_back({"blank in base64", with_line(p.a, 3, spaced.insert(9, " ")) + p.b, 2, "2 2 2 2 2"});
}

void add_cut(Cases& to, const PemParts& p) {
  to.push_back({"last truncated", p.a + truncated(p.b), 2, "0! 1! 1 0! 0!"});
  to.push_back({"first without END", truncated(p.a) + p.b, 2, "1 1 1 0! 2"});
  to.push_back({"middle without END", p.a + truncated(p.b) + p.c, 3, "2 2 2 0! 3"});
  to.push_back({"first bad base64", spoilt(p.a) + p.b, 1, "0! 0! 1 0! 0!"});
  to.push_back({"middle bad base64", p.a + spoilt(p.b) + p.c, 2, "0! 1! 2 0! 0!"});
  to.push_back({"last bad base64", p.a + p.b + spoilt(p.c), 2, "0! 2! 2 0! 0!"});
  to.push_back({"line missing first", without_line(p.a, 3) + p.b, 1, "0! 0! 1 0! 0!"});
  to.push_back({"line missing last", p.a + without_line(p.b, 3), 1, "0! 1! 1 0! 0!"});
  to.push_back({"labels differ", labelled(p.a, "CERTIFICATE", "FOO") + p.b, 2, "0! 0! 1 0! 2"});
  to.push_back({"joined", p.a.substr(0, p.a.size() - 1) + p.b, 2, "0! 0! 0! 0! 2"});
  to.push_back(
      {"text behind END", p.a.substr(0, p.a.size() - 1) + " x\n" + p.b, 2, "0! 0! 1 0! 2"});
  std::string empty = pem_block("");
  to.push_back({"empty block", empty, 0, "0! 0 0! 0! 0!"});
  to.push_back({"empty block among", p.a + empty + p.b, 2, "0! 1 2 0! 0!"});
  to.push_back(
      {"junk block", p.a + pem_block(std::string(2'000'000, '\0')) + p.b, 2, "0! 1! 2 0! 0!"});
  std::string begin = "-----BEGIN CERTIFICATE-----\n";
  to.push_back({"20 000 BEGIN lines", times(begin, 20'000) + p.a, 1, "0! 0 1 0! 0!"});
  to.push_back({"short DER", p.a + pem_block(p.a_der.substr(0, p.a_der.size() - 3)) + p.b, 2,
                "0! 1! 2 0! 0!"});
  to.push_back({"bytes after DER", pem_block(p.a_der + "abc") + p.b, 2, "2 2 1 0! 0!"});
}

void add_text(Cases& to, const PemParts& p) {
  std::string all = p.a + p.b + p.c, nul(1, '\0'), line = line_of(p.b, 3);
  to.push_back({"NUL before BEGIN", p.a + nul + nul + p.b, 2, "1 1 1 0! 2"});
  to.push_back({"NUL first", nul + nul + p.a + p.b, 2, "0! 0 1 0! 2"});
  to.push_back({"NUL line between", p.a + nul + "x\n" + p.b, 2, "1 1 2 2 2"});
  to.push_back({"NUL within a line between", p.a + "x" + nul + "x\n" + p.b, 2, "2 2 2 2 2"});
  to.push_back(
      {"NUL in base64", p.a + with_line(p.b, 3, line.insert(5, nul)) + p.c, 3, "0! 1! 2 0! 0!"});
  to.push_back({"byte-order mark", "\xEF\xBB\xBF" + all, 3, "3 3 2 0! 3"});
  to.push_back({"CR only", replaced(all, "\n", "\r"), 3, "0! 0 0! 3 3"});
  to.push_back({"blank line inside", with_line(p.a, 3, line_of(p.a, 3) + "\n") + p.b + p.c, 3,
                "0! 0! 3 3 3"});
  to.push_back({"blank line at the end", replaced(p.a, "-----END", "\n-----END") + p.b + p.c, 3,
                "0! 0 3 3 3"});
  to.push_back({"indented", "  " + replaced(all, "\n", "\n  "), 3, "0! 0 0! 0! 3"});
  to.push_back({"one BEGIN indented", p.a + "  " + p.b, 2, "1 1 1 0! 2"});
  to.push_back({"UTF-16 LE", utf16(all, true), 3, "0! 0 0! 0! 0!"});
  to.push_back({"UTF-16 BE", utf16(all, false), 3, "0! 0 0! 0! 0!"});
  to.push_back({"UTF-16 without mark", utf16(all, true).substr(2), 3, "0! 0 0! 0! 0!"});
  to.push_back({"empty file", "", 0, "0! 0 0! 0 0!"});
  to.push_back({"HTML", "<!DOCTYPE html>\n<html></html>\n", 0, "0! 0 0! 0! 0!"});
  to.push_back({"git-lfs", "version https://git-lfs.github.com/spec/v1\n", 0, "0! 0 0! 0! 0!"});
  to.push_back({"line of dashes", p.a + "-----\n" + p.b, 2, "2 2 2 0! 2"});
  to.push_back({"line begins with 0", p.a + "0 certificates\n" + p.b, 2, "2 2 2 0! 2"});
  to.push_back({"253 before BEGIN", p.a + "#" + std::string(253, 'x') + p.b, 2, "2 2 1 0! 2"});
}

void add_labels(Cases& to, const PemParts& p) {
  auto label = [](const std::string& block, const char* as) { return labelled(block, as, as); };
  std::string old = label(p.b, "X509 CERTIFICATE"), bag = pem_block(pkcs7_of({p.a_der}), "PKCS7");
  std::string junk = pem_block("no key at all");
  std::string one = trusted(p.a_der, NID_email_protect, false);
  to.push_back({"private key between", p.a + p.key + p.b, 2, "2 2 2 0! 2"});
  to.push_back({"spoilt key", p.a + label(junk, "RSA PRIVATE KEY") + p.b, 2, "0! 2 2 0! 2"});
  to.push_back({"OpenSSH key", p.a + label(junk, "OPENSSH PRIVATE KEY") + p.b, 2, "0! 2 2 0! 2"});
  to.push_back(
      {"encrypted key", p.a + label(junk, "ENCRYPTED PRIVATE KEY") + p.b, 2, "2 2 2 0! 2"});
  to.push_back({"TRUSTED", one, 1, "1 0 0! 0! 0!"});
  to.push_back({"TRUSTED among", p.b + one + p.c, 3, "3 2 2 0! 2"});
  to.push_back({"X509 label", old, 1, "1 1 0! 1 1"});
  to.push_back({"X509 label among", p.a + old + p.c, 3, "3 3 2 3 2"});
  to.push_back({"X509 label last", p.a + p.c + old, 3, "3 3 2 3 3"});
  to.push_back({"X509 label after a bad block", spoilt(p.a) + old + p.c, 2, "0! 0! 1 0! 2"});
  to.push_back({"PKCS7", bag, 1, "0! 0 0! 1 0!"});
  to.push_back({"PKCS7 first", bag + p.b, 2, "1 1 1 1 1"});
  to.push_back({"PKCS7 last", p.b + bag, 2, "1 1 1 0! 1"});
  to.push_back({"odd label", label(p.a, "FOO") + p.b, 2, "1 1 1 2 1"});
  to.push_back({"request label", label(p.a, "CERTIFICATE REQUEST") + p.b, 2, "1 1 1 2 2"});
  to.push_back(
      {"headers", with_line(p.a, 1, "Foo: bar\n\n" + line_of(p.a, 1)) + p.b, 2, "0! 0! 1 0! 0!"});
  to.push_back({"parameters between", p.a + label(junk, "EC PARAMETERS") + p.b, 2, "2 2 2 0! 2"});
}

}  // namespace

const PemParts& pem_parts() {
  static const PemParts parts = [] {
    Identity made[4];
    const char* names[] = {"Root A", "Root B", "Root C", "Root D"};
    for (int i = 0; i < 4; ++i)
      made[i] = mint({names[i], true});
    return PemParts{made[0].pem, made[1].pem, made[2].pem,
                    made[3].pem, made[0].der, made[3].key_pem};
  }();
  return parts;
}

std::string pem_block(const std::string& der, const std::string& label, std::size_t width) {
  std::string text(4 * ((der.size() + 2) / 3) + 1, '\0');
  int size = EVP_EncodeBlock(reinterpret_cast<unsigned char*>(text.data()),
                             reinterpret_cast<const unsigned char*>(der.data()),
                             static_cast<int>(der.size()));
  text.resize(static_cast<std::size_t>(size));
  std::string lines = "-----BEGIN " + label + "-----\n";
  for (std::size_t at = 0; at < text.size(); at += width)
    lines += text.substr(at, width) + "\n";
  return lines + "-----END " + label + "-----\n";
}

std::string replaced(std::string text, const std::string& what, const std::string& with) {
  if (what.empty()) return text;
  for (std::size_t at = 0; (at = text.find(what, at)) != std::string::npos; at += with.size())
    text.replace(at, what.size(), with);
  return text;
}

std::string labelled(const std::string& block, const std::string& begin, const std::string& end) {
  return replaced(replaced(block, "BEGIN CERTIFICATE", "BEGIN " + begin), "END CERTIFICATE",
                  "END " + end);
}

std::string line_of(const std::string& text, std::size_t number) {
  std::size_t at = 0;
  for (; number > 0; --number)
    at = text.find('\n', at) + 1;
  return text.substr(at, text.find('\n', at) + 1 - at);
}

std::string with_line(const std::string& text, std::size_t number, const std::string& line) {
  std::size_t at = 0;
  for (; number > 0; --number)
    at = text.find('\n', at) + 1;
  return text.substr(0, at) + line + text.substr(text.find('\n', at) + 1);
}

std::vector<PemTrusted> pem_trusted() {
  const std::string& der = pem_parts().a_der;
  return {{"trusts servers", trusted(der, NID_server_auth, false), true},
          {"trusts any use", trusted(der, NID_anyExtendedKeyUsage, false), true},
          {"trusts mail only", trusted(der, NID_email_protect, false), false},
          {"rejects servers", trusted(der, NID_server_auth, true), false},
          {"rejects mail only", trusted(der, NID_email_protect, true), true},
          {"says nothing", pem_block(der, "TRUSTED CERTIFICATE"), true}};
}

std::vector<PemCase> pem_cases() {
  const PemParts& parts = pem_parts();
  Cases cases;
  add_good(cases, parts);
  add_cut(cases, parts);
  add_text(cases, parts);
  add_labels(cases, parts);
  return cases;
}

}  // namespace checkoutdiag::test
