// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.camunda.bpm.engine.HistoryService;
import org.camunda.bpm.engine.ManagementService;
import org.camunda.bpm.engine.RuntimeService;
import org.camunda.bpm.engine.history.HistoricActivityInstance;
import org.camunda.bpm.engine.runtime.Job;
import org.camunda.bpm.engine.runtime.ProcessInstance;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** The timer that has providers asked for receipts; what is asked is held by ReceiptQuestionsTest. */
@ProcessTest
@WalksDiagram("receipt-poll.bpmn")
class ReceiptPollProcessTest {

    @Autowired
    private ManagementService management;

    @Autowired
    private RuntimeService runtime;

    @Autowired
    private HistoryService history;

    @Test
    void asksWhenItIsDueAndEnds() {
        Job timer = management
                .createJobQuery()
                .processDefinitionKey("receipt-poll")
                .timers()
                .singleResult();
        management.executeJob(timer.getId());
        ProcessInstance poll = runtime.createProcessInstanceQuery()
                .processDefinitionKey("receipt-poll")
                .singleResult();
        Job ask = management.createJobQuery().processInstanceId(poll.getId()).singleResult();
        management.executeJob(ask.getId());
        List<String> walked =
                history.createHistoricActivityInstanceQuery().processInstanceId(poll.getId()).finished().list().stream()
                        .map(HistoricActivityInstance::getActivityId)
                        .toList();
        assertThat(walked).contains("serviceTask_askForReceipts", "gateway_moreReceipts", "endEvent_allAsked");
        assertThat(management
                        .createJobQuery()
                        .processDefinitionKey("receipt-poll")
                        .timers()
                        .count())
                .as("the next time")
                .isEqualTo(1);
    }
}
