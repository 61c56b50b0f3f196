// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.notification.web;

import java.time.LocalDate;
import org.jspecify.annotations.Nullable;
import org.springframework.format.annotation.DateTimeFormat;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.truckroll.notification.DeliveryState;
import org.truckroll.notification.NoticeReports;
import org.truckroll.notification.NoticeStatistics;
import org.truckroll.people.Callers;
import org.truckroll.shared.Page;

/** What was told to whom, and with which result (GEO-45). */
@RestController
@RequestMapping("/api/v1")
class NoticeController {

    private final NoticeReports reports;
    private final NoticeStatistics statistics;
    private final Callers callers;

    NoticeController(NoticeReports reports, NoticeStatistics statistics, Callers callers) {
        this.reports = reports;
        this.statistics = statistics;
        this.callers = callers;
    }

    @GetMapping("/notices")
    Page<NoticeReports.Told> notices(
            @RequestParam(required = false) @Nullable String division,
            @RequestParam(required = false) @Nullable String subject,
            @RequestParam(required = false) @Nullable String event,
            @RequestParam(required = false) @Nullable Integer limit,
            @RequestParam(required = false) @Nullable String cursor) {
        Page.Request page = Page.Request.of(limit, cursor);
        return page.page(
                reports.notices(
                        new NoticeReports.Search(division, subject, event, null, null, null), callers.current(), page),
                NoticeReports.Told::id);
    }

    /** How many, by severity, way and state (SOL24-24). */
    @GetMapping("/notices/statistics")
    NoticeStatistics.Answer statistics(
            @RequestParam @DateTimeFormat(iso = DateTimeFormat.ISO.DATE) LocalDate from,
            @RequestParam @DateTimeFormat(iso = DateTimeFormat.ISO.DATE) LocalDate to,
            @RequestParam(required = false) @Nullable String division) {
        return statistics.of(division, from, to, callers.current());
    }

    @GetMapping("/notices/{id}/report")
    NoticeReports.Report report(@PathVariable String id) {
        return reports.of(id, callers.current());
    }

    /** What one person or one address was sent. */
    @GetMapping("/notice-deliveries")
    Page<NoticeReports.Line> deliveries(
            @RequestParam(required = false) @Nullable String division,
            @RequestParam(required = false) @Nullable String subject,
            @RequestParam(required = false) @Nullable String event,
            @RequestParam(required = false) @Nullable String person,
            @RequestParam(required = false) @Nullable String recipient,
            @RequestParam(required = false) @Nullable DeliveryState state,
            @RequestParam(required = false) @Nullable Integer limit,
            @RequestParam(required = false) @Nullable String cursor) {
        Page.Request page = Page.Request.of(limit, cursor);
        return page.page(
                reports.deliveries(
                        new NoticeReports.Search(division, subject, event, person, recipient, state),
                        callers.current(),
                        page),
                NoticeReports.Line::id);
    }
}
