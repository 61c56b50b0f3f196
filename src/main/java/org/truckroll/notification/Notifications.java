// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.notification;

import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;
import org.truckroll.shared.Ids;

/**
 * Tells people. What is told commits with the caller's change, and nothing leaves the house before that; then {@code notice-delivery} carries it,
 * in order for each address and subject.
 */
@Service
public class Notifications {

    private static final Logger log = LoggerFactory.getLogger(Notifications.class);

    private final Notices notices;
    private final Recipients recipients;
    private final NoticeDeliveries deliveries;
    private final NoticeLanes lanes;
    private final Texts texts;
    private final ProviderTalk talk;
    private final DeliveryProcess process;

    Notifications(
            Notices notices,
            Recipients recipients,
            NoticeDeliveries deliveries,
            NoticeLanes lanes,
            Texts texts,
            ProviderTalk talk,
            DeliveryProcess process) {
        this.notices = notices;
        this.recipients = recipients;
        this.deliveries = deliveries;
        this.lanes = lanes;
        this.texts = texts;
        this.talk = talk;
        this.process = process;
    }

    /** Tells everybody of the audience, once for each key. Somebody without an address of the chosen kind stands in the report and is no error. */
    @Transactional
    public void tell(Notice notice) {
        String id = Ids.next();
        if (!notices.add(id, notice)) {
            log.info("Notice was told before: key={} event={}", notice.key(), notice.event());
            return;
        }
        List<Target> targets = recipients.of(notice);
        long reached =
                targets.stream().filter(target -> deliver(id, notice, target)).count();
        log.atLevel(reached == 0 ? Level.WARN : Level.INFO)
                .log(
                        "Notice was told: noticeId={} event={} severity={} subject={} deliveries={} withoutWay={}",
                        id,
                        notice.event(),
                        notice.severity(),
                        notice.subject(),
                        reached,
                        targets.size() - reached);
    }

    /** False when there is no way to this recipient. */
    private boolean deliver(String noticeId, Notice notice, Target target) {
        Texts.Rendered text =
                texts.render(notice.event(), target.language(), target.channel(), notice.subject(), notice.values());
        if (target.noWay() != null) {
            deliveries.insertEnded(noticeId, target, text, DeliveryState.DROPPED, target.noWay());
            return false;
        } else if (target.channel() == Channel.PAGE) {
            deliveries.insertEnded(noticeId, target, text, DeliveryState.SENT, null);
        } else if (talk.routes(notice.division(), target.channel()).isEmpty()) {
            deliveries.insertEnded(
                    noticeId, target, text, DeliveryState.DROPPED, "Nobody carries this channel for the division.");
            return false;
        } else {
            NoticeLanes.Lane lane = lanes.hold(
                    target.channel(),
                    target.to(),
                    notice.subject(),
                    notice.severity() == Severity.URGENT,
                    notice.division());
            deliveries.insertWaiting(noticeId, target, text, lane.id(), lanes.nextPlace(lane));
            if (!lane.draining()) {
                process.empty(lane.id(), lane.urgent());
            }
        }
        return true;
    }

    /**
     * Drops what has not left the house yet of the notices of this event about this subject: silence from the caller's commit on, also for a step that
     * a node has already begun (GEO-24, pitfall 1). Only what a provider is taking in this very moment still goes.
     *
     * @return how many deliveries were dropped
     */
    @Transactional
    public int recall(String subject, String event) {
        int dropped = deliveries.recall(subject, event);
        log.info("Notices were recalled: subject={} event={} deliveries={}", subject, event, dropped);
        return dropped;
    }
}
