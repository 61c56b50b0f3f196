// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.lifecycle.security;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.camunda.bpm.engine.IdentityService;
import org.camunda.bpm.engine.identity.User;
import org.camunda.bpm.engine.impl.IdentityServiceImpl;
import org.camunda.bpm.engine.impl.cfg.ProcessEngineConfigurationImpl;
import org.camunda.bpm.engine.impl.persistence.entity.UserEntity;
import org.camunda.bpm.engine.impl.util.EncryptionUtil;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.security.crypto.bcrypt.BCryptPasswordEncoder;
import org.springframework.stereotype.Component;
import org.truckroll.people.ContactPoint;
import org.truckroll.people.OrgUnit;
import org.truckroll.people.Organisation;
import org.truckroll.people.People;
import org.truckroll.people.People.ApiClient;
import org.truckroll.people.Person;
import org.truckroll.people.Roll;

/**
 * Who can log in after the first start: the invented people of the demo (api.md 7), or one administrator; and in every profile the divisions,
 * crews and API clients of the configuration.
 */
@Component
class FirstLogins {

    private static final Logger log = LoggerFactory.getLogger(FirstLogins.class);

    private static final String ADMIN = "admin";
    private static final int SHORTEST_PASSWORD = 12;
    private static final int BCRYPT_BYTES = 72;
    private static final String LETTERS = "abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789";

    /** @param division null for people of the whole company */
    private record Invented(
            String id,
            @Nullable String division,
            String first,
            String last,
            String mobile,
            Set<String> skills,
            String... groups) {}

    /** Numbers from the ranges that Sweden keeps free for fiction. */
    private static final List<Invented> DEMO_PEOPLE = List.of(
            new Invented(
                    "dispatcher", "north", "Disa", "North", "+46 70 174 06 05", Set.of(), People.DISPATCHERS + "north"),
            new Invented(
                    "dispatcher-south",
                    "south",
                    "Dag",
                    "South",
                    "+46 70 174 06 06",
                    Set.of(),
                    People.DISPATCHERS + "south"),
            new Invented(
                    "leader", "north", "Lena", "North", "+46 70 174 06 07", Set.of(), People.WORK_LEADERS + "north"),
            new Invented(
                    "people-admin",
                    "north",
                    "Pia",
                    "North",
                    "+46 70 174 06 08",
                    Set.of(),
                    People.PEOPLE_ADMINS + "north"),
            new Invented("crew", "north", "Carl", "North", "+46 70 174 06 09", Set.of("ELECTRICITY"), "field-north"),
            new Invented(
                    "crew2", "north", "Cleo", "North", "+46 70 174 06 10", Set.of("ELECTRICITY", "GAS"), "field-north"),
            new Invented(
                    "crew-south", "south", "Cora", "South", "+46 70 174 06 11", Set.of("ELECTRICITY"), "field-south"),
            new Invented(
                    "approver", null, "Ada", "Approver", "+46 70 174 06 12", Set.of(), People.COLLECTIONS_APPROVERS),
            new Invented(
                    "approver2", null, "Axel", "Approver", "+46 70 174 06 13", Set.of(), People.COLLECTIONS_APPROVERS),
            new Invented(
                    "operator",
                    null,
                    "Otto",
                    "Operator",
                    "+46 70 174 06 14",
                    Set.of(),
                    People.HEAD_END_OPS,
                    People.INTEGRATION),
            new Invented("oncall", "north", "Olga", "North", "+46 70 174 06 17", Set.of(), People.OPERATORS + "north"),
            new Invented("oncall2", "north", "Olof", "North", "+46 70 174 06 18", Set.of(), People.OPERATORS + "north"),
            new Invented("analyst", null, "Anna", "Analyst", "+46 70 174 06 15", Set.of(), People.ANALYSTS),
            new Invented(ADMIN, null, "Alma", "Admin", "+46 70 174 06 16", Set.of(), People.ADMINS));

    private final IdentityService identities;
    private final ProcessEngineConfigurationImpl engine;
    private final People people;
    private final Organisation organisation;
    private final Roll roll;
    private final EngineIdentities logins;
    private final SecurityProperties security;
    private final PeopleProperties configured;
    private final DemoProfile demo;
    private final BCryptPasswordEncoder bcrypt;

