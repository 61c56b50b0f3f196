// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.servicepoint.web;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.ConcurrencyFailureException;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.stereotype.Service;
import org.truckroll.people.Caller;
import org.truckroll.servicepoint.Faults;
import org.truckroll.servicepoint.ServicePoint;
import org.truckroll.shared.Problem;
import org.truckroll.shared.ProblemHandler;

/** Reads points line by line: good lines are kept, batch by batch, bad ones are named (api.md 1). Memory does not grow with the file. */
@Service
class ServicePointImport {

    private static final Logger log = LoggerFactory.getLogger(ServicePointImport.class);

    private static final int BATCH = 500;
    private static final int MOST_REJECTED = 1000;
    private static final int MOST_ERRORS = 20;

    private final ServicePointRegister register;
    private final ObjectReader reader;

    ServicePointImport(ServicePointRegister register, ObjectMapper mapper) {
        this.register = register;
        this.reader = mapper.readerFor(ServicePointDocument.class);
    }

    /**
     * What came of it.
     *
     * @param rejected the first bad lines, at most 1000; rejectedCount counts all
     */
    record Report(long accepted, long rejectedCount, List<Rejected> rejected) {}

    /** A bad line. */
    record Rejected(long line, List<Problem.FieldError> errors) {}

    Report run(InputStream in, Caller caller) throws IOException {
        Run run = new Run(caller, register.divisions(caller));
        NdjsonLines lines = new NdjsonLines(in);
        for (NdjsonLines.Line line = lines.next(); line != null; line = lines.next()) {
            run.take(line);
        }
        run.flush();
        log.info("Service points imported: caller={} accepted={} rejected={}", caller.id(), run.accepted, run.count);
        return run.report();
    }

    private final class Run {

        private final Caller caller;
        private final Set<String> divisions;
        private final Map<String, Long> lineOf = new LinkedHashMap<>();
        private final List<ServicePoint> batch = new ArrayList<>();
        private final List<Rejected> rejected = new ArrayList<>();
        private long accepted;
        private long count;

        Run(Caller caller, Set<String> divisions) {
            this.caller = caller;
            this.divisions = divisions;
        }

        void take(NdjsonLines.Line line) {
            ServicePoint point = read(line);
            if (point == null) {
                return;
            }
            if (lineOf.containsKey(point.id())) {
                // The later line of a point is to win, so the earlier one is written first.
                flush();
            }
            lineOf.put(point.id(), line.number());
            batch.add(point);
            if (batch.size() == BATCH) {
                flush();
            }
        }

        private @Nullable ServicePoint read(NdjsonLines.Line line) {
            if (line.text() == null) {
                reject(line.number(), "", String.valueOf(line.fault()));
                return null;
            }
            ServicePointDocument document;
            try {
                document = reader.readValue(line.text());
            } catch (JsonProcessingException e) {
                reject(line.number(), List.of(ProblemHandler.fault(e)));
                return null;
            }
            if (document == null) {
                reject(line.number(), "", "Expected an object.");
                return null;
            }
            Faults faults = new Faults();
            ServicePoint point = document.toPoint(document.id() == null ? "" : document.id(), divisions, faults);
            if (point == null) {
                reject(line.number(), faults.list());
            }
            return point;
        }

        void flush() {
            if (batch.isEmpty()) {
                return;
            }
            try {
                settle(batch, register.putAll(batch, caller));
            } catch (DuplicateKeyException | ConcurrencyFailureException e) {
                log.info("Import batch met another writer: caller={} points={}", caller.id(), batch.size());
                batch.forEach(this::writeAlone);
            }
            batch.clear();
            lineOf.clear();
        }

        private void writeAlone(ServicePoint point) {
            List<ServicePoint> one = List.of(point);
            try {
                settle(one, Twice.unlessCreated(() -> register.putAll(one, caller)));
            } catch (Problem | ConcurrencyFailureException e) {
                reject(line(point.id()), "", "Someone else changed this at the same moment. Try again.");
            }
        }

        private void settle(List<ServicePoint> written, Set<String> hidden) {
            accepted += written.size() - hidden.size();
            hidden.forEach(id -> reject(
                    line(id), "/id", Problem.notFound("service point", id).getMessage()));
        }

        private long line(String id) {
            return lineOf.getOrDefault(id, 0L);
        }

        private void reject(long line, String pointer, String message) {
            reject(line, List.of(new Problem.FieldError(pointer, message)));
        }

        private void reject(long line, List<Problem.FieldError> errors) {
            count++;
            if (rejected.size() < MOST_REJECTED) {
                rejected.add(
                        new Rejected(line, errors.stream().limit(MOST_ERRORS).toList()));
            }
        }

        Report report() {
            rejected.sort(Comparator.comparingLong(Rejected::line));
            return new Report(accepted, count, rejected);
        }
    }
}
