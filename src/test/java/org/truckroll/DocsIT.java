// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.TextNode;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.ActiveProfiles;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/**
 * Keeps the documentation true: runs every example of {@code docs/cis.md} and {@code docs/workforce.md} against the server, in order, and compares what the examples show;
 * finds every row of the decision tables and every setting in the papers that promise to list them.
 */
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = "spring.datasource.url=jdbc:h2:mem:docs;DB_CLOSE_DELAY=-1;LOCK_TIMEOUT=10000")
@ActiveProfiles("demo")
@DirtiesContext
class DocsIT {

    private static final Path DOCS = Path.of("docs");
    private static final Pattern EXAMPLE = Pattern.compile("```http\\R(.*?)```", Pattern.DOTALL);
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{([a-zA-Z][a-zA-Z0-9]*)}");
    private static final Pattern SETTING = Pattern.compile("\\$\\{(truckroll\\.[a-z.-]+)");
    private static final String DOCUMENTED_ADDRESS = "127.0.0.1:8080";
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final ObjectMapper JSON = new ObjectMapper();

    /** One side of an example: first line, headers, body. */
    private record Side(String line, Map<String, String> headers, String body) {

        static Side parse(String text) {
            String[] parts = text.strip().split("\\R\\R", 2);
            String[] lines = parts[0].split("\\R");
            Map<String, String> headers = new LinkedHashMap<>();
            for (int i = 1; i < lines.length; i++) {
                String[] pair = lines[i].split(":", 2);
                headers.put(pair[0].strip(), pair[1].strip());
            }
            return new Side(lines[0].strip(), headers, parts.length > 1 ? parts[1].strip() : "");
        }
    }

    private record Example(Side request, Side response) {

        static Example parse(String block) {
            int answer = block.indexOf("\nHTTP/1.1 ");
            assertThat(answer).as("an example shows its answer: %s", block).isPositive();
            return new Example(Side.parse(block.substring(0, answer)), Side.parse(block.substring(answer)));
        }

        int status() {
            return Integer.parseInt(response.line().split(" ")[1]);
        }
    }

    @LocalServerPort
    private int port;

    private final HttpClient http = HttpClient.newHttpClient();
    private final Map<String, String> known = new LinkedHashMap<>();
    private boolean broken;

    @TestFactory
    Stream<DynamicTest> examplesOfTheContractAreTrue() throws IOException {
        return examples("cis.md", 20);
    }

    @TestFactory
    Stream<DynamicTest> examplesForWorkforceSystemsAreTrue() throws IOException {
        return examples("workforce.md", 10);
    }

    private Stream<DynamicTest> examples(String paper, int atLeast) throws IOException {
        List<Example> examples = EXAMPLE.matcher(Files.readString(DOCS.resolve(paper)))
                .results()
                .map(match -> Example.parse(match.group(1)))
                .toList();
        assertThat(examples).hasSizeGreaterThan(atLeast);
        return examples.stream()
                .map(example -> DynamicTest.dynamicTest(
                        example.request().line() + " -> " + example.status(), () -> run(example)));
    }

    @ParameterizedTest
    @MethodSource("tables")
    void analystsFindEveryRowWithItsReason(String table) throws Exception {
        String paper = Files.readString(DOCS.resolve("analysts.md"));
        String title = "<!-- rows of " + table + ".dmn -->";
        assertThat(paper).containsOnlyOnce(title);
        String section = paper.substring(paper.indexOf(title));
        List<String> lines =
                section.substring(0, section.indexOf("<!-- end -->")).lines().toList();
        Document document = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(Path.of("processes", table + ".dmn").toFile());
        List<Element> inputs = elements(document.getDocumentElement(), "inputExpression");
        List<Element> outputs = elements(document.getDocumentElement(), "output");
        List<Element> rules = elements(document.getDocumentElement(), "rule");
        assertThat(lines).as("rows of %s.dmn", table).hasSize(rules.size() + 3);
        for (int row = 0; row < rules.size(); row++) {
            Element rule = rules.get(row);
            // Two rows under one name differ in the end of their id.
            String id = rule.getAttribute("id").replace("rule_", "").replaceAll("_.*", "");
            List<String> texts = new ArrayList<>(List.of(text(rule, "description", 0)));
            for (int i = 0; i < inputs.size(); i++) {
                if (!text(rule, "inputEntry", i).isEmpty()) {
                    texts.add("`" + inputs.get(i).getTextContent().strip() + "`");
                }
            }
            for (int i = 0; i < outputs.size(); i++) {
                String told = text(rule, "outputEntry", i);
                boolean plain = told.startsWith("\"") && told.indexOf('"', 1) == told.length() - 1;
                if (!outputs.get(i).getAttribute("name").equals("goal")) {
                    texts.add(plain ? told.substring(1, told.length() - 1) : told);
                }
            }
            assertThat(lines.get(row + 3))
                    .as("row %s of %s.dmn in docs/analysts.md; write it there as it stands in the table", id, table)
                    .startsWith("| " + id + " |")
                    .contains(
                            texts.stream().map(text -> text.replace("|", "\\|")).toList());
        }
    }

