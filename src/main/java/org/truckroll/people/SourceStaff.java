// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.people;

import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.stereotype.Component;
import org.truckroll.shared.Ids;
import org.truckroll.shared.Problem.FieldError;

/**
 * Brings what a source says into our records (HCDC-35, HCDC-36, HCDC-43, HCDC-44): ids stay, a new name is a renaming, nobody is deleted, and
 * open work keeps its crew and its person. Joins the caller's transaction; a fault is thrown before anything was changed and leaves the
 * transaction whole.
 */
@Component
@EnableConfigurationProperties(SourceProperties.class)
public class SourceStaff {

    private static final Logger log = LoggerFactory.getLogger(SourceStaff.class);

    private static final String BY = "staff-sync";
    private static final Pattern CREW = Pattern.compile("field-[a-z0-9_-]{1,54}");
    private static final Pattern AREA = Pattern.compile("[a-z0-9][a-z0-9_.-]{0,59}");
    private static final int LONGEST_NAME = 200;
    private static final Map<String, String> ROLES = Map.of(
            "dispatchers", People.DISPATCHERS,
            "work-leaders", People.WORK_LEADERS,
            "people-admins", People.PEOPLE_ADMINS,
            "operators", People.OPERATORS);

    /** What became of a row. */
    public enum Change {
        NONE,
        ADDED,
        CHANGED,
        ENABLED
    }

    /** @param remarks what could not be done of it now; the row is to be read again */
    public record Applied(Change change, List<String> remarks) {}

    private final Persons persons;
    private final OrgUnits units;
    private final People people;
    private final Identities identities;
    private final HandOver work;
    private final Staff staff;
    private final LeaveProcess leave;
    private final SourceProperties settings;
    private final Clock clock;

    SourceStaff(
            Persons persons,
            OrgUnits units,
            People people,
            Identities identities,
            HandOver work,
            Staff staff,
            LeaveProcess leave,
            SourceProperties settings,
            Clock clock) {
        this.persons = persons;
        this.units = units;
        this.people = people;
        this.identities = identities;
        this.work = work;
        this.staff = staff;
        this.leave = leave;
        this.settings = settings;
        this.clock = clock;
    }

    /** Administrators are made by administrators only. */
    static boolean isRole(String role) {
        return ROLES.containsKey(role) || People.CENTRAL_ROLES.contains(role) && !People.ADMINS.equals(role);
    }

    /**
     * An area or a crew of the source.
     *
     * @throws SourceFault nothing was changed
     */
    public Change put(SourceUnit row) {
        if (row.kind() == OrgUnit.Kind.CITY) {
            throw new SourceFault("a city is a division, and those stand in truckroll.people.divisions");
        }
        requireDivision(row.division());
        OrgUnit parent = parent(row);
        Optional<OrgUnit> known = units.bySource(settings.name(), row.id());
        if (known.isEmpty() && !row.active()) {
            return Change.NONE;
        }
        String name = row.kind() == OrgUnit.Kind.GROUP
                ? crewName(row, parent)
                : row.name().strip();
        if (name.isBlank() || name.length() > LONGEST_NAME || name.indexOf('\u0000') >= 0) {
            throw new SourceFault("the name has 1 to " + LONGEST_NAME + " characters");
        }
        OrgUnit before = known.orElseGet(() -> adopted(row));
        if (before != null && before.kind() != row.kind()) {
            throw new SourceFault(
                    "'" + before.id() + "' is " + before.kind() + " here and cannot become " + row.kind());
        }
        if (before != null && !before.division().equals(row.division())) {
            units.lock(before.id());
            requireMovable(before, row.division());
        }
        OrgUnit after = new OrgUnit(
                before == null ? newId(row) : before.id(),
                parent.id(),
                row.division(),
                row.kind(),
                name,
                settings.name(),
                row.id(),
                before != null && !row.active() ? before.active() : row.active());
        if (after.equals(before)) {
            return Change.NONE;
        }
        units.put(after);
        if (after.kind() == OrgUnit.Kind.GROUP && after.active()) {
            identities.putGroup(after.id(), after.name());
        }
        log.info("Unit came from the source: unit={} source={} new={}", after.id(), settings.name(), before == null);
        return before == null ? Change.ADDED : Change.CHANGED;
    }

