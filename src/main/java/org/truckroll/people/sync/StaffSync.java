// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.people.sync;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;
import org.truckroll.people.Caller;
import org.truckroll.people.OrgUnit;
import org.truckroll.people.Person;
import org.truckroll.people.SourceCalls;
import org.truckroll.people.SourceFault;
import org.truckroll.people.SourceProperties;
import org.truckroll.people.SourceStaff;
import org.truckroll.people.SyncProcess;
import org.truckroll.shared.Ids;
import org.truckroll.shared.Page;
import org.truckroll.shared.Problem;

/**
 * Reads the source of the staff, one page in a step of the process {@code staff-sync}, so that a node that dies repeats one page. What is listed
 * is taken at once; who is not active or not listed any more is switched off at the end, and only when they are not suspiciously many.
 */
@Service
public class StaffSync {

    private static final Logger log = LoggerFactory.getLogger(StaffSync.class);

    private static final String TIMER = "timer";
    /** So few may always leave: a percentage means nothing in a small staff. */
    private static final int FEW = 2;

    private static final int SWITCHED_OFF_AT_ONCE = 25;
    private static final Duration LONGEST_DELAY = Duration.ofHours(1);

    /** What comes after a step. */
    public enum Next {
        /** The next page, or the next people to switch off. */
        MORE,
        /** The same page, later. */
        LATER,
        /** Everything is read. */
        LISTED,
        DONE,
        STOPPED,
        FAILED
    }

    /** @param at when a source that is out of reach is asked again */
    public record Step(Next next, @Nullable Instant at) {}

    private final SyncRuns runs;
    private final SourceStaff staff;
    private final SyncProcess process;
    private final SourceProperties settings;
    private final Clock clock;
    private final @Nullable Feed feed;

    StaffSync(
            SyncRuns runs,
            SourceStaff staff,
            SyncProcess process,
            SourceCalls calls,
            SourceProperties settings,
            ObjectMapper json,
            Clock clock) {
        this.runs = runs;
        this.staff = staff;
        this.process = process;
        this.settings = settings;
        this.clock = clock;
        this.feed = switch (settings.kind()) {
            case NONE -> null;
            case CSV -> new CsvFeed(settings);
            case SCIM -> new ScimFeed(settings, calls, json);
        };
    }

    /** Begins the run whose time has come; empty when there is no source, or another run is under way. */
    @Transactional
    public Optional<String> beginScheduled() {
        if (feed == null || !settings.scheduled() || !runs.takeTurn(settings.name())) {
            return Optional.empty();
        }
        return Optional.of(begun(TIMER, false, false));
    }

    /**
     * Begins a run that somebody asks for.
     *
     * @param complete asks for everybody, not only for what has changed
     * @param allowLeavers switches off however many have gone
     * @throws Problem 409 {@code no-source}, {@code sync-running}
     */
    @Transactional
    public SyncRun begin(boolean complete, boolean allowLeavers, Caller caller) {
        if (feed == null) {
            throw Problem.conflict("no-source", "People are kept here: truckroll.people.source.kind is NONE.");
        }
        if (complete && !feed.canBeComplete()) {
            throw Problem.conflict("no-listing", "The source tells changes only (truckroll.people.source.complete).");
        }
        if (!runs.takeTurn(settings.name())) {
            throw Problem.conflict("sync-running", "The source is being read already.");
        }
        String id = begun(caller.id(), complete, allowLeavers);
        process.start(id);
        return runs.find(id).orElseThrow();
    }

    private String begun(String by, boolean complete, boolean allowLeavers) {
        String id = Ids.next();
        SyncRuns.Turn turn = runs.turn(settings.name());
        Instant last = turn.complete();
        boolean due = complete
                || turn.cursor() == null
                || feed != null
                        && feed.canBeComplete()
                        && (last == null || !clock.instant().isBefore(last.plus(settings.completeEvery())));
        boolean whole = feed != null && feed.canBeComplete() && (due || feed.alwaysComplete());
        Instant since = due || turn.cursor() == null ? null : turn.cursor().minus(settings.overlap());
        runs.begin(id, settings.name(), by, whole, allowLeavers, since);
        log.info("Staff-sync began: run={} source={} complete={} by={}", id, settings.name(), whole, by);
        return id;
    }

