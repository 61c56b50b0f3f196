// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.lifecycle.connect;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslStoreBundle;

/** Key pairs made for one test run by the tool of the Java runtime. */
final class Certificates {

    private static final String PASSWORD = "demo-demo";

    private final Path directory;

    Certificates(Path directory) {
        this.directory = directory;
    }

    /** A new key pair with a certificate that it signs itself, good for 127.0.0.1. */
    KeyStore make(String name) throws IOException, InterruptedException, GeneralSecurityException {
        Path file = directory.resolve(name + ".p12");
        Path log = directory.resolve(name + ".log");
        int end = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        name,
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=" + name,
                        "-ext",
                        "SAN=ip:127.0.0.1,dns:localhost",
                        "-keystore",
                        file.toString(),
                        "-storepass",
                        PASSWORD)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start()
                .waitFor();
        if (end != 0) {
            throw new IOException(Files.readString(log));
        }
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(file)) {
            store.load(in, PASSWORD.toCharArray());
        }
        return store;
    }

    /** Says who we are with the one, believes the other. */
    static SslBundle bundle(KeyStore own, KeyStore peer) throws IOException, GeneralSecurityException {
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        String name = peer.aliases().nextElement();
        trusted.setCertificateEntry(name, peer.getCertificate(name));
        return SslBundle.of(SslStoreBundle.of(own, PASSWORD, trusted));
    }
}