    private OrgUnit parent(SourceUnit row) {
        if (row.parent() == null) {
            return units.find(OrgUnit.cityOf(row.division()))
                    .orElseThrow(() -> new SourceFault("division '" + row.division() + "' has no city"));
        }
        OrgUnit parent = units.bySource(settings.name(), row.parent())
                .or(() -> units.find(row.parent()))
                .orElseThrow(() -> new SourceFault("there is no unit '" + row.parent() + "' to hang it on"));
        if (!parent.active()
                || !parent.division().equals(row.division())
                || !row.kind().mayHangOn(parent.kind())) {
            throw new SourceFault("it cannot hang on '" + row.parent() + "'");
        }
        return parent;
    }

    private String crewName(SourceUnit row, OrgUnit parent) {
        String area = parent.kind() == OrgUnit.Kind.AREA ? parent.name() : "";
        String city =
                units.find(OrgUnit.cityOf(row.division())).map(OrgUnit::name).orElse(row.division());
        // Without an area what stands between it and its neighbour goes too: "City. post" would be a strange name.
        String template =
                area.isEmpty() ? settings.groupName().replaceAll("[.,/_-]?\\s*\\{area}", "") : settings.groupName();
        return template.replace("{area}", area)
                .replace("{city}", city)
                .replace("{division}", row.division())
                .replace("{name}", row.name().strip())
                .strip();
    }

    private @Nullable OrgUnit adopted(SourceUnit row) {
        OrgUnit local = units.find(row.id())
                .or(() -> units.find(People.FIELD + row.id()))
                .orElse(null);
        if (local == null || row.kind() == OrgUnit.Kind.GROUP && local.kind() != OrgUnit.Kind.GROUP) {
            return null;
        }
        if (!settings.adopt() || !Person.LOCAL.equals(local.source())) {
            throw new SourceFault("the unit '" + local.id() + "' is kept by " + local.source() + " here");
        }
        return local;
    }

    /** An area has the id by which service points name it, if the source gives that; a crew's id begins as all of them do. */
    private String newId(SourceUnit row) {
        boolean group = row.kind() == OrgUnit.Kind.GROUP;
        String prefix = group ? People.FIELD : "area-";
        String id = !group || row.id().startsWith(prefix) ? row.id() : prefix + row.id();
        return (group ? CREW : AREA).matcher(id).matches() && units.find(id).isEmpty() ? id : prefix + Ids.next();
    }

    private void requireMovable(OrgUnit unit, String division) {
        if (units.childrenOf(unit.id()).stream().anyMatch(OrgUnit::active)) {
            throw new SourceFault(
                    "'" + unit.id() + "' has units below it and cannot move to division '" + division + "'");
        }
        if (unit.kind() == OrgUnit.Kind.GROUP && !work.ofGroup(unit.id()).isEmpty()) {
            throw new SourceFault("'" + unit.id() + "' has open work and cannot move to division '" + division + "'");
        }
    }