    public Page<SyncRun> list(Page.Request page) {
        return page.page(runs.list(page), SyncRun::id);
    }

    /** @throws Problem 404 */
    public SyncRun get(String id) {
        return runs.find(id).orElseThrow(() -> Problem.notFound("run", id));
    }

    /** The first thousand. */
    public Page<SyncRun.Fault> faults(String id, Page.Request page) {
        get(id);
        return page.page(runs.faults(id, page), fault -> String.valueOf(fault.no()));
    }

    /** Reads the next page and takes what it says. */
    @Transactional
    public Step readNext(String id) {
        SyncRuns.Standing standing = runs.standing(id);
        if (standing.run().state() != SyncRun.State.RUNNING || feed == null) {
            return failed(standing, "The source is not configured any more");
        }
        return switch (standing.phase()) {
            case UNITS -> read(feed, standing, Feed.Kind.UNIT, SyncRuns.Phase.PEOPLE);
            case PEOPLE -> read(feed, standing, Feed.Kind.PERSON, SyncRuns.Phase.JUDGE);
            case JUDGE, SWITCH_OFF -> new Step(Next.LISTED, null);
        };
    }

    private Step read(Feed source, SyncRuns.Standing standing, Feed.Kind kind, SyncRuns.Phase after) {
        Feed.Answer answer = source.read(kind, standing.since(), standing.place());
        if (answer instanceof Feed.Failed fault) {
            return failed(standing, fault.detail());
        }
        if (answer instanceof Feed.Later later) {
            return later(standing, later);
        }
        Tally tally = new Tally(runs, standing);
        String next = null;
        if (answer instanceof Feed.Rows rows) {
            // Areas before the crews that hang on them.
            rows.rows().stream()
                    .sorted(Comparator.comparing((Row row) -> !row.isArea()))
                    .forEach(row -> take(kind, row, standing, tally));
            tally.blind |= !rows.whole();
            next = rows.next();
        }
        SyncRuns.Phase phase = next == null ? after : standing.phase();
        runs.progress(tally.at(phase, next, standing.run().detail()));
        return new Step(phase == SyncRuns.Phase.JUDGE ? Next.LISTED : Next.MORE, null);
    }

    private Step later(SyncRuns.Standing standing, Feed.Later later) {
        int tries = standing.tries() + 1;
        if (tries > settings.retries()) {
            return failed(standing, "Asked in vain " + tries + " times: " + later.detail());
        }
        runs.progress(new SyncRuns.Standing(
                new Tally(runs, standing)
                        .at(standing.phase(), standing.place(), later.detail())
                        .run(),
                standing.phase(),
                standing.allowLeavers(),
                standing.blind(),
                standing.since(),
                standing.place(),
                tries,
                standing.newest(),
                standing.faulty()));
        Duration wish = later.retryAfter();
        Duration delay = wish == null || wish.compareTo(settings.retryDelay()) < 0
                ? settings.retryDelay()
                : wish.compareTo(LONGEST_DELAY) > 0 ? LONGEST_DELAY : wish;
        return new Step(Next.LATER, clock.instant().plus(delay));
    }

    private Step failed(SyncRuns.Standing standing, String detail) {
        if (standing.run().state() == SyncRun.State.RUNNING) {
            runs.end(standing.run().id(), SyncRun.State.FAILED, detail);
            log.warn(
                    "Staff-sync failed: run={} source={} reason={}",
                    standing.run().id(),
                    settings.name(),
                    detail);
        }
        return new Step(Next.FAILED, null);
    }

