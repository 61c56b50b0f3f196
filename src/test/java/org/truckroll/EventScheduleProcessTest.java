// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Date;
import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.engine.impl.util.ClockUtil;
import org.camunda.bpm.engine.runtime.Job;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.truckroll.event.InboundEvents;

/** The system's own calendar by the engine's timer (SOL24-10). */
@ProcessTest
@WalksDiagram("event-schedule.bpmn")
class EventScheduleProcessTest {

    @Autowired
    private Stories stories;

    @Autowired
    private ProcessEngine engine;

    @Autowired
    private JdbcClient jdbc;

    private void look() {
        Job timer = engine
                .getManagementService()
                .createJobQuery()
                .processDefinitionKey("event-schedule")
                .activityId("startEvent_lookDue")
                .list()
                .stream()
                .max(java.util.Comparator.comparing(Job::getDuedate))
                .orElseThrow();
        engine.getManagementService().executeJob(timer.getId());
    }

    private void later(Duration time) {
        ClockUtil.setCurrentTime(
                Date.from(ClockUtil.getCurrentTime().toInstant().plus(time)));
    }

    @Test
    void aTimeOfTheCalendarBecomesAnEventWhoseProcessRuns() {
        stories.begin();
        jdbc.sql("delete from tr_event_schedule").update();
        look();
        later(Duration.ofHours(25));
        look();
        look();
        String id = jdbc.sql("select id from tr_inbound_event where source = 'schedule:inspection'")
                .query(String.class)
                .single();
        assertThat(engine.getRuntimeService()
                        .createProcessInstanceQuery()
                        .processInstanceBusinessKey(id, InboundEvents.PROCESS)
                        .count())
                .isEqualTo(1);
    }
}
