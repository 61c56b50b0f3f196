// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.intake.campaign.web;

import java.net.URI;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.truckroll.intake.campaign.Campaign;
import org.truckroll.intake.campaign.CampaignIntake;
import org.truckroll.intake.campaign.CampaignItem;
import org.truckroll.intake.campaign.CampaignProgress;
import org.truckroll.intake.campaign.CampaignRequest;
import org.truckroll.intake.campaign.CampaignRun;
import org.truckroll.people.Callers;
import org.truckroll.serviceorder.OrderState;
import org.truckroll.shared.Page;
import org.truckroll.shared.Problem;

/** The door of campaigns. */
@RestController
class CampaignController {

    private final CampaignIntake intake;
    private final CampaignRun run;
    private final CampaignProgress progress;
    private final Callers callers;

    CampaignController(CampaignIntake intake, CampaignRun run, CampaignProgress progress, Callers callers) {
        this.intake = intake;
        this.run = run;
        this.progress = progress;
        this.callers = callers;
    }

    /** Why somebody pauses a campaign. */
    record PauseRequest(@Nullable String reason) {}

    @PostMapping("/api/v1/campaigns")
    ResponseEntity<CampaignView> post(@RequestBody CampaignRequest body) {
        CampaignIntake.Accepted accepted = intake.accept(body, callers.current());
        URI location = URI.create("/api/v1/campaigns/" + accepted.campaign().id());
        CampaignView view = CampaignView.of(progress.of(accepted.campaign()));
        return accepted.known()
                ? ResponseEntity.ok().location(location).body(view)
                : ResponseEntity.created(location).body(view);
    }

    @GetMapping("/api/v1/campaigns")
    Page<CampaignView> search(
            @RequestParam(required = false) @Nullable String state,
            @RequestParam(required = false) @Nullable Integer limit,
            @RequestParam(required = false) @Nullable String cursor) {
        Page.Request page = Page.Request.of(limit, cursor);
        List<CampaignView> found =
                progress.search(word("state", state, Campaign.State.values()), callers.current(), page).stream()
                        .map(CampaignView::of)
                        .toList();
        return page.page(found, CampaignView::id);
    }

    @GetMapping("/api/v1/campaigns/{id}")
    CampaignView get(@PathVariable String id) {
        return CampaignView.of(progress.of(progress.visible(id, callers.current())));
    }

    @GetMapping("/api/v1/campaigns/{id}/items")
    Page<CampaignItem> items(
            @PathVariable String id,
            @RequestParam(required = false) @Nullable String state,
            @RequestParam(required = false) @Nullable String orderState,
            @RequestParam(required = false) @Nullable String cohort,
            @RequestParam(required = false) @Nullable Integer limit,
            @RequestParam(required = false) @Nullable String cursor) {
        Page.Request page = Page.Request.of(limit, cursor);
        List<CampaignItem> found = progress.items(
                progress.visible(id, callers.current()),
                word("state", state, CampaignItem.State.values()),
                orderState(orderState),
                cohort,
                page);
        return page.page(found, item -> String.valueOf(item.number()));
    }

    @PostMapping("/api/v1/campaigns/{id}:pause")
    CampaignView pause(@PathVariable String id, @RequestBody(required = false) @Nullable PauseRequest body) {
        String reason = body == null ? null : body.reason();
        if (reason != null && (reason.isBlank() || reason.length() > 500 || reason.indexOf('\u0000') >= 0)) {
            throw Problem.badRequest(
                    "The reason is not in the form of the contract.",
                    List.of(new Problem.FieldError("/reason", "must have 1 to 500 characters")));
        }
        return view(run.pause(visible(id), reason, callers.current()));
    }

    @PostMapping("/api/v1/campaigns/{id}:resume")
    CampaignView resume(@PathVariable String id) {
        return view(run.resume(visible(id), callers.current()));
    }

    @PostMapping("/api/v1/campaigns/{id}:stop")
    CampaignView stop(@PathVariable String id) {
        return view(run.stop(visible(id), callers.current()));
    }

    private String visible(String id) {
        return progress.visible(id, callers.current()).id();
    }

    private CampaignView view(Campaign campaign) {
        return CampaignView.of(progress.of(campaign));
    }

    private static <E extends Enum<E>> @Nullable E word(String parameter, @Nullable String word, E[] known) {
        if (word == null) {
            return null;
        }
        return Arrays.stream(known)
                .filter(one -> one.name().equals(word))
                .findFirst()
                .orElseThrow(() -> Problem.badRequest(
                        "Parameter '" + parameter + "' must be one of " + Arrays.toString(known) + ".", List.of()));
    }

    private static @Nullable OrderState orderState(@Nullable String word) {
        if (word == null) {
            return null;
        }
        return Arrays.stream(OrderState.values())
                .filter(state -> state.word().equals(word))
                .findFirst()
                .orElseThrow(() -> Problem.badRequest(
                        "Parameter 'orderState' must be one of "
                                + Arrays.stream(OrderState.values())
                                        .map(OrderState::word)
                                        .toList()
                                + ".",
                        List.of()));
    }
}
