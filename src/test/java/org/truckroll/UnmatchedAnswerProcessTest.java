// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.camunda.bpm.engine.RuntimeService;
import org.camunda.bpm.engine.TaskService;
import org.camunda.bpm.engine.task.IdentityLink;
import org.camunda.bpm.engine.task.Task;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.truckroll.command.MeterCommand;
import org.truckroll.command.ReadOnlyCommands;
import org.truckroll.command.Reply;
import org.truckroll.shared.Inbox;

/** An answer that nobody waits for is kept, tried again, and shown to a person; never lost, never taken twice (SOM-10). */
@ProcessTest
@WalksDiagram("unmatched-answer.bpmn")
class UnmatchedAnswerProcessTest {

    private static final String SOURCE = "head-end:scripted";

    @Autowired
    private Stories stories;

    @Autowired
    private ReadOnlyCommands readOnly;

    @Autowired
    private RuntimeService runtime;

    @Autowired
    private TaskService tasks;

    private Story story;

    @BeforeEach
    void begin() {
        stories.begin();
        story = stories.at("{\"device\":{\"commission\":\"COMMISSIONED\",\"switch\":\"ON\"}}");
    }

    @Test
    void matchesAnAnswerThatCameBeforeItsCommandWasVisible() {
        Reply[] reply = new Reply[1];
        MeterCommand command = stories.inTransaction(() -> {
            MeterCommand started = readOnly.start(null, story.pointId, "PING", Stories.CIS);
            reply[0] = story.reply(started.id(), "SUCCESS", Map.of("switch", "ON"));
            // The other thread cannot see the command: its transaction is still open.
            CompletableFuture.runAsync(() -> stories.replies().receive("scripted", reply[0]))
                    .join();
            return started;
        });
        Token token = token(reply[0]);
        assertThat(token.waitsAt()).contains("serviceTask_matchAnswer");
        assertThat(stories.commands().find(command.id()).orElseThrow().state()).isEqualTo(MeterCommand.State.READY);

        token.runJob("serviceTask_matchAnswer");
        assertThat(token.ended()).isTrue();
        token.hasPassed("endEvent_answerMatched").hasNotPassed("event_retryTime");
        assertThat(state(reply[0])).isEqualTo(Inbox.State.DONE);

        // The command is answered before it was sent: nothing goes out any more.
        Token sending = Token.of(stories.engine(), "command-activity", command.id());
        stories.send();
        assertThat(sending.ended()).isTrue();
        assertThat(ScriptedHeadEnd.INSTANCE.received()).isEmpty();
        assertThat(stories.commands().find(command.id()).orElseThrow().outcome())
                .isEqualTo("SUCCESS");
    }

    @Test
    void triesAgainWithBackOffAndThenAsksAPerson() {
        Reply reply = story.reply("no-such-command", "SUCCESS", Map.of("read", "12.5"));
        stories.replies().receive("scripted", reply);
        Token token = token(reply);
        for (String delay : List.of("PT1S", "PT5S", "PT30S", "PT2M", "PT10M")) {
            Instant tried = Stories.now();
            token.runJob("serviceTask_matchAnswer");
            assertThat(token.dueDate("event_retryTime").toInstant()).isEqualTo(tried.plus(Duration.parse(delay)));
            token.fireTimer("event_retryTime").runJob("event_retryTime");
        }
        assertThat(state(reply)).isEqualTo(Inbox.State.RECEIVED);
        token.runJob("serviceTask_matchAnswer");

        Task task = token.task("userTask_resolveAnswer");
        assertThat(state(reply)).isEqualTo(Inbox.State.UNMATCHED);
        assertThat(tasks.getIdentityLinksForTask(task.getId()))
                .extracting(IdentityLink::getGroupId)
                .containsExactlyInAnyOrder("head-end-ops", "integration");
        assertThat(String.valueOf(tasks.getVariableLocal(task.getId(), "why")))
                .contains(String.valueOf(reply.messageId()));
        assertThat(tasks.getVariableLocal(task.getId(), "answer"))
                .isEqualTo("command no-such-command, result SUCCESS, at " + reply.at() + ", readings 1")
                .as("without what was read");
        assertThatThrownBy(() -> tasks.complete(task.getId(), Map.of("decision", "DISCARD")))
                .hasStackTraceContaining("say why nobody needs it");
        assertThatThrownBy(() -> tasks.complete(task.getId(), Map.of("decision", "PUT_AWAY")))
                .hasStackTraceContaining("must be APPLY_TO or DISCARD");
        tasks.complete(task.getId(), Map.of("decision", "DISCARD", "remarks", "a test of the vendor"));
        token.runJob("userTask_resolveAnswer");
        assertThat(token.ended()).isTrue();
        token.hasPassed("endEvent_answerResolved").hasNotPassed("endEvent_answerMatched");
        assertThat(state(reply)).isEqualTo(Inbox.State.DONE);
        assertThat(stories.inbox().resolution(SOURCE, String.valueOf(reply.messageId())))
                .hasValueSatisfying(text -> assertThat(text).contains("DISCARD", "a test of the vendor"));
    }

    @Test
    void personGivesAnAnswerToTheCommandThatWasMeant() {
        story.ordered("INVESTIGATE").assess("I01", "PING");
        story.send();
        String ping = story.activity().id();
        Reply reply = story.reply("misspelt-" + ping, "SUCCESS", Map.of("switch", "ON"));
        stories.replies().receive("scripted", reply);
        Token token = token(reply);
        for (int i = 0; i < 5; i++) {
            token.runJob("serviceTask_matchAnswer").fireTimer("event_retryTime").runJob("event_retryTime");
        }
        token.runJob("serviceTask_matchAnswer");
        Task task = token.task("userTask_resolveAnswer");
        assertThatThrownBy(() -> tasks.complete(task.getId(), Map.of("decision", "APPLY_TO", "commandId", "nobody's")))
                .hasStackTraceContaining("is not a command of this head end");
        tasks.complete(task.getId(), Map.of("decision", "APPLY_TO", "commandId", ping));
        token.runJob("userTask_resolveAnswer");
        assertThat(stories.commands().find(ping).orElseThrow().outcome()).isEqualTo("SUCCESS");
        assertThat(state(reply)).isEqualTo(Inbox.State.DONE);
        story.assess("I02", "DONE");
    }

    @Test
    void headEndCannotAnswerForAnother() {
        story.ordered("INVESTIGATE").assess("I01", "PING");
        story.send();
        Reply reply = story.reply(story.activity().id(), "SUCCESS", Map.of("switch", "ON"));
        stories.replies().receive("another", reply);
        assertThat(story.command().state()).isEqualTo(MeterCommand.State.ACCEPTED);
        assertThat(Token.of(stories.engine(), "unmatched-answer", "head-end:another/" + reply.messageId())
                        .waitsAt())
                .contains("serviceTask_matchAnswer");
    }

    @Test
    void sameUnmatchedMessageStartsOneProcess() {
        Reply reply = story.reply("no-such-command-either", "SUCCESS", Map.of());
        stories.replies().receive("scripted", reply);
        stories.replies().receive("scripted", reply);
        assertThat(runtime.createProcessInstanceQuery()
                        .processInstanceBusinessKey(SOURCE + "/" + reply.messageId())
                        .count())
                .isEqualTo(1);
    }

    private Token token(Reply reply) {
        return Token.of(stories.engine(), "unmatched-answer", SOURCE + "/" + reply.messageId());
    }

    private Inbox.State state(Reply reply) {
        return stories.inbox()
                .find(SOURCE, String.valueOf(reply.messageId()))
                .orElseThrow()
                .state();
    }
}
