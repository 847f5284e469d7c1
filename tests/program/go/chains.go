// Judges chains as a Go TLS client does. Arguments: a file of lines "name TAB chain TAB store",
// and the moment in RFC 3339. Prints "name TAB accepted|refused TAB words" for each.
package main

import (
	"bufio"
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"os"
	"strings"
	"time"
)

func chain(file string) ([]*x509.Certificate, error) {
	text, err := os.ReadFile(file)
	if err != nil {
		panic(err)
	}
	var all []*x509.Certificate
	for {
		var block *pem.Block
		if block, text = pem.Decode(text); block == nil {
			return all, nil
		}
		one, err := x509.ParseCertificate(block.Bytes)
		if err != nil {
			return nil, fmt.Errorf("tls: failed to parse certificate from server: %w", err)
		}
		all = append(all, one)
	}
}

func judge(chainFile, storeFile string, now time.Time) error {
	sent, err := chain(chainFile)
	if err != nil {
		return err
	}
	roots, others := x509.NewCertPool(), x509.NewCertPool()
	anchors, err := os.ReadFile(storeFile)
	if err != nil {
		panic(err)
	}
	roots.AppendCertsFromPEM(anchors)
	for _, one := range sent[1:] {
		others.AddCert(one)
	}
	_, err = sent[0].Verify(x509.VerifyOptions{Roots: roots, Intermediates: others, CurrentTime: now})
	return err
}

func main() {
	now, err := time.Parse(time.RFC3339, os.Args[2])
	if err != nil {
		panic(err)
	}
	file, err := os.Open(os.Args[1])
	if err != nil {
		panic(err)
	}
	for lines := bufio.NewScanner(file); lines.Scan(); {
		field := strings.Split(lines.Text(), "\t")
		answer, words := "accepted", ""
		if err := judge(field[1], field[2], now); err != nil {
			answer, words = "refused", strings.Join(strings.Fields(err.Error()), " ")
		}
		fmt.Printf("%s\t%s\t%s\n", field[0], answer, words)
	}
}
