// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.people;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;
import org.truckroll.people.WorkInHand.Item;
import org.truckroll.people.WorkInHand.Target;
import org.truckroll.shared.Ids;
import org.truckroll.shared.Problem;
import org.truckroll.shared.Problem.FieldError;

/**
 * Keeps the tree of a division. A crew keeps its id when its name changes, so renaming harms no open work; moving it to another division or
 * taking it away while it has some is refused (HCDC-44, HCDC-45).
 */
@Service
public class Organisation {

    private static final Logger log = LoggerFactory.getLogger(Organisation.class);

    /** An area is named as in the points, with dots; a crew is a group of the engine, which knows none. */
    private static final Pattern ID = Pattern.compile("[a-z0-9][a-z0-9_.-]{0,59}");

    private static final Pattern GROUP_ID = Pattern.compile("[a-z0-9][a-z0-9_-]{0,53}");
    private static final int LONGEST_NAME = 200;

    /** What a keeper sends; null leaves it as it is. */
    public record Wish(
            @Nullable String id,
            @Nullable String parent,
            @Nullable String division,
            OrgUnit.@Nullable Kind kind,
            @Nullable String name,
            @Nullable Boolean active) {}

    private final OrgUnits units;
    private final Persons persons;
    private final Keepers keepers;
    private final Identities identities;
    private final HandOver work;
    private final OrganisationRights rights;
    private final SourceProperties source;

    Organisation(
            OrgUnits units,
            Persons persons,
            Keepers keepers,
            Identities identities,
            HandOver work,
            OrganisationRights rights,
            SourceProperties source) {
        this.units = units;
        this.persons = persons;
        this.keepers = keepers;
        this.identities = identities;
        this.work = work;
        this.rights = rights;
        this.source = source;
    }

    /** Whether people-admins may change the tree, or only choose from it (HCDC-29). */
    public interface OrganisationRights {
        boolean keptByPeopleAdmins();
    }

    /** All units that the caller may see. */
    public List<OrgUnit> visible(Caller caller) {
        Set<String> divisions = keepers.divisionsSeen(caller);
        return units.all().stream()
                .filter(unit -> divisions == null || divisions.contains(unit.division()))
                .toList();
    }

    /** @throws Problem 404 also for a unit of another division */
    public OrgUnit visible(String id, Caller caller) {
        return units.find(id)
                .filter(unit -> keepers.sees(caller, unit.division()))
                .orElseThrow(() -> Problem.notFound("unit", id));
    }

    public List<Item> workOf(String id, Caller caller) {
        OrgUnit unit = visible(id, caller);
        return unit.kind() == OrgUnit.Kind.GROUP ? work.ofGroup(id) : List.of();
    }

    /** @throws Problem 404 for another division; 409 {@code id-taken}; 422 {@code invalid-unit} */
    @Transactional
    public OrgUnit add(Wish wish, Caller caller) {
        List<FieldError> errors = new ArrayList<>();
        if (wish.kind() == null) {
            errors.add(new FieldError("/kind", "must be CITY, AREA or GROUP"));
        }
        if (wish.division() == null) {
            errors.add(new FieldError("/division", "required"));
        } else {
            keepers.requireKept(caller, wish.division());
            requireRight(caller);
        }
        if (source.keepsUnits() && wish.kind() != OrgUnit.Kind.CITY) {
            throw Problem.conflict(
                    "kept-by-source",
                    "Areas and crews are kept by the source '" + source.name() + "'; add them there.");
        }
        if (wish.name() == null) {
            errors.add(new FieldError("/name", "required"));
        }
        name(wish.name(), errors);
        boolean crew = wish.kind() == OrgUnit.Kind.GROUP;
        if (wish.id() != null && !(crew ? GROUP_ID : ID).matcher(wish.id()).matches()) {
            errors.add(new FieldError(
                    "/id",
                    crew
                            ? "1 to 54 small letters, digits and _ - beginning with a letter or a digit"
                            : "1 to 60 small letters, digits and _ . - beginning with a letter or a digit"));
        }
        requireValid(errors);
        OrgUnit.Kind kind = java.util.Objects.requireNonNull(wish.kind());
        String division = java.util.Objects.requireNonNull(wish.division());
        String id = id(wish.id(), kind);
        String parent = wish.parent() == null && kind != OrgUnit.Kind.CITY ? OrgUnit.cityOf(division) : wish.parent();
        OrgUnit unit = new OrgUnit(
                id,
                parent,
                division,
                kind,
                String.valueOf(wish.name()).strip(),
                Person.LOCAL,
                null,
                wish.active() == null || wish.active());
        requireParent(unit);
        if (units.find(id).isPresent()) {
            throw Problem.conflict("id-taken", "The unit '" + id + "' exists.");
        }
        put(unit);
        log.info("Unit was added: unit={} kind={} division={} by={}", id, kind, division, caller.id());
        return unit;
    }