    FirstLogins(
            IdentityService identities,
            ProcessEngineConfigurationImpl engine,
            People people,
            Organisation organisation,
            Roll roll,
            EngineIdentities logins,
            SecurityProperties security,
            PeopleProperties configured,
            DemoProfile demo) {
        this.identities = identities;
        this.engine = engine;
        this.people = people;
        this.organisation = organisation;
        this.roll = roll;
        this.logins = logins;
        this.security = security;
        this.bcrypt = new BCryptPasswordEncoder(security.passwordStrength());
        this.configured = configured;
        this.demo = demo;
    }

    void createDivisions() {
        Map<String, String> divisions = new LinkedHashMap<>();
        Map<String, Crew> crews = new LinkedHashMap<>();
        if (demo.active()) {
            divisions.put("north", "North");
            divisions.put("south", "South");
            crews.put("field-north", new Crew("north", "Crews north", Person.LOCAL));
            crews.put("field-south", new Crew("south", "Crews south", Person.LOCAL));
        }
        divisions.putAll(configured.divisions());
        divisions.forEach((id, name) -> {
            people.putDivision(id, name);
            organisation.configureDivision(id, name);
        });
        configured.fieldGroups().forEach((name, crew) -> {
            String id = name.startsWith(People.FIELD) ? name : People.FIELD + name;
            crews.put(
                    id,
                    new Crew(
                            crew.division(),
                            crew.name() == null ? "Crews " + name : crew.name(),
                            OrgUnit.CONFIGURATION));
        });
        Set<String> known = people.divisions();
        crews.forEach((id, crew) -> {
            if (!known.contains(crew.division())) {
                throw new IllegalStateException("truckroll.people.field-groups." + id + ".division names '"
                        + crew.division() + "', which is not among truckroll.people.divisions.");
            }
            organisation.configure(id, crew.division(), crew.name(), crew.source());
        });
    }

    private record Crew(String division, String name, String source) {}

    void createLogins() {
        if (demo.active()) {
            DEMO_PEOPLE.forEach(this::createDemoPerson);
            createDemoClient("cis", Set.of("north", "south"));
            createDemoClient("cis-south", Set.of("south"));
        } else {
            createAdmin();
        }
        logins.logins().forEach(roll::adopt);
        security.clients().forEach(this::putClient);
        if (!demo.active()) {
            disableOthers();
        }
    }

    /** Once: what a newcomer changed stays changed. */
    private void createDemoPerson(Invented person) {
        if (!logins.hasLogin(person.id()) && roll.expected(person.id())) {
            roll.invent(
                    person.id(),
                    person.division(),
                    person.first(),
                    person.last(),
                    List.of(
                            new ContactPoint(ContactPoint.Kind.MOBILE, person.mobile(), 1),
                            new ContactPoint(ContactPoint.Kind.EMAIL, person.id() + "@truckroll.example", 2)),
                    person.skills());
            User user = identities.newUser(person.id());
            user.setFirstName(person.first());
            user.setLastName(person.last());
            user.setEmail(person.id() + "@truckroll.example");
            user.setPassword(DemoProfile.PASSWORD);
            save(user);
            for (String group : person.groups()) {
                join(person.id(), group);
            }
        }
    }

    private void createDemoClient(String id, Set<String> divisions) {
        if (people.client(id).isEmpty()) {
            people.putClient(new ApiClient(id, bcrypt.encode(DemoProfile.PASSWORD), divisions, Set.of(), null, true));
        }
    }

    /** Without a working administrator the server would be nobody's; with one it is left alone. */
    private void createAdmin() {
        String chosen = checkedAdminPassword();
        UserEntity known =
                (UserEntity) identities.createUserQuery().userId(ADMIN).singleResult();
        boolean fromDemo = known != null && hasDemoPassword(known);
        boolean others = identities.createUserQuery().memberOfGroup(People.ADMINS).list().stream()
                .anyMatch(user -> !ADMIN.equals(user.getId()));
        if (!fromDemo && (known != null || others)) {
            return;
        }
        User user = known == null ? identities.newUser(ADMIN) : known;
        String password = chosen == null ? generated() : chosen;
        user.setFirstName("First");
        user.setLastName("Administrator");
        user.setPassword(password);
        save(user);
        join(ADMIN, People.ADMINS);
        if (chosen == null) {
            log.warn(
                    "Administrator was created: login={} password={} (shown this once; change it in Admin)",
                    ADMIN,
                    password);
        } else {
            log.info("Administrator was created: login={} passwordFrom=truckroll.security.admin-password", ADMIN);
        }
    }

