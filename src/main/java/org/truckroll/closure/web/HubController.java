// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.closure.web;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.net.URI;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import org.truckroll.closure.Subscription;
import org.truckroll.closure.Subscriptions;
import org.truckroll.people.Caller;
import org.truckroll.shared.Problem;

/** The hub of TMF641: the same subscriptions, told in the envelope of TM Forum. */
@RestController
@RequestMapping(HubController.PATH)
class HubController {

    static final String PATH = "/tmf-api/serviceOrdering/v4/hub";

    /** The secret is an extension of ours: with one, messages are signed. */
    @JsonIgnoreProperties({"@type", "@baseType", "@schemaLocation"})
    record HubRequest(
            @Nullable String callback,
            @Nullable String query,
            @Nullable String secret) {}

    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Hub(String id, String callback, @Nullable String query) {}

    private final Subscriptions subscriptions;
    private final Subscribers subscribers;

    HubController(Subscriptions subscriptions, Subscribers subscribers) {
        this.subscriptions = subscriptions;
        this.subscribers = subscribers;
    }

    @PostMapping
    ResponseEntity<Hub> subscribe(@RequestBody HubRequest body) {
        Subscription made =
                subscriptions.subscribeHub(subscribers.current(), body.callback(), body.query(), body.secret());
        return ResponseEntity.created(URI.create(PATH + "/" + made.id()))
                .body(new Hub(made.id(), made.callback(), made.query()));
    }

    @DeleteMapping("/{id}")
    ResponseEntity<Void> remove(@PathVariable String id) {
        Caller caller = subscribers.current();
        subscriptions
                .find(id, caller)
                .filter(found -> found.format() == Subscription.Format.TMF641)
                .filter(found -> subscriptions.remove(found.id(), caller))
                .orElseThrow(() -> Problem.notFound("subscription", id));
        return ResponseEntity.noContent().build();
    }
}
