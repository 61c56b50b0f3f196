// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.closure.web;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.support.ServletUriComponentsBuilder;
import org.truckroll.closure.Subscription;
import org.truckroll.closure.Subscriptions;
import org.truckroll.shared.Page;
import org.truckroll.shared.Problem;

/** Subscriptions of the caller (api.md 5). */
@RestController
@RequestMapping("/api/v1/subscriptions")
class SubscriptionController {

    record Body(
            @Nullable String callback,
            @Nullable List<@Nullable String> events,
            @Nullable Filter filter,
            @Nullable String secret) {}

    record Filter(
            @Nullable List<@Nullable String> type, @Nullable List<@Nullable String> division) {}

    /** The secret is there once, in the answer to the request that had none. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record View(
            String id,
            String callback,
            List<String> events,
            Subscription.Filter filter,
            Subscription.Format format,
            @Nullable String query,
            Subscription.State state,
            Instant createdAt,
            @Nullable Instant endedAt,
            @Nullable String secret) {

        static View of(Subscription subscription, @Nullable String secret) {
            return new View(
                    subscription.id(),
                    subscription.callback(),
                    subscription.events(),
                    subscription.filter(),
                    subscription.format(),
                    subscription.query(),
                    subscription.state(),
                    subscription.createdAt(),
                    subscription.endedAt(),
                    secret);
        }
    }

    private final Subscriptions subscriptions;
    private final Subscribers subscribers;

    SubscriptionController(Subscriptions subscriptions, Subscribers subscribers) {
        this.subscriptions = subscriptions;
        this.subscribers = subscribers;
    }

    @PostMapping
    ResponseEntity<View> subscribe(@RequestBody Body body) {
        Filter filter = body.filter();
        Subscriptions.Made made = subscriptions.subscribe(
                subscribers.current(),
                new Subscriptions.Wish(
                        body.callback(),
                        body.events(),
                        filter == null ? null : filter.type(),
                        filter == null ? null : filter.division(),
                        body.secret()));
        var location = ServletUriComponentsBuilder.fromCurrentRequestUri()
                .path("/{id}")
                .build(made.subscription().id());
        return ResponseEntity.created(location).body(View.of(made.subscription(), made.secret()));
    }

    @GetMapping
    Page<View> list(
            @RequestParam(required = false) @Nullable Integer limit,
            @RequestParam(required = false) @Nullable String cursor) {
        Page.Request page = Page.Request.of(limit, cursor);
        List<View> rows = subscriptions.of(subscribers.current(), page).stream()
                .map(subscription -> View.of(subscription, null))
                .toList();
        return page.page(rows, View::id);
    }

    @GetMapping("/{id}")
    View get(@PathVariable String id) {
        return subscriptions
                .find(id, subscribers.current())
                .map(subscription -> View.of(subscription, null))
                .orElseThrow(() -> Problem.notFound("subscription", id));
    }

    @DeleteMapping("/{id}")
    ResponseEntity<Void> remove(@PathVariable String id) {
        if (!subscriptions.remove(id, subscribers.current())) {
            throw Problem.notFound("subscription", id);
        }
        return ResponseEntity.noContent().build();
    }
}