    private static String id(@Nullable String wanted, OrgUnit.Kind kind) {
        if (kind == OrgUnit.Kind.GROUP) {
            return wanted == null
                    ? People.FIELD + Ids.next()
                    : wanted.startsWith(People.FIELD) ? wanted : People.FIELD + wanted;
        }
        return wanted == null ? kind.name().toLowerCase(java.util.Locale.ROOT) + "-" + Ids.next() : wanted;
    }

    /** @throws Problem 409 {@code open-work} when a crew with open work would change its division or stop; {@code kept-by-source} */
    @Transactional
    public OrgUnit change(String id, Wish wish, Caller caller) {
        OrgUnit before = kept(id, caller);
        List<FieldError> errors = new ArrayList<>();
        if (wish.id() != null && !wish.id().equals(id)) {
            errors.add(new FieldError("/id", "cannot be changed"));
        }
        if (wish.kind() != null && wish.kind() != before.kind()) {
            errors.add(new FieldError("/kind", "cannot be changed"));
        }
        name(wish.name(), errors);
        requireValid(errors);
        OrgUnit after = before;
        if (wish.name() != null) {
            after = after.renamed(wish.name().strip());
        }
        String division = wish.division() == null ? before.division() : wish.division();
        if (!division.equals(before.division())) {
            keepers.requireKept(caller, division);
            String parent = before.kind() == OrgUnit.Kind.CITY ? null : OrgUnit.cityOf(division);
            after = after.moved(wish.parent() == null ? parent : wish.parent(), division);
        } else if (wish.parent() != null) {
            after = after.moved(wish.parent(), division);
        }
        if (wish.active() != null) {
            after = after.active(wish.active());
        }
        requireParent(after);
        boolean moves = !after.division().equals(before.division());
        boolean stops = before.active() && !after.active();
        if (moves || stops) {
            requireEmpty(before, moves);
        }
        put(after);
        log.info("Unit was changed: unit={} by={}", id, caller.id());
        return after;
    }

    /**
     * Takes a unit out of use; its record stays for what was done there.
     *
     * @throws Problem 409 {@code open-work}, {@code not-empty}
     */
    @Transactional
    public void remove(String id, Caller caller) {
        OrgUnit unit = kept(id, caller);
        if (!unit.active()) {
            return;
        }
        requireEmpty(unit, false);
        if (unit.kind() == OrgUnit.Kind.GROUP && !persons.membersOf(id).isEmpty()) {
            throw Problem.conflict("not-empty", "Group '" + id + "' still has members.")
                    .with("members", persons.membersOf(id));
        }
        put(unit.active(false));
        log.info("Unit was taken out of use: unit={} by={}", id, caller.id());
    }

    /** Gives all open work of a crew to another one or to a person, in one transaction. */
    @Transactional
    public List<Item> handOver(String id, @Nullable Target to, String reason, Caller caller) {
        OrgUnit unit = visible(id, caller);
        if (!keepers.handsOver(caller, unit.division())) {
            throw Problem.forbidden("You may not do this to '" + id + "'.");
        }
        if (to == null) {
            throw Problem.unprocessable(
                    "successor-not-possible",
                    "Name who takes the work over: a person or a group.",
                    new FieldError("/group", "required, or person"));
        }
        if (unit.kind() != OrgUnit.Kind.GROUP || id.equals(to.group())) {
            throw Problem.unprocessable(
                    "successor-not-possible",
                    "Only a crew hands work over, and to another one.",
                    new FieldError("/group", "cannot take over"));
        }
        return work.fromGroup(id, to, reason, caller.id());
    }

