// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.field.workforce;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.dao.TransientDataAccessException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import org.truckroll.field.FieldProperties;
import org.truckroll.field.Visit;
import org.truckroll.field.VisitsOutside;
import org.truckroll.field.workforce.WorkOrderDesk.Standing;
import org.truckroll.lifecycle.WorkLanes;
import org.truckroll.lifecycle.WorkQueue;

/**
 * Calls workforce systems: takes the steps of {@code work-order} and {@code work-order-withdrawal} that talk with one, in threads of its own, so that
 * a system that hangs holds up nobody else. Before a call its intention is committed, after it what came, together with the step of the process.
 */
@Component
public class WorkOrderSender implements SmartLifecycle {

    /** Before the name of a system: the topic of its steps. */
    static final String TOPIC = "workforce/";

    private static final Logger log = LoggerFactory.getLogger(WorkOrderSender.class);
    private static final String ASK_STEP = "serviceTask_askThere";
    private static final String STANDING = "standing";
    private static final Duration SLACK = Duration.ofSeconds(30);
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final int SETTLE_TRIES = 5;

    private enum Call {
        LOOK_AND_SEND,
        SEND,
        LOOK,
        LOOK_AND_WITHDRAW,
        WITHDRAW
    }

    /** What is to be said, decided when it leaves. */
    private record Leaving(WorkforceSystems.System system, Call call, VisitsOutside.Job job, WorkOrder order) {}

    private final WorkQueue queue;
    private final WorkOrders workOrders;
    private final WorkOrderDesk desk;
    private final WorkOrderCalls calls;
    private final WorkforceSystems systems;
    private final VisitsOutside visits;
    private final FieldProperties properties;
    private final Clock clock;
    private final TransactionTemplate transaction;
    private final WorkLanes lanes;
    private volatile boolean running;

    WorkOrderSender(
            WorkQueue queue,
            WorkOrders workOrders,
            WorkOrderDesk desk,
            WorkOrderCalls calls,
            WorkforceSystems systems,
            VisitsOutside visits,
            FieldProperties properties,
            Clock clock,
            PlatformTransactionManager transactions) {
        this.queue = queue;
        this.workOrders = workOrders;
        this.desk = desk;
        this.calls = calls;
        this.systems = systems;
        this.visits = visits;
        this.properties = properties;
        this.clock = clock;
        this.transaction = new TransactionTemplate(transactions);
        this.lanes = new WorkLanes(
                "workforce",
                queue,
                TOPIC,
                name -> systems.find(name).map(one -> one.settings().threads()).orElse(1),
                this::take);
    }

    @Override
    public synchronized void start() {
        running = true;
        if (properties.workforceSender()) {
            lanes.start();
        }
    }

