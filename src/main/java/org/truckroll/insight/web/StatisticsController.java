// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.insight.web;

import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.format.annotation.DateTimeFormat;
import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.truckroll.insight.Statistics;
import org.truckroll.people.Callers;

@RestController
@RequestMapping("/api/v1/statistics/activities")
class StatisticsController {

    private static final MediaType TABLE = new MediaType("text", "csv");
    private static final MediaType CSV = new MediaType("text", "csv", StandardCharsets.UTF_8);

    private final Statistics statistics;
    private final Callers callers;

    StatisticsController(Statistics statistics, Callers callers) {
        this.statistics = statistics;
        this.callers = callers;
    }

    /** As a document, or as a table for a spreadsheet when that is what the caller would rather have. */
    @GetMapping(produces = {MediaType.APPLICATION_JSON_VALUE, "text/csv"})
    ResponseEntity<Object> activities(
            @RequestParam(required = false) @Nullable String groupBy,
            @RequestParam @DateTimeFormat(iso = DateTimeFormat.ISO.DATE) LocalDate from,
            @RequestParam @DateTimeFormat(iso = DateTimeFormat.ISO.DATE) LocalDate to,
            @RequestParam(required = false) @Nullable String division,
            @RequestParam(required = false) @Nullable String type,
            @RequestHeader(name = HttpHeaders.ACCEPT, required = false) @Nullable String accept) {
        Statistics.Answer answer = statistics.answer(
                new Statistics.Question(Statistics.Dimension.of(groupBy), from, to, division, type), callers.current());
        if (!wantsTable(accept)) {
            return ResponseEntity.ok().contentType(MediaType.APPLICATION_JSON).body(answer);
        }
        return ResponseEntity.ok()
                .contentType(CSV)
                .header(
                        HttpHeaders.CONTENT_DISPOSITION,
                        ContentDisposition.attachment()
                                .filename("statistics-" + answer.groupBy() + "-" + from + "-" + to + ".csv")
                                .build()
                                .toString())
                .body(StatisticsCsv.write(answer).getBytes(StandardCharsets.UTF_8));
    }

    private static boolean wantsTable(@Nullable String accept) {
        List<MediaType> accepted = MediaType.parseMediaTypes(accept);
        return accepted.stream()
                .filter(one -> one.includes(MediaType.APPLICATION_JSON) || one.includes(TABLE))
                .max(Comparator.comparingDouble(MediaType::getQualityValue))
                .map(one -> !one.includes(MediaType.APPLICATION_JSON))
                .orElse(false);
    }
}
