// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.blackbox;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An analyst changes a row and rescans, without a build (design 6). */
class ModelsDirectoryIT {

    private static final String TABLE = "next-action-enable.dmn";
    private static final String NEW_REASON = "No meter stands here: our own installers bring one.";

    @Test
    void lettingNewOrdersFollowTheChangedRow(@TempDir Path directory) throws IOException {
        Path models = Files.createDirectory(directory.resolve("models"));
        for (String folder : List.of("processes", "forms")) {
            try (var files = Files.list(Path.of(folder))) {
                for (Path file : files.toList()) {
                    Files.copy(file, models.resolve(file.getFileName()));
                }
            }
        }
        Path table = models.resolve(TABLE);
        String shipped = Files.readString(table);
        try (Server server =
                new Server(directory, new Database.H2(), "--truckroll.models.directory=" + models.toAbsolutePath())) {
            Http http = server.http();
            Cis cis = new Cis(http);
            Crew crew = new Crew(http, "crew");
            String before = startAtEmptyPoint(cis, "before");
            crew.visit(before, "INSTALL_METER");
            int version = cis.decisions(before).get(0).path("decisionVersion").asInt();

            Files.writeString(table, changed(shipped));
            http.post("analyst", "/api/v1/models:rescan", "").is(200);
            String after = startAtEmptyPoint(cis, "after");
            crew.visit(after, "INSTALL_METER");
            install(crew, before, "M-before");
            install(crew, after, "M-after");
            cis.awaits(before, "completed");

            assertThat(cis.decisions(after).get(0).path("reason").asText()).isEqualTo(NEW_REASON);
            assertThat(cis.decisions(after).get(0).path("decisionVersion").asInt())
                    .isEqualTo(version + 1);
            // Condition of E19 was taken away from manual meters: the new order ends without a reading.
            cis.awaits(after, "completed");
            assertThat(cis.rules(after)).containsExactly("E04", "E20");
            assertThat(cis.rules(before)).containsExactly("E04", "E19", "E20");
            assertThat(cis.decisions(before))
                    .allMatch(decision -> decision.path("decisionVersion").asInt() == version);

            Files.writeString(table, shipped.replace("<text>\"SRC\"</text>", "<text>\"SRC</text>"));
            JsonNode refused = http.post("analyst", "/api/v1/models:rescan", "")
                    .isProblem(422, "models-refused")
                    .json();
            assertThat(refused.path("problems")).isNotEmpty().allSatisfy(problem -> {
                assertThat(problem.path("file").asText()).isEqualTo(TABLE);
                assertThat(problem.path("element").asText()).startsWith("unaryTests_");
                assertThat(problem.path("whatToDo").asText()).isNotEmpty();
            });
            String later = startAtEmptyPoint(cis, "later");
            crew.visit(later, "INSTALL_METER");
            assertThat(cis.decisions(later).get(0).path("reason").asText()).isEqualTo(NEW_REASON);
            http.post("crew", "/api/v1/models:rescan", "").is(403);
        }
    }

    private static String startAtEmptyPoint(Cis cis, String name) {
        cis.registers("SP-" + name, Cis.point("ON", null));
        return cis.starts("SR-" + name, "SP-" + name);
    }

    /** Before the change this brings a visit to read the meter. */
    private static void install(Crew crew, String order, String meter) {
        crew.installs(order, "INSTALL_METER", Devices.manual(meter, "ON"), List.of());
        if (meter.equals("M-before")) {
            crew.does(order, "READ_METER", Map.of("mode", "READ", "readings", Devices.reading("3.0")));
        }
    }

    private static String changed(String table) {
        String reason = between(table, "literalExpression_E04_reason");
        String condition = between(table, "unaryTests_E19_dev");
        return table.replace(reason, reason.replaceFirst("<text>.*</text>", "<text>\"" + NEW_REASON + "\"</text>"))
                .replace(condition, condition.replaceFirst("<text></text>", "<text>\"SMART\"</text>"));
    }

    private static String between(String table, String id) {
        int from = table.indexOf("id=\"" + id + "\"");
        return table.substring(from, table.indexOf("</text>", from) + "</text>".length());
    }
}