    private void take(Feed.Kind kind, Row row, SyncRuns.Standing standing, Tally tally) {
        tally.listed++;
        Instant again = standing.since() == null ? Instant.EPOCH : standing.since();
        try {
            Instant updated = row.updated();
            tally.updated(updated);
            again = updated == null ? again : updated;
            String id = row.requireId();
            boolean stays = row.active() && (kind == Feed.Kind.UNIT || row.taken(settings));
            if (!runs.seen(standing.run().id(), kind, id, !stays)) {
                throw new SourceFault("'" + id + "' is listed twice");
            }
            taken(kind, row, id, stays, standing.since(), again, tally);
        } catch (SourceFault e) {
            if (row.hasId()) {
                // Listed all the same: it is not missing, and what is known of it stays.
                runs.seen(standing.run().id(), kind, String.valueOf(row.id()), false);
            } else {
                tally.blind = true;
            }
            tally.fault(kind, row.line(), row.id(), again, String.valueOf(e.getMessage()));
        }
    }

    private void taken(
            Feed.Kind kind, Row row, String id, boolean stays, @Nullable Instant since, Instant again, Tally tally) {
        Optional<SyncRuns.Said> before = runs.said(settings.name(), kind, id);
        if (kind == Feed.Kind.PERSON && !row.taken(settings)) {
            return;
        }
        SyncRuns.Said now = new SyncRuns.Said(stays, digest(row));
        // Everybody is compared from time to time, also whose row is as it was: somebody may have changed the record
        // here.
        if (since != null && before.isPresent() && before.get().equals(now)) {
            return;
        }
        List<String> remarks = List.of();
        SourceStaff.Change change;
        if (kind == Feed.Kind.UNIT) {
            change = staff.put(row.unit(settings));
            tally.unitsAdded += change == SourceStaff.Change.ADDED ? 1 : 0;
            tally.unitsChanged += change == SourceStaff.Change.CHANGED ? 1 : 0;
            if (change != SourceStaff.Change.NONE) {
                // Who could not be put into it may be put into it now.
                runs.lookAgain(settings.name());
            }
        } else {
            SourceStaff.Applied applied = staff.put(
                    row.person(settings), before.map(SyncRuns.Said::active).orElse(null));
            remarks = applied.remarks();
            tally.added += applied.change() == SourceStaff.Change.ADDED ? 1 : 0;
            tally.changed += applied.change() == SourceStaff.Change.CHANGED ? 1 : 0;
            tally.enabled += applied.change() == SourceStaff.Change.ENABLED ? 1 : 0;
        }
        remarks.forEach(remark -> tally.fault(kind, row.line(), id, again, remark));
        // Who goes is noted when the login is off; what could not be done as a whole is tried again.
        if (stays) {
            runs.say(settings.name(), kind, id, remarks.isEmpty() ? now : new SyncRuns.Said(true, ""));
        }
    }

    /** Switches off who has gone, some at a time; the first time it asks whether that can be true. */
    @Transactional
    public Step switchOff(String id) {
        SyncRuns.Standing standing = runs.standing(id);
        if (standing.run().state() != SyncRun.State.RUNNING) {
            return new Step(Next.FAILED, null);
        }
        Tally tally = new Tally(runs, standing);
        List<Person> active = staff.active();
        List<Person> leavers = leavers(standing, active);
        if (standing.phase() == SyncRuns.Phase.JUDGE
                && !standing.allowLeavers()
                && leavers.size() > FEW
                && leavers.size() * 100L > (long) active.size() * settings.maxLeavers()) {
            String words = "The source has let " + leavers.size() + " of " + active.size()
                    + " people go, more than truckroll.people.source.max-leavers=" + settings.maxLeavers()
                    + " percent. Nobody was switched off. Look at the source; if it is right, ask for a run with allowLeavers.";
            runs.end(id, SyncRun.State.STOPPED, words);
            log.warn(
                    "Staff-sync stopped: run={} source={} leavers={} active={}",
                    id,
                    settings.name(),
                    leavers.size(),
                    active.size());
            return new Step(Next.STOPPED, null);
        }
        int begin = standing.phase() == SyncRuns.Phase.JUDGE || standing.place() == null
                ? 0
                : Integer.parseInt(standing.place());
        // Those who could not be switched off stay at the front of the list.
        int end = Math.min(leavers.size(), begin + SWITCHED_OFF_AT_ONCE);
        int refused = begin;
        for (Person person : leavers.subList(Math.min(begin, end), end)) {
            String sourceId = String.valueOf(person.sourceId());
            try {
                staff.off(person, "switched off or not listed at the source '" + settings.name() + "'");
                runs.say(settings.name(), Feed.Kind.PERSON, sourceId, new SyncRuns.Said(false, ""));
                tally.disabled++;
            } catch (SourceFault e) {
                refused++;
                tally.fault(Feed.Kind.PERSON, 0, sourceId, null, String.valueOf(e.getMessage()));
            }
        }
        if (end < leavers.size()) {
            runs.progress(tally.at(SyncRuns.Phase.SWITCH_OFF, String.valueOf(refused), null));
            return new Step(Next.MORE, null);
        }
        unitsOff(standing, tally);
        return done(standing, tally);
    }

