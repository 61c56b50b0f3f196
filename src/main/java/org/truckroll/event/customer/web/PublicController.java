// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.event.customer.web;

import io.swagger.v3.oas.annotations.Operation;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import org.truckroll.event.customer.FaultReports;
import org.truckroll.event.customer.Tracking;
import org.truckroll.shared.CustomerLinkProperties;
import org.truckroll.shared.Ids;
import org.truckroll.shared.Problem;
import org.truckroll.shared.RequestLimit;

/** REST for programs of customers, without a login: report a fault, ask how far it is. */
@RestController
@RequestMapping("/api/v1/public")
class PublicController {

    record Taken(String trackingUrl, String token, Instant expiresAt) {}

    /** @param state in words of a customer */
    record Progress(
            Tracking.Step state,
            Instant receivedAt,
            @Nullable Instant endedAt) {}

    private final FaultReports reports;
    private final Tracking tracking;
    private final PublicAddresses addresses;
    private final RequestLimit limit;

    PublicController(
            FaultReports reports,
            Tracking tracking,
            PublicAddresses addresses,
            CustomerLinkProperties settings,
            Clock clock) {
        this.reports = reports;
        this.tracking = tracking;
        this.addresses = addresses;
        this.limit = new RequestLimit(settings.requestsPerMinute(), Duration.ofMinutes(1), clock);
    }

    @Operation(
            summary = "Report a fault",
            description =
                    "With an Idempotency-Key the same report again is the same report; another one is refused with 409.")
    @PostMapping("/fault-reports")
    ResponseEntity<Taken> report(
            @RequestBody FaultReports.Report body,
            @RequestHeader(name = "Idempotency-Key", required = false) @Nullable String key,
            Locale language,
            HttpServletRequest request) {
        admit(request);
        FaultReports.Taken taken =
                reports.take(body, key == null ? Ids.next() : key, language.getLanguage(), request.getRemoteAddr());
        return ResponseEntity.status(HttpStatus.CREATED)
                .cacheControl(CacheControl.noStore())
                .body(new Taken(addresses.tracking(taken.token()), taken.token(), taken.expiresAt()));
    }

    @Operation(summary = "How far it is", description = "A link that never was and one that has ended are both 404.")
    @GetMapping("/tracking/{token}")
    ResponseEntity<Progress> tracking(@PathVariable String token, HttpServletRequest request) {
        admit(request);
        Tracking.Progress found = tracking.of(token).orElseThrow(() -> Problem.notFound("link", "?"));
        return ResponseEntity.ok()
                .cacheControl(CacheControl.noStore())
                .body(new Progress(found.step(), found.receivedAt(), found.endedAt()));
    }

    private void admit(HttpServletRequest request) {
        if (!limit.admits(request.getRemoteAddr())) {
            throw new Problem(HttpStatus.TOO_MANY_REQUESTS, "quota-exceeded", "Too many requests. Wait a minute.")
                    .retryAfter(Duration.ofMinutes(1));
        }
    }
}
