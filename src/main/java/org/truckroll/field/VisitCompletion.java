// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.field;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Service;
import org.truckroll.serviceorder.Activities;
import org.truckroll.serviceorder.Activity;
import org.truckroll.serviceorder.Milestones;
import org.truckroll.serviceorder.ServiceOrder;
import org.truckroll.serviceorder.ServiceOrders;
import org.truckroll.serviceorder.WorkEvent;
import org.truckroll.servicepoint.Device;
import org.truckroll.servicepoint.Observation;
import org.truckroll.servicepoint.Reading;
import org.truckroll.servicepoint.ServicePoint;
import org.truckroll.servicepoint.ServicePoints;
import org.truckroll.shared.Json;
import org.truckroll.shared.Problem;
import org.truckroll.shared.Problem.FieldError;

/**
 * Takes in what a crew reports: the one place for Tasklist and REST. It refuses what cannot be (7.7) and changes nothing then; what it takes goes to
 * the activity, and the next assessment applies it by mode.
 */
@Service
public class VisitCompletion {

    private static final Logger log = LoggerFactory.getLogger(VisitCompletion.class);

    private final Visits visits;
    private final ServicePoints points;
    private final ReportCheck check;
    private final Activities activities;
    private final ServiceOrders orders;
    private final Milestones milestones;
    private final VisitNews news;
    private final Json json;
    private final Clock clock;

    VisitCompletion(
            Visits visits,
            ServicePoints points,
            ReportCheck check,
            Activities activities,
            ServiceOrders orders,
            Milestones milestones,
            VisitNews news,
            Json json,
            Clock clock) {
        this.visits = visits;
        this.points = points;
        this.check = check;
        this.activities = activities;
        this.orders = orders;
        this.milestones = milestones;
        this.news = news;
        this.json = json;
        this.clock = clock;
    }

    /**
     * Checks and stores the report within the transaction that completes the task.
     *
     * @throws Problem 409 when the visit has ended or was withdrawn, 422 with pointers; nothing is changed then
     */
    public void report(String visitId, VisitReport report, @Nullable String by) {
        Visit visit = visits.lock(visitId).orElseThrow(() -> Problem.notFound("visit", visitId));
        if (visit.ended()) {
            throw FieldWork.ended();
        }
        FieldWork.inTheHouse(visit);
        if (visit.step() == Visit.Step.TEST || report.reason() == null && visit.step() != Visit.Step.WORK) {
            throw FieldWork.wrongStep(visit);
        }
        take(visit, report, visit.plan().testOnSite(), by);
    }

    /**
     * The same for a visit that a workforce system has, held by the caller; nothing that a crew's form asks for is left out.
     *
     * @param tested the test on site that the dispatch rule wants was passed
     */
    void reportOutside(Visit visit, VisitReport report, boolean tested, String by) {
        boolean testWanted = report.reason() == null && visit.plan().testOnSite();
        if (testWanted && !tested) {
            ReportCheck.refuseIf(
                    List.of(new FieldError("/test", "is required: report the work when the test on site is PASSED")));
        }
        take(visit, report, false, by);
        if (testWanted) {
            milestones.reached(orders.get(visit.orderId()), "TEST_PASSED", null);
        }
    }

    private void take(Visit visit, VisitReport report, boolean testFollows, @Nullable String by) {
        String visitId = visit.id();
        Instant now = clock.instant();
        if (report.reason() != null) {
            List<FieldError> errors = new ArrayList<>();
            ReportCheck.remarks(report.remarks(), errors);
            ReportCheck.refuseIf(errors);
            activities.end(
                    visitId,
                    Activity.State.FAILED,
                    report.reason().name(),
                    new Observation(now, null, null, null, null, null, null, null, report.remarks()),
                    by);
            visits.ended(visitId, Visit.Status.FAILED, now);
            news.tell(WorkEvent.Kind.NOT_DONE, visitId, by, report.reason().name());
            log.info("Visit failed: visitId={} reason={}", visitId, report.reason());
            return;
        }
        ServiceOrder order = orders.get(visit.orderId());
        ServicePoint point = points.get(visit.servicePointId());
        VisitReport full = completed(report, point);
        ReportCheck.refuseIf(check.of(visit, order, point, full, now));
        if (testFollows) {
            // Who has done the work stands there, whether or not it was told: the point stays locked until the test.
            if (visit.status() != Visit.Status.ON_SITE) {
                visits.status(visitId, Visit.Status.ON_SITE, now);
                news.tell(WorkEvent.Kind.ON_SITE, visitId, by, null);
            }
            visits.step(visitId, Visit.Step.TEST, json.write(at(full, now)));
            log.info("Visit reported, test pending: visitId={} mode={}", visitId, full.mode());
            return;
        }
        done(visit, order, point, full, now, by);
    }

