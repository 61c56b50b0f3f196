// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.blackbox;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import org.truckroll.ProductJvm;

/** The real application in a process of its own, so that it can be killed like one. */
final class Server implements AutoCloseable {

    private static final int LOWEST_PORT = 12_000;
    private static final int HIGHEST_PORT = 32_000;
    private static final Duration START = Duration.ofMinutes(5);

    private final Path directory;
    private final int port;
    private final List<String> settings;
    private Process process;

    /** Starts the demo profile with an empty directory of its own. */
    Server(Path directory, Database database, String... settings) {
        this(directory, freePort(), database, settings);
    }

    Server(Path directory, int port, Database database, String... settings) {
        this.directory = directory;
        this.port = port;
        this.settings = new ArrayList<>(database.settings());
        this.settings.addAll(Arrays.asList(settings));
        this.settings.add("--server.port=" + port);
        // Passwords are checked slowly on purpose; stories log in all the time.
        this.settings.add("--truckroll.security.password-strength=4");
        Runtime.getRuntime().addShutdownHook(new Thread(this::kill));
        start();
    }

    Http http() {
        return new Http(port);
    }

    /** {@code kill -9}. */
    void kill() {
        try {
            process.destroyForcibly().waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    void start() {
        launch();
        awaitReady();
    }

    /** Starts without waiting until it is ready. */
    void launch() {
        List<String> command = ProductJvm.command("512m");
        command.addAll(settings);
        try {
            process = new ProcessBuilder(command)
                    .directory(directory.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(logFile().toFile()))
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void awaitReady() {
        Until.found(START, () -> "start of the server; its log ends with:\n" + tail(), () -> {
            if (!process.isAlive()) {
                throw new IllegalStateException("The server ended by itself:\n" + tail());
            }
            try {
                return Optional.of(http().get(null, "/actuator/health/readiness"))
                        .filter(answer -> answer.status() == 200);
            } catch (UncheckedIOException e) {
                return Optional.empty();
            }
        });
    }

    String log() {
        try {
            return Files.exists(logFile()) ? Files.readString(logFile()) : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        kill();
    }

    private Path logFile() {
        return directory.resolve("server-" + port + ".log");
    }

    private String tail() {
        List<String> lines = log().lines().toList();
        return String.join("\n", lines.subList(Math.max(0, lines.size() - 40), lines.size()));
    }

    /** Below the ports that outgoing connections are given: one of those may be taken between the look and the start. */
    static int freePort() {
        for (int tries = 0; tries < 200; tries++) {
            int port = ThreadLocalRandom.current().nextInt(LOWEST_PORT, HIGHEST_PORT);
            try (ServerSocket socket = new ServerSocket(port)) {
                return socket.getLocalPort();
            } catch (IOException e) {
                // Somebody has it.
            }
        }
        throw new IllegalStateException("No port is free");
    }
}