    /**
     * A crew of the configuration, which keeps its name, or one of the demo, which whoever tries it may change. A crew with open work stays in
     * its division.
     */
    @Transactional
    public void configure(String id, String division, String name, String source) {
        Optional<OrgUnit> known = units.find(id);
        if (known.isPresent() && Person.LOCAL.equals(source)) {
            return;
        }
        if (known.isPresent() && known.get().division().equals(division)) {
            units.put(new OrgUnit(id, known.get().parent(), division, OrgUnit.Kind.GROUP, name, source, null, true));
            return;
        }
        units.lock(id);
        if (known.isPresent() && !work.ofGroup(id).isEmpty()) {
            log.warn(
                    "Crew stays where it is, because it has open work: group={} division={} configured={}",
                    id,
                    known.get().division(),
                    division);
            return;
        }
        units.put(new OrgUnit(id, OrgUnit.cityOf(division), division, OrgUnit.Kind.GROUP, name, source, null, true));
    }

    /** The city that every division has. */
    @Transactional
    public void configureDivision(String division, String name) {
        if (units.find(OrgUnit.cityOf(division)).isEmpty()) {
            units.put(new OrgUnit(
                    OrgUnit.cityOf(division), null, division, OrgUnit.Kind.CITY, name, Person.LOCAL, null, true));
        }
    }

    private void put(OrgUnit unit) {
        units.put(unit);
        if (unit.kind() == OrgUnit.Kind.GROUP) {
            if (unit.active()) {
                identities.putGroup(unit.id(), unit.name());
            } else {
                identities.removeGroup(unit.id());
            }
        }
    }

    private OrgUnit kept(String id, Caller caller) {
        OrgUnit unit = visible(id, caller);
        if (!keepers.keeps(caller, unit.division())) {
            throw Problem.forbidden("You may not change '" + id + "'.");
        }
        requireRight(caller);
        unit = units.lock(id).orElse(unit);
        if (!Person.LOCAL.equals(unit.source())) {
            throw Problem.conflict(
                    "kept-by-source", "'" + id + "' is kept by the source '" + unit.source() + "'; change it there.");
        }
        return unit;
    }

    private void requireRight(Caller caller) {
        if (!rights.keptByPeopleAdmins() && !caller.in(People.ADMINS)) {
            throw Problem.forbidden("The organisation is kept by administrators (truckroll.people.organisation).");
        }
    }

    private void requireEmpty(OrgUnit unit, boolean moves) {
        List<String> children = units.childrenOf(unit.id()).stream()
                .filter(OrgUnit::active)
                .map(OrgUnit::id)
                .toList();
        if (!children.isEmpty()) {
            throw Problem.conflict("not-empty", "Unit '" + unit.id() + "' still has units below it.")
                    .with("units", children);
        }
        if (unit.kind() == OrgUnit.Kind.GROUP) {
            work.requireNoneOfGroup(unit.id());
            if (moves && !persons.membersOf(unit.id()).isEmpty()) {
                throw Problem.conflict("not-empty", "Group '" + unit.id() + "' still has members.")
                        .with("members", persons.membersOf(unit.id()));
            }
        }
    }

    private void requireParent(OrgUnit unit) {
        OrgUnit parent =
                unit.parent() == null ? null : units.find(unit.parent()).orElse(null);
        boolean fits = unit.parent() == null
                ? unit.kind().mayHangOn(null)
                : parent != null
                        && parent.active()
                        && parent.division().equals(unit.division())
                        && !parent.id().equals(unit.id())
                        && unit.kind().mayHangOn(parent.kind());
        if (!fits) {
            throw Problem.unprocessable(
                    "invalid-unit",
                    "The unit has 1 fault(s). Nothing was changed.",
                    new FieldError(
                            "/parent",
                            switch (unit.kind()) {
                                case CITY -> "a city has none";
                                case AREA -> "must be an active city of the division";
                                case GROUP -> "must be an active city or area of the division";
                            }));
        }
    }

    private static void name(@Nullable String name, List<FieldError> errors) {
        if (name != null && (name.isBlank() || name.length() > LONGEST_NAME || name.indexOf('\u0000') >= 0)) {
            errors.add(new FieldError("/name", "1 to " + LONGEST_NAME + " characters"));
        }
    }

    private static void requireValid(List<FieldError> errors) {
        if (!errors.isEmpty()) {
            throw Problem.unprocessable(
                    "invalid-unit",
                    "The unit has " + errors.size() + " fault(s). Nothing was changed.",
                    errors.toArray(FieldError[]::new));
        }
    }
}