    private List<Person> leavers(SyncRuns.Standing standing, List<Person> active) {
        String id = standing.run().id();
        Set<String> gone = runs.seen(id, Feed.Kind.PERSON, true);
        Set<String> here = runs.seen(id, Feed.Kind.PERSON, false);
        boolean missing = standing.run().complete() && !standing.blind();
        return active.stream()
                .filter(person -> gone.contains(person.sourceId()) || missing && !here.contains(person.sourceId()))
                .toList();
    }

    private void unitsOff(SyncRuns.Standing standing, Tally tally) {
        String id = standing.run().id();
        Set<String> gone = runs.seen(id, Feed.Kind.UNIT, true);
        Set<String> here = runs.seen(id, Feed.Kind.UNIT, false);
        boolean missing = standing.run().complete() && !standing.blind() && settings.keepsUnits();
        for (OrgUnit unit : staff.activeUnits()) {
            String sourceId = String.valueOf(unit.sourceId());
            if (gone.contains(sourceId) || missing && !here.contains(sourceId)) {
                try {
                    staff.off(unit);
                    runs.say(settings.name(), Feed.Kind.UNIT, sourceId, new SyncRuns.Said(false, ""));
                    tally.unitsDisabled++;
                } catch (SourceFault e) {
                    tally.fault(Feed.Kind.UNIT, 0, sourceId, null, String.valueOf(e.getMessage()));
                }
            }
        }
    }

    private Step done(SyncRuns.Standing standing, Tally tally) {
        SyncRun run = standing.run();
        Instant cursor = tally.newest;
        if (cursor != null && tally.faulty != null && !tally.faulty.isAfter(cursor)) {
            // What could not be taken is read again.
            cursor = tally.faulty.minusMillis(1);
        }
        String detail = run.complete() && tally.blind
                ? "Not everybody could be recognised in the listing, so nobody counts as missing."
                : null;
        runs.progress(tally.at(SyncRuns.Phase.SWITCH_OFF, null, detail));
        runs.known(
                settings.name(),
                cursor,
                run.complete() && standing.since() == null && !tally.blind ? run.startedAt() : null);
        runs.end(run.id(), SyncRun.State.DONE, detail);
        log.info(
                "Staff-sync ended: run={} source={} listed={} added={} changed={} enabled={} disabled={} faults={}",
                run.id(),
                settings.name(),
                tally.listed,
                tally.added,
                tally.changed,
                tally.enabled,
                tally.disabled,
                tally.faults);
        return new Step(Next.DONE, null);
    }

    /** With the settings that say what becomes of a row: a new template renames crews whose rows are as they were. */
    private String digest(Row row) {
        try {
            String all = row.fields() + "\n" + settings.groupName() + settings.roles() + settings.divisions()
                    + settings.division() + settings.specialities();
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(all.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("SHA-256 is missing in this Java runtime", e);
        }
    }
}
