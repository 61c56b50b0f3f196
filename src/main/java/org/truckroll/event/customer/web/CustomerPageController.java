// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.event.customer.web;

import jakarta.servlet.http.HttpServletRequest;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.io.ClassPathResource;
import org.springframework.core.io.Resource;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.truckroll.event.customer.FaultReports;
import org.truckroll.event.customer.Tracking;
import org.truckroll.shared.CustomerLinkProperties;
import org.truckroll.shared.LinkToken;
import org.truckroll.shared.PageWords;
import org.truckroll.shared.PageWords.Language;
import org.truckroll.shared.Problem;
import org.truckroll.shared.RequestLimit;

/** Pages of customers without a login: the form of fault reports, and how far a report or an order is. */
@RestController
class CustomerPageController {

    private static final Logger log = LoggerFactory.getLogger(CustomerPageController.class);
    private static final MediaType HTML = new MediaType("text", "html", StandardCharsets.UTF_8);
    private static final String LANGUAGE = HttpHeaders.ACCEPT_LANGUAGE;
    /** A field that no person sees. */
    private static final String TRAP = "website";

    private final FaultReports reports;
    private final Tracking tracking;
    private final ReportPage page;
    private final PageWords words;
    private final RequestLimit limit;

    CustomerPageController(
            FaultReports reports, Tracking tracking, ReportPage page, CustomerLinkProperties settings, Clock clock) {
        this.reports = reports;
        this.tracking = tracking;
        this.page = page;
        this.words = page.words();
        this.limit = new RequestLimit(settings.requestsPerMinute(), Duration.ofMinutes(1), clock);
    }

    @GetMapping({"/report/page.css", "/track/page.css"})
    ResponseEntity<Resource> style() {
        return ResponseEntity.ok()
                .contentType(new MediaType("text", "css", StandardCharsets.UTF_8))
                .cacheControl(CacheControl.maxAge(Duration.ofHours(1)))
                .body(new ClassPathResource("visit/visit.css"));
    }

    @GetMapping("/report")
    ResponseEntity<String> form(
            @RequestParam(required = false) @Nullable String lang,
            @RequestHeader(name = LANGUAGE, required = false) @Nullable String accepted,
            HttpServletRequest request) {
        Language language = words.choose(lang, accepted);
        if (!limit.admits(request.getRemoteAddr())) {
            return tooMany(language);
        }
        if (!reports.on()) {
            return html(HttpStatus.NOT_FOUND).body(page.message(language, "goneTitle", "off", "report/"));
        }
        return html(HttpStatus.OK).body(page.form(language, Map.of("key", LinkToken.make()), Set.of()));
    }

    @PostMapping(path = "/report", consumes = MediaType.APPLICATION_FORM_URLENCODED_VALUE)
    ResponseEntity<String> send(
            @RequestParam Map<String, String> sent,
            @RequestHeader(name = LANGUAGE, required = false) @Nullable String accepted,
            HttpServletRequest request) {
        Language language = words.choose(sent.get("lang"), accepted);
        if (!limit.admits(request.getRemoteAddr())) {
            return tooMany(language);
        }
        if (!sent.getOrDefault(TRAP, "").isBlank()) {
            // A machine learns nothing from it.
            log.info("Fault report of a machine left out");
            return html(HttpStatus.OK).body(page.message(language, "thanksTitle", "thanks", "report/"));
        }
        try {
            FaultReports.Taken taken = reports.takeForm(
                    report(sent), sent.getOrDefault("key", ""), language.tag(), request.getRemoteAddr());
            return ResponseEntity.status(HttpStatus.SEE_OTHER)
                    .header(HttpHeaders.LOCATION, "track/" + taken.token() + "?lang=" + language.tag())
                    .build();
        } catch (Problem refused) {
            return refused(refused, sent, language);
        }
    }

    private ResponseEntity<String> refused(Problem refused, Map<String, String> sent, Language language) {
        if (refused.status().value() == HttpStatus.TOO_MANY_REQUESTS.value()) {
            return html(HttpStatus.TOO_MANY_REQUESTS)
                    .header(HttpHeaders.RETRY_AFTER, "3600")
                    .body(page.message(language, "manyTitle", "manyReports", "report/"));
        }
        if (refused.status().value() == HttpStatus.NOT_FOUND.value()) {
            return html(HttpStatus.NOT_FOUND).body(page.message(language, "goneTitle", "off", "report/"));
        }
        Set<String> wrong = refused.errors().stream()
                .map(fault -> fault.pointer().substring(1))
                .collect(Collectors.toCollection(TreeSet::new));
        return html(HttpStatus.BAD_REQUEST).body(page.form(language, sent, wrong));
    }

    @GetMapping("/track/{token}")
    ResponseEntity<String> track(
            @PathVariable String token,
            @RequestParam(required = false) @Nullable String lang,
            @RequestHeader(name = LANGUAGE, required = false) @Nullable String accepted,
            HttpServletRequest request) {
        Language language = words.choose(lang, accepted);
        if (!limit.admits(request.getRemoteAddr())) {
            return tooMany(language);
        }
        return tracking.of(token)
                .map(progress -> html(HttpStatus.OK).body(page.progress(token, progress, language)))
                // The same for a link that never was and for one that has ended.
                .orElseGet(() -> html(HttpStatus.NOT_FOUND).body(page.message(language, "goneTitle", "gone", "")));
    }

    private static FaultReports.Report report(Map<String, String> sent) {
        return new FaultReports.Report(
                sent.get("what"),
                sent.get("place"),
                sent.get("servicePointId"),
                sent.get("text"),
                sent.get("contact"),
                "yes".equals(sent.get("consent")));
    }

    private ResponseEntity<String> tooMany(Language language) {
        return html(HttpStatus.TOO_MANY_REQUESTS)
                .header(HttpHeaders.RETRY_AFTER, "60")
                .body(page.message(language, "manyTitle", "many", ""));
    }

    private static ResponseEntity.BodyBuilder html(HttpStatusCode status) {
        return ResponseEntity.status(status)
                .contentType(HTML)
                .cacheControl(CacheControl.noStore())
                .header("X-Robots-Tag", "noindex");
    }
}
