// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.intake.web;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;
import org.truckroll.intake.Intake;
import org.truckroll.intake.OpposingOrders;
import org.truckroll.intake.OrderRequest;
import org.truckroll.people.Callers;
import org.truckroll.serviceorder.OrderPreview;

/** Tells what an order would do, before it is posted (api.md 2, service-orders 7.9). */
@RestController
class PreviewController {

    /**
     * The answer.
     *
     * @param outcome how the order would end; null when a person must decide
     * @param conflicts what the open orders of the point mean for it (7.5)
     */
    record Answer(
            List<OrderPreview.Step> path,
            int visits,
            int commands,
            @Nullable String outcome,
            @Nullable Instant earliestFinish,
            List<OpposingOrders.Conflict> conflicts) {}

    private final Intake intake;
    private final Callers callers;

    PreviewController(Intake intake, Callers callers) {
        this.intake = intake;
        this.callers = callers;
    }

    @PostMapping("/api/v1/service-orders:preview")
    Answer preview(@RequestBody OrderRequest body) {
        Intake.Foreseen foreseen = intake.preview(body, callers.current());
        OrderPreview.Preview preview = foreseen.preview();
        return new Answer(
                preview.path(),
                preview.visits(),
                preview.commands(),
                preview.outcome(),
                preview.earliestFinish(),
                foreseen.conflicts());
    }
}