    private @Nullable String checkedAdminPassword() {
        String chosen = security.adminPassword();
        if (chosen == null || chosen.isBlank()) {
            return null;
        }
        if (chosen.length() < SHORTEST_PASSWORD) {
            throw new IllegalStateException(
                    "truckroll.security.admin-password needs at least " + SHORTEST_PASSWORD + " characters.");
        }
        return chosen;
    }

    private boolean hasDemoPassword(UserEntity user) {
        String salted = EncryptionUtil.saltPassword(DemoProfile.PASSWORD, user.getSalt());
        return engine.getPasswordManager().check(salted, user.getPassword());
    }

    private void putClient(String id, SecurityProperties.Client client) {
        String prefix = "truckroll.security.clients." + id;
        Set<String> known = people.divisions();
        client.divisions().stream()
                .filter(division -> !known.contains(division))
                .findFirst()
                .ifPresent(division -> {
                    throw new IllegalStateException(prefix + ".divisions names '" + division
                            + "', which is not among truckroll.people.divisions.");
                });
        Optional<ApiClient> before = people.client(id);
        ApiClient after = new ApiClient(
                id,
                hash(prefix, client, before.map(ApiClient::secretHash).orElse(null)),
                client.divisions(),
                client.headEnds(),
                Optional.ofNullable(client.replyTo())
                        .map(URI::toString)
                        .orElse(before.map(ApiClient::replyTo).orElse(null)),
                true,
                client.reader(),
                client.workforce());
        if (!before.equals(Optional.of(after))) {
            people.putClient(after);
            log.info(
                    "API client was set up: client={} divisions={} headEnds={}",
                    id,
                    after.divisions(),
                    after.headEnds());
        }
    }

    private String hash(String prefix, SecurityProperties.Client client, @Nullable String before) {
        String hash = client.secretHash();
        if (hash != null && !hash.isBlank()) {
            String plain = hash.startsWith("{bcrypt}") ? hash.substring("{bcrypt}".length()) : hash;
            if (!plain.matches("\\$2[aby]?\\$\\d\\d\\$[./0-9A-Za-z]{53}")) {
                throw new IllegalStateException(prefix + ".secret-hash is not a bcrypt hash.");
            }
            return plain;
        }
        String secret = client.secret();
        if (secret == null || secret.isBlank()) {
            throw new IllegalStateException(prefix + " needs secret-hash (bcrypt) or secret.");
        }
        if (!demo.active() && secret.length() < SHORTEST_PASSWORD) {
            throw new IllegalStateException(prefix + ".secret needs at least " + SHORTEST_PASSWORD + " characters.");
        }
        if (secret.getBytes(StandardCharsets.UTF_8).length > BCRYPT_BYTES) {
            throw new IllegalStateException(prefix + ".secret is longer than " + BCRYPT_BYTES + " bytes.");
        }
        return before != null && bcrypt.matches(secret, before) ? before : bcrypt.encode(secret);
    }

    /** Outside the demo the configuration is the list of clients: who is taken out of it is locked out. */
    private void disableOthers() {
        people.clients().stream()
                .filter(ApiClient::enabled)
                .filter(client -> !security.clients().containsKey(client.id()))
                .forEach(client -> {
                    people.putClient(new ApiClient(
                            client.id(),
                            client.secretHash(),
                            client.divisions(),
                            client.headEnds(),
                            client.replyTo(),
                            false,
                            client.reader(),
                            client.workforce()));
                    log.info("API client was disabled: client={} reason=not-configured", client.id());
                });
    }

    /** The engine's password policy is for people who choose; these passwords were checked or generated here. */
    private void save(User user) {
        ((IdentityServiceImpl) identities).saveUser(user, true);
    }

    private void join(String user, String group) {
        if (identities.createUserQuery().userId(user).memberOfGroup(group).count() == 0) {
            identities.createMembership(user, group);
        }
    }

    private static String generated() {
        SecureRandom random = new SecureRandom();
        StringBuilder password = new StringBuilder();
        for (int i = 0; i < 24; i++) {
            password.append(i > 0 && i % 6 == 0 ? "-" : "").append(LETTERS.charAt(random.nextInt(LETTERS.length())));
        }
        return password.toString();
    }
}
