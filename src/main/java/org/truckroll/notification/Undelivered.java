// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.notification;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;
import org.truckroll.notification.carrier.Receipt;
import org.truckroll.notification.carrier.Receipts;
import org.truckroll.shared.Problem;

/**
 * What is done about a notice that did not arrive: those on call hear of it, and a person decides in the task <em>Undelivered message</em>
 * (GEO-44). While that task is open, more of the same notice raise no further alert; an alert about an alert raises none at all (pitfall 10).
 */
@Service
public class Undelivered implements Receipts.Taker {

    /** What a person may decide. */
    public enum Decision {
        /** All recipients who have not got it and can be reached are tried once more, with ids of their own. */
        SEND_AGAIN,
        /** They know by another way, or need not know any more. */
        CLOSE
    }

    /** One that did not arrive, and where it goes now. */
    private record Again(String deliveryId, Target target) {}

    /** The event of the alert. */
    static final String ALERT = "undelivered";

    private static final Logger log = LoggerFactory.getLogger(Undelivered.class);
    private static final int FIRST_STEP = 1;

    private final UndeliveredRows rows;
    private final Recipients recipients;
    private final NoticeLanes lanes;
    private final Notifications notifications;
    private final DeliveryProcess process;

    Undelivered(
            UndeliveredRows rows,
            Recipients recipients,
            NoticeLanes lanes,
            Notifications notifications,
            DeliveryProcess process) {
        this.rows = rows;
        this.recipients = recipients;
        this.lanes = lanes;
        this.notifications = notifications;
        this.process = process;
    }

    /** Tells of what the lane could not deliver, once. */
    @Transactional
    public void report(String laneId) {
        report(rows.unreportedIn(laneId));
    }

    /** The same of what was told without any way, in the transaction that tells. */
    @Transactional
    public void reportNotice(String noticeId) {
        report(rows.unreportedOf(noticeId));
    }

    /** With what went in the message of each: where it is the number, they did not arrive either. Notices are held in one order. */
    private void report(List<UndeliveredRows.Failed> failed) {
        List<UndeliveredRows.Failed> all = new ArrayList<>(failed);
        failed.forEach(head -> all.addAll(rows.endCompanions(head.deliveryId(), head.detail())));
        all.stream()
                .sorted(Comparator.comparing(UndeliveredRows.Failed::noticeId)
                        .thenComparing(UndeliveredRows.Failed::deliveryId))
                .forEach(this::reportDelivery);
    }

    private void reportDelivery(UndeliveredRows.Failed failed) {
        // The notice is held: of two of its deliveries that fail at once, one opens the task.
        UndeliveredRows.Told notice = rows.hold(failed.noticeId());
        if (!rows.reported(failed.deliveryId())) {
            return;
        }
        log.warn(
                "Delivery failed for good: deliveryId={} noticeId={} channel={} result={}",
                failed.deliveryId(),
                failed.noticeId(),
                failed.channel(),
                failed.detail());
        if (notice.personDecides()
                || notice.origin() != Notice.Origin.PERSON && rows.decidesOfSame(failed.noticeId(), notice)) {
            return;
        }
        rows.personDecides(failed.noticeId(), true);
        process.decide(new UndeliveredNotice(
                failed.noticeId(),
                notice.division(),
                notice.event(),
                notice.subject(),
                failed.channel(),
                failed.detail()));
        if (!rows.recalled(failed.deliveryId())) {
            alert(failed, notice);
        }
    }

    private void alert(UndeliveredRows.Failed failed, UndeliveredRows.Told notice) {
        Notice.Origin origin = switch (notice.origin()) {
            case AUTOMATIC, PERSON -> Notice.Origin.ALERT;
            case ALERT -> Notice.Origin.ALERT_ABOUT_ALERT;
            case ALERT_ABOUT_ALERT -> null;
        };
        if (origin == null) {
            return;
        }
        // Nobody is rung up at night because a reminder did not reach a customer.
        boolean urgent = notice.origin() == Notice.Origin.PERSON || notice.severity() == Severity.URGENT;
        notifications.tell(new Notice(
                "undelivered:" + failed.deliveryId(),
                ALERT,
                urgent ? Severity.URGENT : Severity.IMPORTANT,
                notice.division(),
                notice.subject(),
                new Audience.OnCall(FIRST_STEP),
                Map.of(
                        "what",
                        notice.event(),
                        "subject",
                        notice.subject(),
                        "count",
                        Integer.toString(rows.countOf(failed.noticeId())),
                        "result",
                        failed.detail(),
                        "notice",
                        failed.noticeId()),
                List.of(),
                origin));
    }

    @Override
    @Transactional
    public void name(String provider, String deliveryId, String providerId) {
        rows.name(deliveryId, provider, providerId);
    }

    /** A receipt, in the caller's transaction. What has arrived has arrived, whatever comes later. */
    @Override
    @Transactional
    public boolean take(Receipt receipt) {
        Optional<UndeliveredRows.Failed> known = rows.holdByProvider(receipt.provider(), receipt.providerId());
        if (known.isEmpty()) {
            return false;
        }
        String id = known.get().deliveryId();
        switch (receipt.state()) {
            case SENT -> rows.sent(id);
            case DELIVERED -> rows.delivered(id);
            case UNDELIVERED -> {
                if (rows.undelivered(id, receipt.detail())) {
                    report(List.of(new UndeliveredRows.Failed(
                            id, known.get().noticeId(), known.get().channel(), receipt.detail())));
                }
            }
        }
        log.info("Receipt was noted: deliveryId={} provider={} state={}", id, receipt.provider(), receipt.state());
        return true;
    }

    /**
     * Carries out what a person decided.
     *
     * @throws Problem 422 {@code nobody-reached} when it is to be sent again and there is still no way to anybody who did not get it
     */
    @Transactional
    public void decide(String noticeId, Decision decision, String by) {
        UndeliveredRows.Told notice = rows.hold(noticeId);
        int again = decision == Decision.SEND_AGAIN ? sendAgain(noticeId, notice) : 0;
        rows.personDecides(noticeId, false);
        log.info(
                "Undelivered notice was decided: noticeId={} decision={} deliveries={} by={}",
                noticeId,
                decision,
                again,
                by);
    }

    /** Once for each address, in the order in which lanes are held by those who tell. */
    private int sendAgain(String noticeId, UndeliveredRows.Told notice) {
        List<Again> all = rows.toSendAgain(noticeId).stream()
                .map(lost -> new Again(lost.deliveryId(), recipients.again(lost, notice.division())))
                .filter(one -> one.target().noWay() == null
                        && notifications.carries(notice.division(), one.target().channel()))
                .toList();
        if (all.isEmpty()) {
            throw Problem.unprocessable(
                    "nobody-reached",
                    "There is no way to anybody who did not get it. Enter an address that fits, or tell them another way and close it.",
                    new Problem.FieldError("/decision", "reaches nobody"));
        }
        for (Target target : Recipients.once(all.stream().map(Again::target).toList())) {
            NoticeLanes.Lane lane = lanes.hold(
                    target.channel(),
                    target.to(),
                    notice.subject(),
                    notice.severity() == Severity.URGENT,
                    notice.division());
            List<String> same = all.stream()
                    .filter(one -> one.target().channel() == target.channel()
                            && one.target().to().equals(target.to()))
                    .map(Again::deliveryId)
                    .toList();
            rows.copy(same.get(0), target.to(), lane.id(), lanes.nextPlace(lane));
            same.forEach(rows::sentAgain);
            if (!lane.draining()) {
                process.empty(lane.id(), lane.urgent());
            }
        }
        return all.size();
    }
}
