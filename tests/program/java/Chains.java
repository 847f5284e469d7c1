import java.io.FileInputStream;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedKeyManager;
import javax.net.ssl.X509TrustManager;

/**
 * Judges chains as a Java HTTPS client does, all of them in one virtual machine.
 *
 * Argument: a file of lines "name TAB chain TAB store TAB key". Prints "name TAB how TAB
 * accepted|refused TAB words" for each, where `how` is "manager" (the default PKIX trust manager
 * alone) or "handshake" (a TLS client and a server within this process).
 */
public class Chains {
    public static void main(String[] arguments) throws Exception {
        for (String line : Files.readAllLines(Path.of(arguments[0]))) {
            String[] field = line.split("\t");
            report(field[0], "manager", () -> manager(certificates(field[1]), field[2]));
            if (field.length > 3)
                report(field[0], "handshake",
                       () -> handshake(certificates(field[1]), field[2], key(field[3])));
        }
    }

    interface Judgement {
        void run() throws Exception;
    }

    static void report(String name, String how, Judgement judgement) {
        String words = "", answer = "accepted";
        try {
            judgement.run();
        } catch (Exception refusal) {
            answer = "refused";
            Throwable first = refusal;
            while (first.getCause() instanceof java.security.cert.CertificateException)
                first = first.getCause();
            words = String.valueOf(first.getMessage()).replaceAll("\\s+", " ");
        }
        System.out.println(name + "\t" + how + "\t" + answer + "\t" + words);
    }

    static X509Certificate[] certificates(String file) throws Exception {
        try (FileInputStream in = new FileInputStream(file)) {
            List<X509Certificate> all = new ArrayList<>();
            for (Certificate one : CertificateFactory.getInstance("X.509").generateCertificates(in))
                all.add((X509Certificate) one);
            return all.toArray(new X509Certificate[0]);
        }
    }

    static PrivateKey key(String file) throws Exception {
        String text = Files.readString(Path.of(file), StandardCharsets.US_ASCII);
        byte[] der = Base64.getMimeDecoder().decode(
            text.replaceAll("-----[A-Z ]+-----", "").getBytes(StandardCharsets.US_ASCII));
        Exception last = null;
        for (String algorithm : new String[] {"EC", "RSA", "EdDSA"}) {
            try {
                return KeyFactory.getInstance(algorithm).generatePrivate(
                    new PKCS8EncodedKeySpec(der));
            } catch (java.security.spec.InvalidKeySpecException other) {
                last = other;
            }
        }
        throw last;
    }

    static TrustManager[] trusting(String store) throws Exception {
        KeyStore anchors = KeyStore.getInstance("JKS");
        anchors.load(null, null);
        int count = 0;
        for (X509Certificate one : certificates(store))
            anchors.setCertificateEntry("anchor " + count++, one);
        TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
        factory.init(anchors);
        return factory.getTrustManagers();
    }

    static void manager(X509Certificate[] chain, String store) throws Exception {
        ((X509TrustManager) trusting(store)[0]).checkServerTrusted(chain, "ECDHE_RSA");
    }

    static void handshake(X509Certificate[] chain, String store, PrivateKey key) throws Exception {
        SSLContext server = SSLContext.getInstance("TLS"), client = SSLContext.getInstance("TLS");
        server.init(new KeyManager[] {new Presenting(chain, key)}, null, null);
        client.init(null, trusting(store), null);
        SSLEngine left = client.createSSLEngine(), right = server.createSSLEngine();
        left.setUseClientMode(true);
        right.setUseClientMode(false);
        ByteBuffer toRight = ByteBuffer.allocate(1 << 18), toLeft = ByteBuffer.allocate(1 << 18);
        for (int step = 0; step < 200; ++step) {
            advance(left, toLeft, toRight);
            if (established(left)) return;
            advance(right, toRight, toLeft);
        }
        throw new IllegalStateException("the handshake does not end");
    }

    static boolean established(SSLEngine engine) {
        return engine.getHandshakeStatus() == HandshakeStatus.NOT_HANDSHAKING
            && engine.getSession().getProtocol().startsWith("TLS");
    }

    /** Reads what has come, runs the tasks, writes what is due. */
    static void advance(SSLEngine engine, ByteBuffer in, ByteBuffer out) throws Exception {
        if (engine.getHandshakeStatus() == HandshakeStatus.NOT_HANDSHAKING) engine.beginHandshake();
        ByteBuffer plain = ByteBuffer.allocate(1 << 16);
        in.flip();
        for (boolean moved = true; moved;) {
            moved = false;
            switch (engine.getHandshakeStatus()) {
                case NEED_TASK:
                    for (Runnable task; (task = engine.getDelegatedTask()) != null;) task.run();
                    moved = true;
                    break;
                case NEED_WRAP:
                    engine.wrap(ByteBuffer.allocate(0), out);
                    moved = true;
                    break;
                case NEED_UNWRAP:
                    if (in.hasRemaining()) {
                        SSLEngineResult result = engine.unwrap(in, plain);
                        moved = result.bytesConsumed() > 0
                            || result.getHandshakeStatus() != HandshakeStatus.NEED_UNWRAP;
                    }
                    break;
                default:
                    break;
            }
        }
        in.compact();
    }

    /** Presents one chain whatever is asked for. */
    static class Presenting extends X509ExtendedKeyManager {
        private final X509Certificate[] chain;
        private final PrivateKey key;

        Presenting(X509Certificate[] chain, PrivateKey key) {
            this.chain = chain;
            this.key = key;
        }

        private boolean fits(String type) {
            return type.startsWith(key.getAlgorithm());
        }

        @Override
        public String chooseEngineServerAlias(String type, Principal[] issuers, SSLEngine engine) {
            return fits(type) ? "it" : null;
        }

        @Override
        public String chooseServerAlias(String type, Principal[] issuers, Socket socket) {
            return fits(type) ? "it" : null;
        }

        @Override
        public String chooseClientAlias(String[] types, Principal[] issuers, Socket socket) {
            return null;
        }

        @Override
        public String[] getServerAliases(String type, Principal[] issuers) {
            return new String[] {"it"};
        }

        @Override
        public String[] getClientAliases(String type, Principal[] issuers) {
            return new String[0];
        }

        @Override
        public X509Certificate[] getCertificateChain(String alias) {
            return chain;
        }

        @Override
        public PrivateKey getPrivateKey(String alias) {
            return key;
        }
    }
}
