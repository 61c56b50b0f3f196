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
import org.truckroll.people.People;
import org.truckroll.people.People.ApiClient;
import org.truckroll.people.People.FieldGroup;

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

    private record Person(String id, String first, String last, String... groups) {}

    private static final List<Person> DEMO_PEOPLE = List.of(
            new Person("dispatcher", "Disa", "North", People.DISPATCHERS + "north"),
            new Person("dispatcher-south", "Dora", "South", People.DISPATCHERS + "south"),
            new Person("crew", "Carl", "North", "field-north"),
            new Person("crew2", "Cleo", "North", "field-north"),
            new Person("crew-south", "Cora", "South", "field-south"),
            new Person("approver", "Ada", "Approver", People.COLLECTIONS_APPROVERS),
            new Person("approver2", "Axel", "Approver", People.COLLECTIONS_APPROVERS),
            new Person("operator", "Otto", "Operator", People.HEAD_END_OPS, People.INTEGRATION),
            new Person("analyst", "Anna", "Analyst", People.ANALYSTS),
            new Person(ADMIN, "Alma", "Admin", People.ADMINS));

    private final IdentityService identities;
    private final ProcessEngineConfigurationImpl engine;
    private final People people;
    private final SecurityProperties security;
    private final PeopleProperties configured;
    private final DemoProfile demo;
    private final BCryptPasswordEncoder bcrypt = new BCryptPasswordEncoder(BcryptPasswords.STRENGTH);

    FirstLogins(
            IdentityService identities,
            ProcessEngineConfigurationImpl engine,
            People people,
            SecurityProperties security,
            PeopleProperties configured,
            DemoProfile demo) {
        this.identities = identities;
        this.engine = engine;
        this.people = people;
        this.security = security;
        this.configured = configured;
        this.demo = demo;
    }

    void createDivisions() {
        Map<String, String> divisions = new LinkedHashMap<>();
        Map<String, FieldGroup> crews = new LinkedHashMap<>();
        if (demo.active()) {
            divisions.put("north", "North");
            divisions.put("south", "South");
            crews.put("field-north", new FieldGroup("field-north", "north", "Crews north"));
            crews.put("field-south", new FieldGroup("field-south", "south", "Crews south"));
        }
        divisions.putAll(configured.divisions());
        divisions.forEach(people::putDivision);
        configured.fieldGroups().forEach((name, crew) -> {
            String id = name.startsWith(People.FIELD) ? name : People.FIELD + name;
            crews.put(id, new FieldGroup(id, crew.division(), crew.name() == null ? "Crews " + name : crew.name()));
        });
        Set<String> known = people.divisions();
        crews.values().forEach(crew -> {
            if (!known.contains(crew.division())) {
                throw new IllegalStateException("truckroll.people.field-groups." + crew.id() + ".division names '"
                        + crew.division() + "', which is not among truckroll.people.divisions.");
            }
            people.putFieldGroup(crew);
        });
    }

    void createLogins() {
        if (demo.active()) {
            DEMO_PEOPLE.forEach(this::createDemoPerson);
            createDemoClient("cis", Set.of("north", "south"));
            createDemoClient("cis-south", Set.of("south"));
        } else {
            createAdmin();
        }
        security.clients().forEach(this::putClient);
        if (!demo.active()) {
            disableOthers();
        }
    }

    private void createDemoPerson(Person person) {
        if (identities.createUserQuery().userId(person.id()).count() == 0) {
            User user = identities.newUser(person.id());
            user.setFirstName(person.first());
            user.setLastName(person.last());
            user.setPassword(DemoProfile.PASSWORD);
            save(user);
        }
        for (String group : person.groups()) {
            join(person.id(), group);
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
                client.reader());
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
                            client.reader()));
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
