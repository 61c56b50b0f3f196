// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.notification;

import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.springframework.stereotype.Component;
import org.truckroll.notification.carrier.Outgoing;

/** Tells several SMS in one that were held for the same address: there is room for one message, and nothing is lost. */
@Component
class Bundles {

    private static final String BETWEEN = "\n";
    private static final Set<String> PRINTED = Set.of("application/pdf", "image/tiff", "text/plain");

    private final Sendings sendings;
    private final Notices notices;
    private final Relieved relieved;
    private final int segments;

    Bundles(Sendings sendings, Notices notices, Relieved relieved, NotificationProperties properties) {
        this.sendings = sendings;
        this.notices = notices;
        this.relieved = relieved;
        this.segments = properties.bundleSegments();
    }

    /**
     * Takes companions along, as many as fit; the others keep waiting for themselves. What a person wrote goes alone.
     *
     * @param before the delivery as it waited
     */
    void join(Delivery before, Delivery taken, Instant now) {
        if (taken.channel() != Channel.SMS
                || before.state() != DeliveryState.HELD
                || taken.origin() == Notice.Origin.PERSON) {
            return;
        }
        Set<String> texts = new LinkedHashSet<>(Set.of(taken.body()));
        for (Delivery companion : sendings.companions(taken, now)) {
            Set<String> more = new LinkedHashSet<>(texts);
            more.add(companion.body());
            // What its person has nothing to do with any more is dropped when its own lane comes to it.
            if (SmsText.count(String.join(BETWEEN, more)).segments() <= segments
                    && !relieved.from(companion)
                    && sendings.bundle(companion, taken)) {
                texts = more;
            }
        }
    }

    Outgoing outgoing(Delivery taken) {
        // The same alert once more says nothing new.
        Set<String> texts = new LinkedHashSet<>(Set.of(taken.body()));
        texts.addAll(sendings.bundled(taken.id()));
        return new Outgoing(
                taken.id(),
                taken.channel(),
                taken.recipient(),
                titled(taken) ? taken.title() : null,
                String.join(BETWEEN, texts),
                files(taken));
    }

    /** An SMS has no title, and what a title may say was never looked at for SMS: none leaves the house beside it (EVADO-35). */
    private static boolean titled(Delivery taken) {
        return taken.channel() != Channel.SMS && !taken.title().isEmpty();
    }

    /** A fax machine prints pages: neither a mail as a file nor an archive (GEO-39, GEO-46). */
    private List<Attached> files(Delivery taken) {
        return switch (taken.channel()) {
            case SMS, PAGE -> List.of();
            case MAIL -> notices.attachments(taken.noticeId());
            case FAX ->
                notices.attachments(taken.noticeId()).stream()
                        .filter(file -> PRINTED.contains(type(file)))
                        .toList();
        };
    }

    private static String type(Attached file) {
        return file.mediaType().split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
    }
}