    /** Calls that are under way end by themselves, at the latest at their timeout; what is not reported is looked for before it is sent again. */
    @Override
    public synchronized void stop() {
        running = false;
        lanes.stop(PATIENCE);
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    /** Takes as many steps as this node has threads for; each result is one talk, to be run once. */
    public List<Runnable> take(String system) {
        return lanes.take(system, free -> take(system, free));
    }

    private List<Runnable> take(String system, int free) {
        Duration lock = systems.find(system)
                .map(one -> one.settings().callTimeout().multipliedBy(3))
                .orElse(Duration.ZERO)
                .plus(SLACK);
        List<WorkQueue.Item> taken = transaction.execute(status -> queue.take(TOPIC + system, free, lock));
        return taken == null
                ? List.of()
                : taken.stream().<Runnable>map(item -> () -> talk(system, item)).toList();
    }

    private void talk(String system, WorkQueue.Item item) {
        try {
            Leaving leaving = transaction.execute(status -> leave(system, item));
            if (leaving == null) {
                return;
            }
            settle(item, leaving, say(leaving));
        } catch (RuntimeException e) {
            // The step goes back when its lock runs out; the system is asked what it has before anything is sent again.
            log.error("Work order could not be dealt with: visitId={} step={}", item.businessKey(), item.step(), e);
        }
    }

    /** Settles on the rows whether anything is said at all; null when the process goes on without. */
    private @Nullable Leaving leave(String name, WorkQueue.Item item) {
        Visit visit = visits.lock(item.businessKey()).orElseThrow();
        WorkOrder order = desk.get(visit.id());
        Optional<WorkforceSystems.System> system = systems.find(name);
        if (!wanted(item, visit, order)) {
            done(item, visit, order);
            return null;
        }
        if (system.isEmpty()) {
            failed(item, visit, order, "Workforce system " + name + " is not configured");
            return null;
        }
        Instant now = clock.instant();
        switch (item.step()) {
            case ASK_STEP -> {
                return new Leaving(system.get(), Call.LOOK, visits.job(visit), order);
            }
            case WorkOrderDesk.TAKE_BACK_STEP, WorkOrderDesk.WITHDRAW_STEP -> {
                if (!order.maybeThere()) {
                    settled(item, visit, order, new Said.GivenBack());
                    return null;
                }
                Instant left = order.sentAt() == null
                        ? Instant.MIN
                        : order.sentAt().plus(system.get().settings().callTimeout());
                if (order.remoteId() == null && left.isAfter(now)) {
                    // It may still be on its way there: looked for too early it would not be found, and arrive
                    // afterwards.
                    queue.later(item, "The call that sends it is under way", Duration.between(now, left));
                    return null;
                }
                return new Leaving(
                        system.get(),
                        order.remoteId() == null || order.tries() > 0 ? Call.LOOK_AND_WITHDRAW : Call.WITHDRAW,
                        visits.job(visit),
                        order);
            }
            default -> {
                boolean unclear = order.maybeThere();
                workOrders.sending(visit.id());
                return new Leaving(system.get(), unclear ? Call.LOOK_AND_SEND : Call.SEND, visits.job(visit), order);
            }
        }
    }

    /** Whether the step still has a sense. */
    private boolean wanted(WorkQueue.Item item, Visit visit, WorkOrder order) {
        return switch (item.step()) {
            case WorkOrderDesk.WITHDRAW_STEP -> order.state() == WorkOrder.State.WITHDRAWING;
            case WorkOrderDesk.TAKE_BACK_STEP -> !visit.ended() && order.state() == WorkOrder.State.TAKING_BACK;
            case ASK_STEP -> !visit.ended() && order.state() == WorkOrder.State.TAKEN && silent(order);
            // Whoever has told us of it has it.
            default -> !visit.ended() && order.state() == WorkOrder.State.TO_SEND && order.heardAt() == null;
        };
    }

    private boolean silent(WorkOrder order) {
        Instant heard = order.heardAt();
        return heard == null
                || systems.find(order.system())
                        .map(one -> !heard.plus(one.settings().askAfter()).isAfter(clock.instant()))
                        .orElse(false);
    }

    private Said say(Leaving leaving) {
        String visitId = leaving.order().visitId();
        try {
            return switch (leaving.call()) {
                case SEND ->
                    calls.send(leaving.system(), leaving.job(), leaving.order().key());
                case LOOK -> calls.look(leaving.system(), visitId);
                case LOOK_AND_SEND -> {
                    Said found = calls.look(leaving.system(), visitId);
                    boolean there = found instanceof Said.There known && !WorkOrderCalls.over(known.state());
                    yield there || found instanceof Said.Later
                            ? found
                            : calls.send(
                                    leaving.system(),
                                    leaving.job(),
                                    leaving.order().key());
                }
                case WITHDRAW ->
                    withdraw(leaving, String.valueOf(leaving.order().remoteId()));
                case LOOK_AND_WITHDRAW -> lookAndWithdraw(leaving);
            };
        } catch (IllegalArgumentException e) {
            // The address or a header is wrong: a person must look.
            return new Said.Refused(String.valueOf(e.getMessage()));
        }
    }

    private Said lookAndWithdraw(Leaving leaving) {
        Said found = calls.look(leaving.system(), leaving.order().visitId());
        if (found instanceof Said.There there) {
            String remoteId = there.remoteId() == null ? leaving.order().remoteId() : there.remoteId();
            if (WorkOrderCalls.over(there.state())) {
                return new Said.GivenBack();
            }
            return remoteId == null
                    ? new Said.Refused("The system has it, but does not tell its id")
                    : withdraw(leaving, remoteId);
        }
        if (found instanceof Said.Refused && leaving.order().remoteId() != null) {
            return withdraw(leaving, leaving.order().remoteId());
        }
        return found instanceof Said.Absent ? new Said.GivenBack() : found;
    }

    private Said withdraw(Leaving leaving, String remoteId) {
        return calls.withdraw(
                leaving.system(),
                leaving.order().visitId(),
                remoteId,
                leaving.order().reason());
    }

    /** Writes down what came and moves the process, both or neither; again when somebody moved the same rows at the same moment. */
    private void settle(WorkQueue.Item item, Leaving leaving, Said said) {
        for (int again = 1; ; again++) {
            try {
                transaction.executeWithoutResult(status -> {
                    Visit visit = visits.lock(item.businessKey()).orElseThrow();
                    settled(item, visit, desk.get(visit.id()), said);
                });
                return;
            } catch (TransientDataAccessException e) {
                if (again < SETTLE_TRIES) {
                    continue;
                }
                // The order has gone on without this step: what the system calls it helps to withdraw it there.
                transaction.executeWithoutResult(status -> {
                    Visit visit = visits.lock(item.businessKey()).orElseThrow();
                    if (said instanceof Said.There there && desk.get(visit.id()).remoteId() == null) {
                        workOrders.named(visit.id(), there.remoteId());
                    }
                });
                log.info("Step was taken away: visitId={} step={}", item.businessKey(), item.step());
                return;
            }
        }
    }

    private void settled(WorkQueue.Item item, Visit visit, WorkOrder order, Said said) {
        if (said instanceof Said.There there) {
            workOrders.named(visit.id(), there.remoteId());
        }
        if (!stillWanted(item, visit, order)) {
            done(item, visit, order);
            return;
        }
        if (said instanceof Said.Later later) {
            later(item, visit, order, later);
        } else if (item.step().equals(ASK_STEP)) {
            asked(item, visit, order, said);
        } else if (item.step().equals(WorkOrderDesk.TAKE_BACK_STEP)
                || item.step().equals(WorkOrderDesk.WITHDRAW_STEP)) {
            withdrawalAnswered(item, visit, order, said);
        } else if (said instanceof Said.There) {
            workOrders.state(visit.id(), WorkOrder.State.TAKEN, null);
            workOrders.heard(visit.id(), null);
            visits.milestone(visit, "HANDED_OVER", order.system());
            log.info("Work order taken: visitId={} system={}", visit.id(), order.system());
            done(item, visit, desk.get(visit.id()));
        } else {
            workOrders.notThere(visit.id());
            failed(item, visit, order, said instanceof Said.Refused refused ? refused.detail() : "It does not keep it");
        }
    }

    /** As {@link #wanted}, but what was heard meanwhile does not matter: this answer is newer. */
    private boolean stillWanted(WorkQueue.Item item, Visit visit, WorkOrder order) {
        return switch (item.step()) {
            case WorkOrderDesk.WITHDRAW_STEP -> order.state() == WorkOrder.State.WITHDRAWING;
            case WorkOrderDesk.TAKE_BACK_STEP -> !visit.ended() && order.state() == WorkOrder.State.TAKING_BACK;
            case ASK_STEP -> !visit.ended() && order.state() == WorkOrder.State.TAKEN;
            default -> !visit.ended() && order.state() == WorkOrder.State.TO_SEND;
        };
    }

    private void later(WorkQueue.Item item, Visit visit, WorkOrder order, Said.Later said) {
        List<Duration> delays = systems.find(order.system())
                .map(one -> one.settings().retryDelays())
                .orElse(List.of());
        if (item.step().equals(ASK_STEP)) {
            // Its next round comes anyway.
            done(item, visit, order);
        } else if (order.tries() >= delays.size()) {
            failed(item, visit, order, said.detail());
        } else {
            Duration pause = delays.get(order.tries());
            if (said.retryAfter() != null && said.retryAfter().compareTo(pause) > 0) {
                pause = said.retryAfter();
            }
            workOrders.rests(visit.id(), order.tries() + 1, clock.instant().plus(pause), said.detail());
            queue.later(item, said.detail(), pause);
            log.info(
                    "Work order will be tried again: visitId={} system={} step={} tries={} detail={}",
                    visit.id(),
                    order.system(),
                    item.step(),
                    order.tries() + 1,
                    said.detail());
        }
    }

    /** No further try: a person decides. */
    private void failed(WorkQueue.Item item, Visit visit, WorkOrder order, String detail) {
        boolean background = item.step().equals(WorkOrderDesk.WITHDRAW_STEP);
        if (!item.step().equals(ASK_STEP)) {
            workOrders.state(visit.id(), background ? WorkOrder.State.UNCLEAR : WorkOrder.State.NOT_TAKEN, detail);
            visits.milestone(visit, background ? "WORK_ORDER_UNCLEAR" : "NOT_HANDED_OVER", order.system());
        }
        log.warn(
                "Work order did not come through: visitId={} system={} step={} detail={}",
                visit.id(),
                order.system(),
                item.step(),
                detail);
        done(item, visit, desk.get(visit.id()));
    }

    private void asked(WorkQueue.Item item, Visit visit, WorkOrder order, Said said) {
        String gone = said instanceof Said.Absent
                ? "The system does not know it any more"
                : said instanceof Said.There there && WorkOrderCalls.over(there.state())
                        ? "The system says that it is " + there.state()
                        : null;
        if (gone == null) {
            workOrders.heard(
                    visit.id(),
                    said instanceof Said.There there
                            ? "Asked, the system says that it is " + there.state()
                            : "The system cannot be asked: " + ((Said.Refused) said).detail());
            done(item, visit, order);
            return;
        }
        workOrders.notThere(visit.id());
        workOrders.state(visit.id(), WorkOrder.State.NOT_TAKEN, gone);
        visits.dropped(visit, order.system());
        visits.milestone(visit, "NOT_DONE_THERE", order.system());
        done(item, visit, order);
        visits.settled(visit);
    }

    private void withdrawalAnswered(WorkQueue.Item item, Visit visit, WorkOrder order, Said said) {
        boolean background = item.step().equals(WorkOrderDesk.WITHDRAW_STEP);
        if (said instanceof Said.GivenBack) {
            if (background) {
                workOrders.state(visit.id(), WorkOrder.State.WITHDRAWN, null);
            } else {
                desk.givenBack(visit, order);
                visit = visits.lock(visit.id()).orElseThrow();
            }
        } else if (said instanceof Said.TooLate late) {
            workOrders.state(
                    visit.id(),
                    background ? WorkOrder.State.TOO_LATE : WorkOrder.State.TAKEN,
                    "It cannot be withdrawn: " + late.detail());
            visits.milestone(visit, "WITHDRAWAL_REFUSED", order.system());
        } else {
            failed(item, visit, order, said instanceof Said.Refused refused ? refused.detail() : "No answer");
            return;
        }
        log.info(
                "Withdrawal answered: visitId={} system={} answer={}",
                visit.id(),
                order.system(),
                said.getClass().getSimpleName());
        done(item, visit, desk.get(visit.id()));
    }

    private void done(WorkQueue.Item item, Visit visit, WorkOrder order) {
        Standing standing = item.step().equals(WorkOrderDesk.WITHDRAW_STEP)
                ? WorkOrderDesk.withdrawal(order)
                : WorkOrderDesk.standing(visit, order);
        if (standing == Standing.SEND && order.heardAt() != null) {
            // The system has told us of it before our call came back.
            workOrders.state(visit.id(), WorkOrder.State.TAKEN, order.detail());
            standing = Standing.TAKEN;
        }
        queue.done(item, Map.of(STANDING, standing.name(), "askEvery", desk.askEvery(order.system())));
    }
}