    /**
     * Somebody of the source. Who is switched off there is not switched off here before the whole listing was judged.
     *
     * @param wasActive what the source said the last time; null when it said nothing
     * @throws SourceFault nothing was changed
     */
    public Applied put(SourcePerson row, @Nullable Boolean wasActive) {
        requireDivision(row.division());
        Optional<Person> known = persons.bySource(settings.name(), row.id());
        Person found = known.or(() -> adopted(row)).orElse(null);
        if (found == null) {
            return row.active() ? add(row) : new Applied(Change.NONE, List.of());
        }
        // Held, then read: who is switched off in this moment stays so.
        persons.mayWork(found.id());
        Person before = persons.find(found.id()).orElse(found);
        List<String> remarks = new ArrayList<>();
        if (!before.id().equals(row.login())) {
            remarks.add("the login at the source is '" + row.login() + "'; here it stays '" + before.id() + "'");
        }
        if (before.division() != null
                && !row.division().equals(before.division())
                && !work.ofPerson(before.id()).isEmpty()) {
            throw new SourceFault(
                    "'" + before.id() + "' has open work and cannot move to division '" + row.division() + "'");
        }
        Person after = of(before, row);
        Set<String> groups = groups(after, row, remarks);
        before.groups().stream()
                .filter(group -> !kept(group, row) && !groups.contains(group))
                .forEach(group -> {
                    if (work.ofMember(before.id(), group).isEmpty()) {
                        return;
                    }
                    groups.add(group);
                    remarks.add("'" + before.id() + "' stays in '" + group + "', where open work is signed");
                });
        before.groups().stream().filter(group -> kept(group, row)).forEach(groups::add);
        boolean enabled = row.active() && Boolean.FALSE.equals(wasActive) && (!before.active() || before.leaving());
        boolean changed = !before.equals(after) || !groups.equals(before.groups());
        if (changed) {
            persons.update(after);
            identities.putLogin(after, null);
            before.groups().stream()
                    .filter(group -> !groups.contains(group))
                    .forEach(group -> identities.leave(before.id(), group));
            groups.stream()
                    .filter(group -> !before.groups().contains(group))
                    .forEach(group -> identities.join(before.id(), group));
            log.info("Person was changed: person={} by={}", before.id(), BY);
        }
        if (enabled) {
            if (before.leaving()) {
                leave.recalled(before.id());
            }
            persons.active(before.id(), true, false);
            log.info("Person was enabled: person={} by={}", before.id(), BY);
        }
        return new Applied(enabled ? Change.ENABLED : changed ? Change.CHANGED : Change.NONE, remarks);
    }

    private Applied add(SourcePerson row) {
        if (!PersonRules.isLogin(row.login())) {
            throw new SourceFault("'" + row.login()
                    + "' is no login: 1 to 64 letters, digits and . _ @ - beginning with a letter or a digit");
        }
        if (identities.hasLogin(row.login()) || people.client(row.login()).isPresent()) {
            throw new SourceFault("the login '" + row.login() + "' is taken");
        }
        List<String> remarks = new ArrayList<>();
        Person empty = new Person(
                row.login(),
                row.division(),
                "",
                "",
                "en",
                true,
                false,
                settings.name(),
                row.id(),
                clock.instant(),
                List.of(),
                Set.of(),
                Set.of());
        Person person = of(empty, row);
        Set<String> groups = groups(person, row, remarks);
        persons.insert(person);
        identities.putLogin(person, null);
        groups.forEach(group -> identities.join(person.id(), group));
        log.info("Person was added: person={} division={} by={}", person.id(), person.division(), BY);
        return new Applied(Change.ADDED, remarks);
    }

    private Optional<Person> adopted(SourcePerson row) {
        Optional<Person> local = persons.find(row.login());
        if (local.isPresent()
                && (!settings.adopt()
                        || !local.get().local()
                        || local.get().groups().contains(People.ADMINS))) {
            throw new SourceFault("the login '" + row.login() + "' belongs to somebody who is kept by "
                    + local.get().source() + " here");
        }
        return local;
    }

    private Person of(Person before, SourcePerson row) {
        List<FieldError> errors = new ArrayList<>();
        Person changed = PersonRules.changed(
                before,
                new Staff.Wish(
                        null,
                        row.division(),
                        row.givenName(),
                        row.familyName(),
                        row.language(),
                        row.contacts(),
                        row.skills(),
                        null,
                        null),
                errors);
        if (!errors.isEmpty()) {
            throw new SourceFault(errors.stream()
                    .map(error -> error.pointer().substring(1) + ": " + error.message())
                    .collect(Collectors.joining("; ")));
        }
        return new Person(
                changed.id(),
                changed.division(),
                changed.givenName(),
                changed.familyName(),
                changed.language(),
                changed.active(),
                changed.leaving(),
                settings.name(),
                row.id(),
                changed.updatedAt(),
                changed.contacts(),
                changed.skills(),
                changed.groups());
    }