    /** A test on site has two results only: what was reported counts now, or the crew works on. */
    public void tested(String visitId, boolean passed, @Nullable String remarks, @Nullable String by) {
        Visit visit = visits.lock(visitId).orElseThrow(() -> Problem.notFound("visit", visitId));
        if (visit.ended()) {
            throw FieldWork.ended();
        }
        if (visit.step() != Visit.Step.TEST) {
            throw FieldWork.wrongStep(visit);
        }
        List<FieldError> errors = new ArrayList<>();
        ReportCheck.remarks(remarks, errors);
        ReportCheck.refuseIf(errors);
        ServiceOrder order = orders.get(visit.orderId());
        milestones.reached(order, passed ? "TEST_PASSED" : "TEST_NOT_PASSED", remarks);
        if (!passed) {
            visits.step(visitId, Visit.Step.WORK, null);
            log.info("Test on site not passed: visitId={}", visitId);
            return;
        }
        done(visit, order, points.get(visit.servicePointId()), reported(visitId), clock.instant(), by);
        visits.step(visitId, Visit.Step.TEST, null);
    }

    /** In which mode the work was reported that is tested now. */
    String reportedMode(String visitId) {
        return String.valueOf(reported(visitId).mode());
    }

    private VisitReport reported(String visitId) {
        return json.read(visits.reported(visitId).orElseThrow(), VisitReport.class);
    }

    /** The time of the work, not that of the test. */
    private static VisitReport at(VisitReport report, Instant now) {
        return new VisitReport(
                report.mode(),
                null,
                report.performedAt() == null ? now : report.performedAt(),
                report.deviceId(),
                report.installedDevice(),
                report.readings(),
                report.count(),
                report.remarks());
    }

    private void done(
            Visit visit, ServiceOrder order, ServicePoint point, VisitReport full, Instant now, @Nullable String by) {
        String visitId = visit.id();
        Observation seen = new Observation(
                full.performedAt() == null ? now : full.performedAt(),
                full.deviceId(),
                full.installedDevice(),
                null,
                full.readingList(),
                full.count(),
                null,
                null,
                full.remarks());
        activities.end(visitId, Activity.State.COMPLETED, String.valueOf(full.mode()), seen, by);
        visits.ended(visitId, Visit.Status.COMPLETED, now);
        news.tell(WorkEvent.Kind.DONE, visitId, by, full.mode());
        if (VisitAction.Mode.of(full.mode()) == VisitAction.Mode.EXCHANGED && point.device() != null) {
            DeviceExchange exchange = DeviceExchange.of(point.device(), seen);
            milestones.reached(order, "EXCHANGED", exchange.note(), Map.of("exchange", exchange));
        }
        log.info("Visit completed: visitId={} mode={}", visitId, full.mode());
    }

    /** Says what the report leaves to us: whose a reading is, and how many units of an UNBADGED point. */
    private static VisitReport completed(VisitReport report, ServicePoint point) {
        VisitAction.Mode mode = VisitAction.Mode.of(report.mode());
        Device installed = report.installedDevice();
        List<Reading> readings = report.readings();
        Integer count = report.count();
        if (mode == VisitAction.Mode.EXCHANGED && installed != null && readings != null) {
            String newId = installed.id();
            readings = readings.stream().map(reading -> ofNew(reading, newId)).toList();
        }
        if (point.category() == ServicePoint.Category.UNBADGED) {
            if (mode == VisitAction.Mode.REMOVED && count == null) {
                count = 0;
            }
            if (installed != null && mode != null && mode.bringsDevice()) {
                installed = units(installed, installed.count() == null ? count : installed.count());
            }
        }
        return new VisitReport(
                report.mode(),
                null,
                report.performedAt(),
                report.deviceId(),
                installed,
                readings,
                count,
                report.remarks());
    }

    private static @Nullable Reading ofNew(@Nullable Reading reading, @Nullable String newId) {
        return reading == null || reading.deviceId() != null
                ? reading
                : new Reading(reading.registerId(), reading.readingType(), reading.value(), reading.at(), newId);
    }

    private static Device units(Device device, @Nullable Integer count) {
        return new Device(
                device.id(),
                device.kind() == null ? Device.Kind.MANUAL : device.kind(),
                device.condition(),
                device.commission(),
                device.switchPosition(),
                device.capabilities(),
                device.headEnd(),
                device.headEndAddress(),
                device.registers(),
                count,
                device.model());
    }
}
