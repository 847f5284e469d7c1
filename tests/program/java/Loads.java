import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.util.Collection;

/** What Java's own reader of certificates makes of each file that standard input names. */
public class Loads {
  public static void main(String[] arguments) throws Exception {
    for (String path : new String(System.in.readAllBytes(), "UTF-8").split("\n")) {
      System.out.println(read(Path.of(path)));
    }
  }

  private static String read(Path path) throws Exception {
    // A buffer in memory, so that a hostile megabyte is not read byte by byte from the disk.
    try (InputStream in = new ByteArrayInputStream(Files.readAllBytes(path))) {
      Collection<? extends Certificate> read =
          CertificateFactory.getInstance("X.509").generateCertificates(in);
      return read.size() + "\tfalse\t";
    } catch (CertificateException | RuntimeException error) {
      return "0\ttrue\t" + String.valueOf(error.getMessage()).replaceAll("[^ -~]+", " ");
    }
  }
}
