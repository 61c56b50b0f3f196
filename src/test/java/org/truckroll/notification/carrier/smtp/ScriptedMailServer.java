// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.notification.carrier.smtp;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/** A mail server on a real socket that speaks RFC 5321 and STARTTLS, and answers single commands as it is told: what no well-behaved server does. */
final class ScriptedMailServer implements AutoCloseable {

    /** Instead of an answer: the connection ends. */
    static final String HANGS_UP = "hangs up";
    /** Instead of an answer: nothing, for long. */
    static final String SILENT = "silent";
    /** Instead of an answer: one octet now and then, without end. */
    static final String DRIPS = "drips";

    final List<String> heard = new CopyOnWriteArrayList<>();
    final List<String> mails = new CopyOnWriteArrayList<>();
    private final Map<String, String> answers = new ConcurrentHashMap<>();
    private final ServerSocket socket;
    private final SSLContext tls;
    private final boolean offersTls;
    private final ExecutorService threads = Executors.newCachedThreadPool();

    /** @param offersTls whether it announces STARTTLS */
    ScriptedMailServer(SSLContext tls, boolean offersTls) throws IOException {
        this.tls = tls;
        this.offersTls = offersTls;
        this.socket = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        threads.execute(() -> {
            while (!socket.isClosed()) {
                try {
                    Socket caller = socket.accept();
                    threads.execute(() -> serve(caller));
                } catch (IOException e) {
                    return;
                }
            }
        });
    }

    int port() {
        return socket.getLocalPort();
    }

    /** @param command its first word, {@code .} for the end of the mail */
    ScriptedMailServer answers(String command, String answer) {
        answers.put(command, answer);
        return this;
    }

    private void serve(Socket plain) {
        try (Socket first = plain) {
            Socket now = first;
            BufferedReader in = reader(now);
            boolean secure = false;
            if (!say(now, answers.getOrDefault("CONNECT", "220 mail.example ready"))) {
                return;
            }
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                heard.add((secure ? "tls " : "plain ") + line);
                String command = line.split(" ", 2)[0].toUpperCase(Locale.ROOT);
                String answer = answers.getOrDefault(command, usual(command, secure));
                if (!say(now, answer)) {
                    return;
                }
                if (command.equals("STARTTLS") && answer.startsWith("220")) {
                    SSLSocket over = (SSLSocket) tls.getSocketFactory().createSocket(now, null, now.getPort(), true);
                    over.setUseClientMode(false);
                    over.startHandshake();
                    now = over;
                    in = reader(now);
                    secure = true;
                } else if (command.equals("DATA") && answer.startsWith("354")) {
                    if (!mail(in) || !say(now, answers.getOrDefault(".", "250 2.0.0 queued"))) {
                        return;
                    }
                } else if (command.equals("QUIT")) {
                    return;
                }
            }
        } catch (IOException e) {
            heard.add("broken");
        }
    }

    private boolean mail(BufferedReader in) throws IOException {
        var mail = new StringBuilder();
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            if (line.equals(".")) {
                mails.add(mail.toString());
                return true;
            }
            mail.append(line.startsWith("..") ? line.substring(1) : line).append("\r\n");
        }
        return false;
    }

    private String usual(String command, boolean secure) {
        return switch (command) {
            case "EHLO" ->
                offersTls && !secure ? "250-mail.example\r\n250 STARTTLS" : "250-mail.example\r\n250 AUTH PLAIN";
            case "STARTTLS" -> "220 go ahead";
            case "AUTH" -> "235 2.7.0 welcome";
            case "DATA" -> "354 go ahead";
            case "QUIT" -> "221 bye";
            default -> "250 2.0.0 ok";
        };
    }

    private static BufferedReader reader(Socket from) throws IOException {
        return new BufferedReader(new InputStreamReader(from.getInputStream(), StandardCharsets.UTF_8));
    }

    private static boolean say(Socket to, String answer) throws IOException {
        if (answer.equals(HANGS_UP)) {
            return false;
        }
        try {
            if (answer.equals(SILENT)) {
                Thread.sleep(10_000);
                return false;
            }
            OutputStream out = to.getOutputStream();
            if (answer.equals(DRIPS)) {
                for (int i = 0; i < 1_000; i++) {
                    out.write('2');
                    out.flush();
                    Thread.sleep(50);
                }
                return false;
            }
            out.write((answer + "\r\n").getBytes(StandardCharsets.UTF_8));
            out.flush();
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
        threads.shutdownNow();
    }
}
