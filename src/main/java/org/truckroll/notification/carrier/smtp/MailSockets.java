// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.notification.carrier.smtp;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.SocketFactory;
import javax.net.ssl.SSLSocketFactory;

/**
 * The sockets of one talk with a mail server, so that it can be cut: time limits of the library hold for each line, and a server that sends one byte
 * a second would keep a thread for ever.
 */
final class MailSockets {

    private final List<Socket> open = new CopyOnWriteArrayList<>();
    private volatile boolean cut;

    /** Ends the talk; whoever reads gets an error. */
    void cut() {
        cut = true;
        open.forEach(MailSockets::close);
    }

    boolean wasCut() {
        return cut;
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // Nothing is left to be read from it.
            return;
        }
    }

    private Socket keep(Socket socket) {
        open.add(socket);
        return socket;
    }

    SocketFactory plain() {
        return new SocketFactory() {
            @Override
            public Socket createSocket() {
                return keep(new Socket());
            }

            @Override
            public Socket createSocket(String host, int port) throws IOException {
                return keep(new Socket(host, port));
            }

            @Override
            public Socket createSocket(String host, int port, InetAddress from, int own) throws IOException {
                return keep(new Socket(host, port, from, own));
            }

            @Override
            public Socket createSocket(InetAddress host, int port) throws IOException {
                return keep(new Socket(host, port));
            }

            @Override
            public Socket createSocket(InetAddress host, int port, InetAddress from, int own) throws IOException {
                return keep(new Socket(host, port, from, own));
            }
        };
    }

    SSLSocketFactory tls(SSLSocketFactory factory) {
        return new SSLSocketFactory() {
            @Override
            public String[] getDefaultCipherSuites() {
                return factory.getDefaultCipherSuites();
            }

            @Override
            public String[] getSupportedCipherSuites() {
                return factory.getSupportedCipherSuites();
            }

            @Override
            public Socket createSocket() throws IOException {
                return keep(factory.createSocket());
            }

            @Override
            public Socket createSocket(Socket under, String host, int port, boolean closes) throws IOException {
                return factory.createSocket(under, host, port, closes);
            }

            @Override
            public Socket createSocket(String host, int port) throws IOException {
                return keep(factory.createSocket(host, port));
            }

            @Override
            public Socket createSocket(String host, int port, InetAddress from, int own) throws IOException {
                return keep(factory.createSocket(host, port, from, own));
            }

            @Override
            public Socket createSocket(InetAddress host, int port) throws IOException {
                return keep(factory.createSocket(host, port));
            }

            @Override
            public Socket createSocket(InetAddress host, int port, InetAddress from, int own) throws IOException {
                return keep(factory.createSocket(host, port, from, own));
            }
        };
    }
}