    /** Crews and roles that the source gives. */
    private Set<String> groups(Person person, SourcePerson row, List<String> remarks) {
        Set<String> groups = new TreeSet<>();
        for (String theirs : row.groups() == null ? Set.<String>of() : row.groups()) {
            String role = settings.roles().get(theirs);
            if (role != null) {
                groups.add(ROLES.containsKey(role) ? ROLES.get(role) + row.division() : role);
                continue;
            }
            Optional<OrgUnit> unit = units.bySource(settings.name(), theirs)
                    .or(() -> settings.keepsUnits()
                            ? Optional.empty()
                            : units.find(theirs).or(() -> units.find(People.FIELD + theirs)));
            if (unit.isEmpty() || !unit.get().active() || unit.get().kind() != OrgUnit.Kind.GROUP) {
                remarks.add("'" + person.id() + "' is not put into '" + theirs + "', which is no active crew here");
            } else if (!unit.get().division().equals(row.division())) {
                remarks.add("'" + person.id() + "' is not put into '" + theirs + "' of another division");
            } else {
                groups.add(unit.get().id());
            }
        }
        return groups;
    }

    /** Memberships that are not the source's to take: what is given here beside it. In another division they end. */
    private boolean kept(String group, SourcePerson row) {
        boolean told = row.groups() != null;
        Optional<OrgUnit> unit = units.find(group);
        if (unit.isPresent()) {
            boolean theirs = !settings.keepsUnits() || unit.get().source().equals(settings.name());
            return unit.get().division().equals(row.division()) && !(told && theirs);
        }
        Optional<Map.Entry<String, String>> role = ROLES.entrySet().stream()
                .filter(entry -> group.startsWith(entry.getValue()))
                .findFirst();
        String name = role.map(Map.Entry::getKey).orElse(group);
        return (role.isEmpty() || group.equals(role.get().getValue() + row.division()))
                && !(told && settings.roles().containsValue(name));
    }

    private void requireDivision(String division) {
        if (!people.divisions().contains(division)) {
            throw new SourceFault("there is no division '" + division + "'");
        }
    }

    /** Active people whom the source keeps. */
    public List<Person> active() {
        return persons.ofSource(settings.name()).stream().filter(Person::active).toList();
    }

    /**
     * Switches off somebody whom the source has let go; open work goes to {@code staff-leave}.
     *
     * @throws SourceFault nothing was changed
     */
    public void off(Person person, String reason) {
        if (person.groups().contains(People.ADMINS)
                && persons.activeIn(People.ADMINS).stream()
                        .allMatch(other -> other.id().equals(person.id()))) {
            throw new SourceFault("without '" + person.id() + "' there would be no administrator");
        }
        staff.gone(person.id(), reason, BY);
    }

    /** Active areas and crews that the source keeps, crews first. */
    public List<OrgUnit> activeUnits() {
        return units.all().stream()
                .filter(unit -> unit.active() && settings.name().equals(unit.source()))
                .sorted(Comparator.comparing(OrgUnit::kind).reversed())
                .toList();
    }

    /**
     * Takes a unit out of use.
     *
     * @throws SourceFault it has units below it, members who work, or open work (HCDC-45); nothing was changed
     */
    public void off(OrgUnit unit) {
        units.lock(unit.id());
        if (units.childrenOf(unit.id()).stream().anyMatch(OrgUnit::active)) {
            throw new SourceFault("'" + unit.id() + "' still has units below it");
        }
        if (unit.kind() == OrgUnit.Kind.GROUP) {
            if (!work.ofGroup(unit.id()).isEmpty()) {
                throw new SourceFault("'" + unit.id() + "' still has open work; hand it over first");
            }
            if (!persons.activeIn(unit.id()).isEmpty()) {
                throw new SourceFault("'" + unit.id() + "' still has members");
            }
        }
        units.put(unit.active(false));
        if (unit.kind() == OrgUnit.Kind.GROUP) {
            identities.removeGroup(unit.id());
        }
        log.info("Unit was taken out of use: unit={} by={}", unit.id(), BY);
    }
}
