// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.notification;

import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import org.springframework.beans.factory.ObjectProvider;
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
    private static final Set<Channel> OUTSIDE = EnumSet.of(Channel.MAIL, Channel.SMS, Channel.FAX);

    private final Notices notices;
    private final Recipients recipients;
    private final NoticeDeliveries deliveries;
    private final NoticeLanes lanes;
    private final Texts texts;
    private final ProviderTalk talk;
    private final DeliveryProcess process;
    private final ObjectProvider<Undelivered> undelivered;

    Notifications(
            Notices notices,
            Recipients recipients,
            NoticeDeliveries deliveries,
            NoticeLanes lanes,
            Texts texts,
            ProviderTalk talk,
            DeliveryProcess process,
            ObjectProvider<Undelivered> undelivered) {
        this.notices = notices;
        this.recipients = recipients;
        this.deliveries = deliveries;
        this.lanes = lanes;
        this.texts = texts;
        this.talk = talk;
        this.process = process;
        this.undelivered = undelivered;
    }

    /** Tells everybody of the audience, once for each key. Somebody without an address of the chosen kind stands in the report and is no error. */
    @Transactional
    public void tell(Notice notice) {
        String id = Ids.next();
        if (!notices.add(id, notice)) {
            log.info("Notice was told before: key={} event={}", notice.key(), notice.event());
            return;
        }
        List<Target> all = recipients.all(notice);
        List<Target> targets = Recipients.once(all);
        Set<String> lost = lost(notice, all);
        long reached = targets.stream()
                .filter(target -> deliver(id, notice, target, lost.contains(target.recipient())))
                .count();
        log.atLevel(reached == 0 ? Level.WARN : Level.INFO)
                .log(
                        "Notice was told: noticeId={} event={} severity={} subject={} deliveries={} withoutWay={}",
                        id,
                        notice.event(),
                        notice.severity(),
                        notice.subject(),
                        reached,
                        targets.size() - reached);
        if (!lost.isEmpty()) {
            undelivered.getObject().reportNotice(id);
        }
    }

    /**
     * Who has no way left out of the house, of what is urgent or was written by a person: somebody has to hear of it (GEO-44). What tells of
     * that ends there, and where nobody carries anything for the division the page is all there is, as the operator of the server wants it.
     */
    private Set<String> lost(Notice notice, List<Target> all) {
        boolean matters = notice.origin() == Notice.Origin.PERSON
                || notice.origin() == Notice.Origin.AUTOMATIC && notice.severity() == Severity.URGENT;
        if (!matters || OUTSIDE.stream().noneMatch(channel -> carries(notice.division(), channel))) {
            return Set.of();
        }
        Set<String> lost = new HashSet<>();
        Set<String> reached = new HashSet<>();
        all.stream()
                .filter(target -> OUTSIDE.contains(target.channel()))
                // A customer or an address that a rule has chosen is no colleague who waits for it.
                .filter(target -> target.person() != null || notice.origin() == Notice.Origin.PERSON)
                .forEach(target -> (target.noWay() == null && carries(notice.division(), target.channel())
                                ? reached
                                : lost)
                        .add(target.recipient()));
        lost.removeAll(reached);
        return lost;
    }

    /** False when there is no way to this recipient. */
    private boolean deliver(String noticeId, Notice notice, Target target, boolean lost) {
        DeliveryState without = lost ? DeliveryState.UNDELIVERED : DeliveryState.DROPPED;
        Texts.Rendered text =
                texts.render(notice.event(), target.language(), target.channel(), notice.subject(), notice.values());
        if (target.noWay() != null) {
            deliveries.insertEnded(noticeId, target, text, without, target.noWay());
            return false;
        } else if (target.channel() == Channel.PAGE) {
            deliveries.insertEnded(noticeId, target, text, DeliveryState.SENT, null);
        } else if (!carries(notice.division(), target.channel())) {
            deliveries.insertEnded(noticeId, target, text, without, "Nobody carries this channel for the division.");
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

    /** False when nobody carries this channel for the division: what is told by it reaches nobody. */
    public boolean carries(String division, Channel channel) {
        return channel == Channel.PAGE || !talk.routes(division, channel).isEmpty();
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

    /** Drops what has not left the house yet for somebody who is on call no more (GEO-33). On the page it stays. */
    @Transactional
    public void recallFrom(String person, String division, Set<String> events) {
        int dropped = deliveries.recallFrom(person, division, events);
        log.info("Notices were kept back: person={} division={} deliveries={}", person, division, dropped);
    }
}
