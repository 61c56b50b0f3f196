// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.notification.web;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import org.truckroll.notification.NoticeText;
import org.truckroll.notification.TextPreview;
import org.truckroll.notification.Texts;
import org.truckroll.shared.Problem;

/** The texts of notices, and what they look like with values in their places. */
@RestController
@RequestMapping("/api/v1/notice-texts")
class NoticeTextController {

    /** What to show; text: another one than that of the server, to try it out. */
    record Wish(
            @Nullable String language,
            @Nullable Map<String, String> values,
            @Nullable NoticeText text) {}

    private final Texts texts;

    NoticeTextController(Texts texts) {
        this.texts = texts;
    }

    @GetMapping
    List<String> events() {
        return texts.events();
    }

    @GetMapping("/{event}")
    NoticeText get(@PathVariable String event) {
        return texts.find(event).orElseThrow(() -> Problem.notFound("text", event));
    }

    /** Nothing is sent and nothing is stored. */
    @PostMapping("/{event}:preview")
    TextPreview preview(@PathVariable String event, @RequestBody Wish wish) {
        return texts.preview(
                event,
                wish.language() == null ? "en" : wish.language(),
                wish.values() == null ? Map.of() : wish.values(),
                wish.text());
    }
}
