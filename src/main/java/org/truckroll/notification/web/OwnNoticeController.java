// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.notification.web;

import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.truckroll.notification.OwnNotices;
import org.truckroll.notification.OwnQuietHours;
import org.truckroll.people.Callers;
import org.truckroll.shared.Page;

/** The caller's own notices (SOL24-13). */
@RestController
@RequestMapping("/api/v1/my/notices")
class OwnNoticeController {

    private final OwnNotices notices;
    private final OwnQuietHours quiet;
    private final Callers callers;

    OwnNoticeController(OwnNotices notices, OwnQuietHours quiet, Callers callers) {
        this.notices = notices;
        this.quiet = quiet;
        this.callers = callers;
    }

    @GetMapping
    Page<OwnNotices.Own> list(
            @RequestParam(defaultValue = "false") boolean unread,
            @RequestParam(required = false) @Nullable Integer limit,
            @RequestParam(required = false) @Nullable String cursor) {
        Page.Request page = Page.Request.of(limit, cursor);
        return page.page(notices.of(callers.current(), unread, page), OwnNotices.Own::id);
    }

    @PostMapping("/{id}:read")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void read(@PathVariable String id) {
        notices.read(id, callers.current());
    }

    @GetMapping("/quiet-hours")
    OwnQuietHours.Hours quiet() {
        return quiet.of(callers.current());
    }

    /** Without both times there are none of the caller's own. */
    @PutMapping("/quiet-hours")
    OwnQuietHours.Hours quiet(@RequestBody OwnQuietHours.Hours wish) {
        return quiet.set(wish, callers.current());
    }
}
