// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.field.appointment.web;

import jakarta.servlet.http.HttpServletRequest;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.io.ClassPathResource;
import org.springframework.core.io.Resource;
import org.springframework.dao.ConcurrencyFailureException;
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
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.truckroll.field.Visit;
import org.truckroll.field.appointment.Appointments;
import org.truckroll.field.appointment.CustomerVisit;
import org.truckroll.shared.CustomerLinkProperties;
import org.truckroll.shared.PageWords;
import org.truckroll.shared.PageWords.Language;
import org.truckroll.shared.Problem;
import org.truckroll.shared.RequestLimit;

/** The page of the customer: who has the link sees one visit, and changes its time by forms. Looking never changes anything. */
@RestController
@RequestMapping("/visit")
class CustomerVisitController {

    private static final Logger log = LoggerFactory.getLogger(CustomerVisitController.class);
    private static final MediaType HTML = new MediaType("text", "html", StandardCharsets.UTF_8);
    private static final MediaType CALENDAR = new MediaType("text", "calendar", StandardCharsets.UTF_8);
    private static final String LANGUAGE = HttpHeaders.ACCEPT_LANGUAGE;

    private final Appointments appointments;
    private final VisitPage page;
    private final PageWords words;
    private final RequestLimit limit;

    CustomerVisitController(Appointments appointments, VisitPage page, CustomerLinkProperties settings, Clock clock) {
        this.appointments = appointments;
        this.page = page;
        this.words = page.words();
        this.limit = new RequestLimit(settings.requestsPerMinute(), Duration.ofMinutes(1), clock);
    }

    @GetMapping("/visit.css")
    ResponseEntity<Resource> style() {
        return ResponseEntity.ok()
                .contentType(new MediaType("text", "css", StandardCharsets.UTF_8))
                .cacheControl(CacheControl.maxAge(Duration.ofHours(1)))
                .body(new ClassPathResource("visit/visit.css"));
    }

    @GetMapping("/{token}")
    ResponseEntity<String> look(
            @PathVariable String token,
            @RequestParam(required = false) @Nullable String lang,
            @RequestHeader(name = LANGUAGE, required = false) @Nullable String accepted,
            HttpServletRequest request) {
        Language language = words.choose(lang, accepted);
        if (!limit.admits(request.getRemoteAddr())) {
            return tooMany(language, "");
        }
        return shown(token, language, HttpStatus.OK, null);
    }

    @PostMapping("/{token}")
    ResponseEntity<String> change(
            @PathVariable String token,
            @RequestParam(required = false) @Nullable String wish,
            @RequestParam(required = false) @Nullable String slot,
            @RequestParam(required = false) @Nullable String lang,
            @RequestHeader(name = LANGUAGE, required = false) @Nullable String accepted,
            HttpServletRequest request) {
        Language language = words.choose(lang, accepted);
        if (!limit.admits(request.getRemoteAddr())) {
            return tooMany(language, "");
        }
        if (appointments.ofCustomer(token).isEmpty()) {
            return gone(language, "");
        }
        try {
            if ("confirm".equals(wish)) {
                appointments.confirm(token, null);
            } else if ("move".equals(wish)) {
                appointments.confirm(token, span(slot));
            } else if ("cancel".equals(wish)) {
                appointments.cancel(token);
            } else {
                return shown(token, language, HttpStatus.BAD_REQUEST, "changed");
            }
        } catch (Problem refused) {
            log.info("Customer's wish refused: problem={}", refused.name());
            return shown(
                    token,
                    language,
                    refused.status(),
                    switch (refused.name()) {
                        case "slot-taken", "slot-not-offered" -> "taken";
                        case "too-late", "under-way" -> "late";
                        default -> "changed";
                    });
        } catch (ConcurrencyFailureException e) {
            return shown(token, language, HttpStatus.CONFLICT, "changed");
        }
        return ResponseEntity.status(HttpStatus.SEE_OTHER)
                .header(HttpHeaders.LOCATION, token + "?lang=" + language.tag())
                .build();
    }

    @GetMapping("/{token}/visit.ics")
    ResponseEntity<String> calendar(
            @PathVariable String token,
            @RequestParam(required = false) @Nullable String lang,
            @RequestHeader(name = LANGUAGE, required = false) @Nullable String accepted,
            HttpServletRequest request) {
        Language language = words.choose(lang, accepted);
        if (!limit.admits(request.getRemoteAddr())) {
            return tooMany(language, "../");
        }
        CustomerVisit visit = appointments.ofCustomer(token).orElse(null);
        if (visit == null || visit.start() == null || visit.end() == null) {
            return gone(language, "../");
        }
        return ResponseEntity.ok()
                .contentType(CALENDAR)
                .header(HttpHeaders.CONTENT_DISPOSITION, "attachment; filename=\"visit.ics\"")
                .body(page.calendar(visit, language, visit.start(), visit.end()));
    }

    private static Visit.TimeSpan span(@Nullable String slot) {
        String[] parts = slot == null ? new String[0] : slot.split("/");
        try {
            if (parts.length == 2) {
                return new Visit.TimeSpan(Instant.parse(parts[0]), Instant.parse(parts[1]));
            }
        } catch (DateTimeParseException e) {
            // Nobody who uses our form sends this.
        }
        throw Problem.badRequest("This is no slot.", java.util.List.of());
    }

    private ResponseEntity<String> shown(
            String token, Language language, HttpStatusCode status, @Nullable String told) {
        Optional<CustomerVisit> visit = appointments.ofCustomer(token);
        if (visit.isEmpty()) {
            return gone(language, "");
        }
        return html(status).body(page.visit(token, visit.get(), language, told));
    }

    /** The same for a link that never was and for one that has ended. */
    private ResponseEntity<String> gone(Language language, String toFolder) {
        return html(HttpStatus.NOT_FOUND).body(page.message(language, "goneTitle", "gone", toFolder));
    }

    private ResponseEntity<String> tooMany(Language language, String toFolder) {
        return html(HttpStatus.TOO_MANY_REQUESTS)
                .header(HttpHeaders.RETRY_AFTER, "60")
                .body(page.message(language, "manyTitle", "many", toFolder));
    }

    private static ResponseEntity.BodyBuilder html(HttpStatusCode status) {
        return ResponseEntity.status(status).contentType(HTML).header("X-Robots-Tag", "noindex");
    }
}