    static Stream<String> tables() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("processes"))) {
            return files
                    .map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".dmn"))
                    .map(name -> name.replace(".dmn", ""))
                    .sorted()
                    .toList()
                    .stream();
        }
    }

    @Test
    void operatorsFindEverySetting() throws IOException {
        String settings = Files.readString(DOCS.resolve("operators.md"));
        try (InputStream in = getClass().getResourceAsStream("/META-INF/spring-configuration-metadata.json")) {
            assertThat(JSON.readTree(in).path("properties"))
                    .extracting(property -> property.path("name").asText())
                    .filteredOn(name -> name.startsWith("truckroll."))
                    .isNotEmpty()
                    .allSatisfy(name -> assertThat(settings)
                            .as("setting %s in docs/operators.md", name)
                            .containsPattern("`" + Pattern.quote(name) + "[`.]"));
        }
        try (Stream<Path> sources = Files.walk(Path.of("src/main/java"))) {
            for (Path source :
                    sources.filter(path -> path.toString().endsWith(".java")).toList()) {
                Matcher placeholder = SETTING.matcher(Files.readString(source));
                while (placeholder.find()) {
                    assertThat(settings).as("setting in %s", source).contains("`" + placeholder.group(1) + "`");
                }
            }
        }
    }

    private void run(Example example) throws Exception {
        // One example lives on what the ones before it have done.
        assumeThat(broken).as("an earlier example failed").isFalse();
        long end = System.nanoTime() + PATIENCE.toNanos();
        // What is read may still be on its way; what is written must be right at once.
        boolean patient = example.request().line().startsWith("GET ");
        while (true) {
            HttpResponse<String> answer = send(example.request());
            Map<String, String> found = new LinkedHashMap<>(known);
            Optional<String> difference = difference(example, answer, found);
            if (difference.isEmpty()) {
                known.putAll(found);
                return;
            }
            if (!patient || System.nanoTime() > end) {
                broken = true;
                throw new AssertionError(difference.get() + "\nanswer: " + answer.statusCode() + " " + answer.body());
            }
            Thread.sleep(200);
        }
    }

    private HttpResponse<String> send(Side side) throws IOException, InterruptedException {
        String[] line = fill(side.line(), known).split(" ", 2);
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + port + line[1].replace(" ", "%20")))
                .timeout(Duration.ofSeconds(60))
                .method(
                        line[0],
                        side.body().isEmpty()
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofString(here(fill(side.body(), known))));
        side.headers().forEach((name, value) -> request.header(name, header(name, fill(value, known))));
        return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    /** The papers show a login in the clear, as HTTP clients of editors take it. */
    private static String header(String name, String value) {
        String[] words = value.split(" ");
        return "Authorization".equals(name) && words.length == 3
                ? "Basic "
                        + Base64.getEncoder()
                                .encodeToString((words[1] + ":" + words[2]).getBytes(StandardCharsets.UTF_8))
                : value;
    }

    private Optional<String> difference(Example example, HttpResponse<String> answer, Map<String, String> found)
            throws IOException {
        if (answer.statusCode() != example.status()) {
            return Optional.of("expected status " + example.status());
        }
        for (Map.Entry<String, String> shown : example.response().headers().entrySet()) {
            String value = answer.headers().firstValue(shown.getKey()).orElse("");
            if (!matches(shown.getValue(), there(value), found)) {
                return Optional.of("expected header " + shown.getKey() + ": " + shown.getValue() + " but was " + value);
            }
        }
        if (example.response().body().isEmpty()) {
            return Optional.empty();
        }
        return difference("", JSON.readTree(example.response().body()), JSON.readTree(there(answer.body())), found);
    }

    /** Members that the paper shows must be there; more members are welcome. Of a list the shown elements must be there in their order. */
    private static Optional<String> difference(String at, JsonNode shown, JsonNode actual, Map<String, String> found) {
        if (shown.isObject()) {
            for (Map.Entry<String, JsonNode> member : shown.properties()) {
                Optional<String> difference =
                        difference(at + "/" + member.getKey(), member.getValue(), actual.path(member.getKey()), found);
                if (difference.isPresent()) {
                    return difference;
                }
            }
            return Optional.empty();
        }
        if (shown.isArray()) {
            return difference(at, shown, list(actual), found);
        }
        boolean same = shown instanceof TextNode && actual.isTextual()
                ? matches(shown.asText(), actual.asText(), found)
                : shown.equals(actual);
        return same ? Optional.empty() : Optional.of("expected " + at + " " + shown + " but was " + actual);
    }

    private static Optional<String> difference(
            String at, JsonNode shown, List<JsonNode> actual, Map<String, String> found) {
        if (shown.isEmpty() && !actual.isEmpty()) {
            return Optional.of("expected " + at + " to be empty");
        }
        int next = 0;
        for (JsonNode element : shown) {
            boolean met = false;
            while (!met && next < actual.size()) {
                Map<String, String> tried = new LinkedHashMap<>(found);
                met = difference(at + "/" + next, element, actual.get(next), tried)
                        .isEmpty();
                if (met) {
                    found.putAll(tried);
                }
                next++;
            }
            if (!met) {
                return Optional.of("expected " + at + " to hold, in this order, " + element);
            }
        }
        return Optional.empty();
    }

    private static List<JsonNode> list(JsonNode actual) {
        List<JsonNode> elements = new ArrayList<>();
        actual.forEach(elements::add);
        return elements;
    }

    /** A placeholder that is known stands for its value; a new one takes the value that is there. */
    private static boolean matches(String shown, String actual, Map<String, String> found) {
        StringBuilder pattern = new StringBuilder();
        List<String> names = new ArrayList<>();
        Matcher placeholder = PLACEHOLDER.matcher(shown);
        int from = 0;
        while (placeholder.find()) {
            pattern.append(Pattern.quote(shown.substring(from, placeholder.start())));
            String value = found.get(placeholder.group(1));
            if (value == null) {
                names.add(placeholder.group(1));
                pattern.append("(.+?)");
            } else {
                pattern.append(Pattern.quote(value));
            }
            from = placeholder.end();
        }
        pattern.append(Pattern.quote(shown.substring(from)));
        Matcher matcher = Pattern.compile(pattern.toString(), Pattern.DOTALL).matcher(actual);
        if (!matcher.matches()) {
            return false;
        }
        for (int i = 0; i < names.size(); i++) {
            found.put(names.get(i), matcher.group(i + 1));
        }
        return true;
    }

    private static String fill(String text, Map<String, String> known) {
        return PLACEHOLDER
                .matcher(text)
                .replaceAll(match -> Matcher.quoteReplacement(known.getOrDefault(match.group(1), match.group())));
    }

    private String here(String text) {
        return text.replace(DOCUMENTED_ADDRESS, "127.0.0.1:" + port);
    }

    private String there(String text) {
        return text.replace("127.0.0.1:" + port, DOCUMENTED_ADDRESS);
    }

    private static String text(Element element, String child, int index) {
        return element.getElementsByTagName(child).item(index).getTextContent().strip();
    }

    private static List<Element> elements(Element parent, String name) {
        NodeList nodes = parent.getElementsByTagName(name);
        return IntStream.range(0, nodes.getLength())
                .mapToObj(index -> (Element) nodes.item(index))
                .toList();
    }
}
