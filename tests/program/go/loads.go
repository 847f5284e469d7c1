// What Go's own pool of certificates takes from each file that standard input names.
package main

import (
	"bufio"
	"crypto/x509"
	"fmt"
	"os"
)

func main() {
	paths := bufio.NewScanner(os.Stdin)
	for paths.Scan() {
		bytes, err := os.ReadFile(paths.Text())
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		pool := x509.NewCertPool()
		ok := pool.AppendCertsFromPEM(bytes)
		fmt.Printf("%d\t%t\t\n", len(pool.Subjects()), !ok)
	}
}
