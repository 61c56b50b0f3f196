// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.command.headend;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.truckroll.command.Reply;
import org.truckroll.lifecycle.CallOutcome;
import org.truckroll.servicepoint.Device;

/** Keeps docs/dlms-bridge.md true: its examples are what we send and take, its statuses mean what it says. */
class BridgePaperTest {

    private static final JsonMapper STRICT = JsonMapper.builder()
            .findAndAddModules()
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();
    private static final Pattern EXAMPLE = Pattern.compile("```json\\R(.*?)```", Pattern.DOTALL);
    private static final Pattern REFUSAL =
            Pattern.compile("\\| ([A-Z_]+) \\| `(\\d{3})`(?: or `(\\d{3})`)?[^|]*\\| [^|]+\\|\\R");

    private static String paper() throws IOException {
        return Files.readString(Path.of("docs", "dlms-bridge.md"));
    }

    private static List<JsonNode> examples(String member) throws IOException {
        List<JsonNode> examples = new ArrayList<>();
        Matcher example = EXAMPLE.matcher(paper());
        while (example.find()) {
            JsonNode json = STRICT.readTree(example.group(1));
            if (json.has(member)) {
                examples.add(json);
            }
        }
        return examples;
    }

    @Test
    void repliesOfThePaperAreReplies() throws IOException {
        List<JsonNode> replies = examples("result");
        assertThat(replies).hasSize(4);
        for (JsonNode reply : replies) {
            Reply read = STRICT.treeToValue(reply, Reply.class);
            assertThat(read.messageId()).isNotBlank();
            assertThat(read.commandId()).isNotBlank();
            assertThat(read.result()).isNotNull();
        }
    }

    @Test
    void theCommandOfThePaperIsWhatIsSent() throws IOException {
        List<JsonNode> commands = examples("command");
        assertThat(commands).singleElement().satisfies(command -> {
            assertThat(command.fieldNames())
                    .toIterable()
                    .containsExactly("commandId", "deviceId", "command", "expiresAt", "replyTo", "registers");
            assertThat(STRICT.treeToValue(command.path("registers").get(0), Device.Register.class)
                            .readingType())
                    .isNotBlank();
        });
    }

    @Test
    void statusesOfThePaperMeanWhatItSays() throws IOException {
        Matcher refusal = REFUSAL.matcher(paper());
        int found = 0;
        while (refusal.find()) {
            for (int group = 2; group <= 3; group++) {
                if (refusal.group(group) != null) {
                    found++;
                    int status = Integer.parseInt(refusal.group(group));
                    assertThat(named(CallOutcome.ofStatus(status)))
                            .as("status %s", status)
                            .contains(refusal.group(1));
                }
            }
        }
        assertThat(found).isEqualTo(9);
    }

    private static List<String> named(CallOutcome outcome) {
        return switch (outcome) {
            case OK -> List.of("FAILED", "NO_ANSWER");
            case NOT_FOUND -> List.of("NOT_ENROLLED");
            case BUSY, REFUSED, UNSUPPORTED, INVALID, TRANSIENT -> List.of(outcome.name());
        };
    }
}
