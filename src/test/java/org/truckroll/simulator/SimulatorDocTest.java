// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Runs every {@code curl} of {@code docs/simulator.md}, in order; each must succeed. */
class SimulatorDocTest {

    private static final Path PAPER = Path.of("docs", "simulator.md");
    private static final Pattern BLOCK = Pattern.compile("```sh\\R(.*?)```", Pattern.DOTALL);
    private static final String DOCUMENTED_ADDRESS = "http://127.0.0.1:8080";

    private static SimulatorServer server;

    @BeforeAll
    static void start() {
        server = SimulatorServer.start("jdbc:h2:mem:simulator-doc;DB_CLOSE_DELAY=-1");
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @TestFactory
    Stream<DynamicTest> everyCallOfThePaperSucceeds() throws IOException {
        List<List<String>> calls = calls(Files.readString(PAPER));
        assertThat(calls).hasSizeGreaterThan(20);
        return calls.stream().map(words -> DynamicTest.dynamicTest(String.join(" ", words), () -> run(words)));
    }

    @Test
    void paperKnowsEveryPathAndEveryFault() throws Exception {
        String paper = Files.readString(PAPER);
        for (Object fault :
                Class.forName("org.truckroll.simulator.headend.Fault").getEnumConstants()) {
            assertThat(paper).contains("`" + fault + "`");
        }
        assertThat(paper)
                .contains(
                        "/simulator/head-end/meters",
                        "/simulator/head-end/commands",
                        "/simulator/head-end/faults",
                        "/simulator/head-end/script",
                        "/simulator/head-end/latency",
                        "/simulator/head-end/log/summary",
                        "/simulator/head-end/log/arrivals");
    }

    private static void run(List<String> words) throws IOException, InterruptedException {
        String method = "GET";
        String body = null;
        String address = "";
        HttpRequest.Builder request = HttpRequest.newBuilder();
        for (int i = 1; i < words.size(); i++) {
            switch (words.get(i)) {
                case "-X" -> method = words.get(++i);
                case "-d" -> body = words.get(++i);
                case "-H" -> {
                    String[] header = words.get(++i).split(":", 2);
                    request.header(header[0].strip(), header[1].strip());
                }
                default -> address = words.get(i);
            }
        }
        assertThat(address).startsWith(DOCUMENTED_ADDRESS);
        request.uri(URI.create(
                        address.replace(DOCUMENTED_ADDRESS, server.address().toString())))
                .method(
                        method,
                        body == null ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(body));
        HttpResponse<String> answer =
                HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isBetween(200, 299);
    }

    private static List<List<String>> calls(String paper) {
        List<List<String>> calls = new ArrayList<>();
        BLOCK.matcher(paper).results().map(match -> words(match.group(1))).forEach(words -> {
            for (String word : words) {
                if (word.equals("curl")) {
                    calls.add(new ArrayList<>());
                }
                calls.get(calls.size() - 1).add(word);
            }
        });
        return calls;
    }

    /** As a shell splits them: at white space outside of single quotes. */
    private static List<String> words(String script) {
        return Pattern.compile("'([^']*)'|(\\S+)")
                .matcher(script.replace("\\\n", " "))
                .results()
                .map(match -> match.group(1) == null ? match.group(2) : match.group(1))
                .toList();
    }
}
