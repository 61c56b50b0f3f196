// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.notification.carrier.tellustalk;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import org.truckroll.notification.carrier.CarrierSettings;
import org.truckroll.notification.carrier.Providers;
import org.truckroll.notification.carrier.Receipts;
import org.truckroll.shared.Json;

/** Takes the reports of TellusTalk: entries of its log, posted to an address whose last part is a secret. */
@Component
public class TellusTalkReports {

    private static final Logger log = LoggerFactory.getLogger(TellusTalkReports.class);

    private final Providers providers;
    private final Receipts receipts;
    private final Json json;

    TellusTalkReports(Providers providers, Receipts receipts, Json json) {
        this.providers = providers;
        this.receipts = receipts;
        this.json = json;
    }

    /** Whether reports of this provider come with this token. */
    public boolean trusts(String provider, String token) {
        byte[] given = token.getBytes(StandardCharsets.UTF_8);
        return providers
                .find(provider)
                .filter(route -> route.carrier() instanceof TellusTalkCarrier)
                .flatMap(route -> route.settings().find("report-token"))
                .map(secret -> MessageDigest.isEqual(secret.getBytes(StandardCharsets.UTF_8), given))
                .orElse(false);
    }

    /** Stores what the report says; false when it is none. */
    public boolean receive(String provider, String body) {
        CarrierSettings settings = providers.find(provider).orElseThrow().settings();
        return TellusTalk.tree(json, body)
                .map(report -> {
                    TellusTalk.entries(report).forEach(entry -> store(provider, entry, settings));
                    return report.isContainerNode();
                })
                .orElse(false);
    }

    private void store(String provider, JsonNode entry, CarrierSettings settings) {
        String job = entry.path("job_id").asText("");
        if (job.isBlank() || job.length() > 200) {
            log.info("Report names no job: provider={}", provider);
            return;
        }
        TellusTalk.told(entry, settings).ifPresent(told -> receipts.record(provider, job, told.state(), told.detail()));
    }
}
