// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.lifecycle.connect;

import com.sun.net.httpserver.Headers;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import javax.net.ssl.SSLContext;
import org.springframework.boot.ssl.DefaultSslBundleRegistry;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.util.unit.DataSize;
import org.truckroll.lifecycle.ServiceEndpoints;
import org.truckroll.notification.ProviderCalls;
import org.truckroll.shared.AddressGuard;
import org.truckroll.shared.OutboundProperties;

/** A provider of messages: a real https server, and the client of the house that trusts it by the bundle {@code peer}. */
public final class ProviderPeer implements AutoCloseable {

    /** What the server was asked. */
    public record Asked(String method, String target, Headers headers, String body) {}

    private static final KeyStore SERVER;
    private static final KeyStore CLIENT;

    static {
        try {
            var certificates = new Certificates(Files.createTempDirectory("certificates"));
            SERVER = certificates.make("server");
            CLIENT = certificates.make("client");
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private final DefaultSslBundleRegistry bundles = new DefaultSslBundleRegistry();
    private final Neighbour server;
    private final HttpCalls calls;

    public ProviderPeer() {
        try {
            bundles.registerBundle("peer", Certificates.bundle(CLIENT, SERVER));
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
        server = new Neighbour(serverTls());
        var properties = new ConnectProperties(
                Duration.ofSeconds(10),
                Duration.ofSeconds(20),
                Duration.ofSeconds(20),
                10,
                10,
                DataSize.ofKilobytes(64),
                Map.of());
        calls = new HttpCalls(
                properties,
                new ServiceEndpoints(),
                new AddressGuard(new OutboundProperties(List.of())),
                bundles,
                Clock.systemUTC(),
                () -> null);
    }

    /** For other servers that speak as this one. */
    public static SSLContext serverTls() {
        try {
            SslBundle bundle = Certificates.bundle(SERVER, CLIENT);
            return bundle.createSslContext();
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** What those trust who speak with such a server from another process, as a file in the form PEM. */
    public static String serverCertificate() {
        try {
            byte[] certificate =
                    SERVER.getCertificate(SERVER.aliases().nextElement()).getEncoded();
            return "-----BEGIN CERTIFICATE-----\n"
                    + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(certificate)
                    + "\n-----END CERTIFICATE-----\n";
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    public SslBundles bundles() {
        return bundles;
    }

    public ProviderCalls calls() {
        return new ConnectorProviderCalls(calls, UnaryOperator.identity());
    }

    public String url(String path) {
        return server.url(path).toString();
    }

    public void answers(int status, String body, String... headers) {
        server.answers(Neighbour.status(status, body, headers));
    }

    /** Before it answers, it looks at something. */
    public void answers(String body, Runnable look) {
        server.answers(exchange -> {
            look.run();
            Neighbour.status(200, body).to(exchange);
        });
    }

    /** Reads the request and says nothing. */
    public void keepsSilent() {
        server.answers(exchange -> {
            try {
                Thread.sleep(30_000);
            } catch (InterruptedException e) {
                exchange.close();
            }
        });
    }

    /** Reads the request and hangs up. */
    public void hangsUp() {
        server.answers(com.sun.net.httpserver.HttpExchange::close);
    }

    public List<Asked> asked() {
        return server.asked.stream()
                .map(asked -> new Asked(asked.method(), asked.target(), asked.headers(), asked.body()))
                .toList();
    }

    public Asked last() {
        return asked().get(asked().size() - 1);
    }

    /** An address of this machine where nobody listens. */
    public static String nobody() {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return "https://127.0.0.1:" + socket.getLocalPort();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        server.close();
        calls.close();
    }
}
