// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.field.process;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.camunda.bpm.engine.delegate.DelegateTask;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.truckroll.field.Dispatching;
import org.truckroll.field.FieldWork;
import org.truckroll.field.Visit;
import org.truckroll.field.VisitCompletion;
import org.truckroll.field.VisitReport;
import org.truckroll.field.Visits;
import org.truckroll.servicepoint.ServicePoint;
import org.truckroll.servicepoint.ServicePoints;

/** Reads the forms of the steps before and after the work: the dispatcher's, the crew's appointment, the test on site. */
@Component
final class StepForms {

    private static final List<String> FIELDS = List.of(
            "result",
            "crew",
            "otherCrew",
            "person",
            "addressVerified",
            "preliminaryStart",
            "preliminaryEnd",
            "appointmentStart",
            "appointmentEnd",
            "remarks",
            // Whom to call leaves the process with the step that called.
            "contactName",
            "contactPhone",
            "crews",
            "people");

    private final FieldWork work;
    private final Visits visits;
    private final Dispatching dispatching;
    private final VisitCompletion completion;
    private final ServicePoints points;

    StepForms(
            FieldWork work, Visits visits, Dispatching dispatching, VisitCompletion completion, ServicePoints points) {
        this.work = work;
        this.visits = visits;
        this.dispatching = dispatching;
        this.completion = completion;
        this.points = points;
    }

    void forget(DelegateTask task) {
        VisitForm.forget(task, FIELDS);
    }

    void assign(DelegateTask task, String visitId, @Nullable String by) {
        if (!"ASSIGNED".equals(result(task))) {
            completion.report(visitId, failed(task), by);
            return;
        }
        String other = VisitForm.text(task, "otherCrew");
        String group = other == null ? VisitForm.text(task, "crew") : other;
        String person = VisitForm.text(task, "person");
        if (person != null && person.contains("/")) {
            // The list of persons names each with the crew: who chooses a person need not choose the crew as well.
            group = person.substring(0, person.indexOf('/'));
            person = person.substring(person.indexOf('/') + 1);
        }
        Instant start = instant(task, "preliminaryStart");
        Instant end = instant(task, "preliminaryEnd");
        dispatching.first(
                visitId,
                new Dispatching.Order(
                        group,
                        person,
                        task.getVariable("addressVerified") instanceof Boolean verified ? verified : null,
                        start == null ? null : Visit.TimeSpan.of(start, end),
                        VisitForm.text(task, "remarks")),
                by);
    }

    void appoint(DelegateTask task, String visitId, @Nullable String by) {
        if (!"APPOINTED".equals(result(task))) {
            completion.report(visitId, failed(task), by);
            return;
        }
        Instant start = instant(task, "appointmentStart");
        Instant end = instant(task, "appointmentEnd");
        if (start == null) {
            throw VisitForm.refuse("/appointmentStart", "say when the crew comes");
        }
        Visit.TimeSpan time = Visit.TimeSpan.of(start, end == null ? null : moved(visitId, start, end));
        work.appointed(visitId, time.start(), time.end(), by);
    }

    /** Who moves the beginning of what was proposed and leaves the end alone keeps its length. */
    private Instant moved(String visitId, Instant start, Instant end) {
        Visit.TimeSpan proposed = visits.find(visitId).map(Visit::preliminary).orElse(null);
        return proposed != null && end.equals(proposed.end()) && !end.isAfter(start)
                ? start.plus(Duration.between(proposed.start(), proposed.end()))
                : end;
    }

    void test(DelegateTask task, String visitId, @Nullable String by) {
        String result = result(task);
        if (!List.of("PASSED", "NOT_PASSED").contains(result)) {
            throw VisitForm.refuse("/result", "'" + result + "' is not PASSED or NOT_PASSED");
        }
        completion.tested(visitId, "PASSED".equals(result), VisitForm.text(task, "remarks"), by);
    }

    private static String result(DelegateTask task) {
        String result = VisitForm.text(task, "result");
        if (result == null) {
            throw VisitForm.refuse("/result", "say how it ended");
        }
        return result;
    }

    private static VisitReport failed(DelegateTask task) {
        VisitReport.Reason reason = VisitForm.choose("/result", VisitReport.Reason.class, result(task));
        return new VisitReport(null, reason, null, null, null, null, null, VisitForm.text(task, "remarks"));
    }

    private @Nullable Instant instant(DelegateTask task, String field) {
        ServicePoint point = points.get((String) task.getVariable("servicePointId"));
        return VisitForm.instant(VisitForm.text(task, field), point, "/" + field);
    }
}
