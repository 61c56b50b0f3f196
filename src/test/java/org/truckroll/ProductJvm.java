// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.spi.ToolProvider;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The product in a process of its own, as the tests start it some thirty times. Its classes are read and checked once, by the first test that
 * needs them, and kept for all others of the build in an archive of the JVM (class data sharing), which takes only jars.
 */
public final class ProductJvm {

    private static final Logger log = LoggerFactory.getLogger(ProductJvm.class);
    private static final String MAIN = "org.truckroll.Application";
    private static final Path KEPT = Path.of("target", "product-jvm").toAbsolutePath();

    private ProductJvm() {}

    /** Made or found by the first who asks. */
    private static final class Made {

        static final List<String> OPTIONS = options();

        private static List<String> options() {
            List<String> entries = Arrays.stream(
                            System.getProperty("java.class.path").split(File.pathSeparator))
                    .filter(entry -> !entry.contains("test-classes"))
                    // Of the tests' libraries this one alone would make itself part of the application.
                    .filter(entry -> !entry.contains("oauth2-authorization-server"))
                    .toList();
            List<Path> directories =
                    entries.stream().map(Path::of).filter(Files::isDirectory).toList();
            if (directories.size() != 1) {
                return List.of("-cp", String.join(File.pathSeparator, entries));
            }
            try {
                return archived(directories.get(0), entries);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
        }

        private static List<String> archived(Path classes, List<String> entries)
                throws IOException, InterruptedException {
            String id = Integer.toHexString((entries + content(classes)).hashCode());
            Path jar = KEPT.resolve(id + ".jar");
            Path archive = KEPT.resolve(id + ".jsa");
            String classPath = entries.stream()
                    .map(entry -> Path.of(entry).equals(classes) ? jar.toString() : entry)
                    .collect(Collectors.joining(File.pathSeparator));
            Files.createDirectories(KEPT);
            try (FileChannel alone =
                    FileChannel.open(KEPT.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
                alone.lock();
                if (!Files.exists(archive)) {
                    pack(classes, jar);
                    archive(archive, classPath);
                }
            }
            return List.of("-XX:SharedArchiveFile=" + archive, "-cp", classPath);
        }

        /** Changes when a class or a resource does. */
        private static String content(Path classes) throws IOException {
            try (Stream<Path> files = Files.walk(classes)) {
                List<String> lines = new ArrayList<>();
                for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                    lines.add(file + " " + Files.size(file) + " " + Files.getLastModifiedTime(file));
                }
                return String.join("\n", lines);
            }
        }

        private static void pack(Path classes, Path jar) {
            int result = ToolProvider.findFirst("jar")
                    .orElseThrow()
                    .run(System.out, System.err, "--create", "--file", jar.toString(), "-C", classes.toString(), ".");
            if (result != 0) {
                throw new IllegalStateException("The classes could not be packed into " + jar);
            }
        }

        /** A server starts, writes down its classes and ends. */
        private static void archive(Path archive, String classPath) throws IOException, InterruptedException {
            long began = System.nanoTime();
            Path making = archive.resolveSibling(archive.getFileName() + ".tmp");
            Path log = archive.resolveSibling("printed.txt");
            List<String> command = jvm("512m");
            command.addAll(List.of("-XX:ArchiveClassesAtExit=" + making, "-cp", classPath, MAIN));
            command.addAll(List.of(
                    "--server.port=0",
                    "--spring.datasource.url=jdbc:h2:mem:archive",
                    "--truckroll.security.password-strength=4"));
            Process process = new ProcessBuilder(command)
                    .directory(KEPT.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
            try {
                while (!Files.readString(log).contains("Started Application")) {
                    if (!process.isAlive()) {
                        throw new IllegalStateException("The server did not start:\n" + Files.readString(log));
                    }
                    Thread.sleep(100);
                }
                process.destroy();
                if (!process.waitFor(2, TimeUnit.MINUTES) || !Files.exists(making)) {
                    throw new IllegalStateException("The server did not end in order:\n" + Files.readString(log));
                }
            } finally {
                process.destroyForcibly();
            }
            Files.move(making, archive, StandardCopyOption.ATOMIC_MOVE);
            ProductJvm.log.info(
                    "Classes of the product were archived: seconds={}", (System.nanoTime() - began) / 1_000_000_000);
        }
    }

    private static List<String> jvm(String heap) {
        return new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx" + heap,
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1"));
    }

    /** The words that start it, to which its own arguments may be added. */
    public static List<String> command(String heap) {
        List<String> command = jvm(heap);
        command.addAll(Made.OPTIONS);
        command.add(MAIN);
        return command;
    }
}
