// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.lifecycle.security;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashSet;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.camunda.bpm.engine.IdentityService;
import org.camunda.bpm.engine.identity.Group;
import org.camunda.bpm.engine.identity.User;
import org.jspecify.annotations.Nullable;
import org.springframework.security.authentication.AuthenticationProvider;
import org.springframework.security.authentication.BadCredentialsException;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.crypto.bcrypt.BCryptPasswordEncoder;
import org.springframework.security.crypto.password.PasswordEncoder;
import org.springframework.stereotype.Component;
import org.truckroll.people.Caller;
import org.truckroll.people.People;
import org.truckroll.people.People.ApiClient;
import org.truckroll.people.Persons;

/**
 * Proves a user id and password: of an API client, or of a person in the engine's user table (with the engine's login throttle).
 * A success is remembered for a minute, because bcrypt is slow by design and every request brings its password (design 7, "acceptance").
 */
@Component
class Logins implements AuthenticationProvider {

    private static final Duration REMEMBERED = Duration.ofMinutes(1);
    private static final int REMEMBERED_AT_MOST = 10_000;

    private final People people;
    private final Persons persons;
    private final IdentityService identities;
    private final DemoProfile demo;
    private final Sso sso;
    private final PasswordEncoder bcrypt;
    private final SecretKeySpec cacheKey = new SecretKeySpec(random(32), "HmacSHA256");
    /** Passwords are kept as keyed hashes only; the key dies with the process. */
    private final Cache<String, Proven> proven = Caffeine.newBuilder()
            .expireAfterWrite(REMEMBERED)
            .maximumSize(REMEMBERED_AT_MOST)
            .build();
    /** Holds across the minute: the key contains the stored hash, so a changed secret is another key. */
    private final Cache<String, Boolean> matchedSecrets = Caffeine.newBuilder()
            .expireAfterAccess(Duration.ofHours(1))
            .maximumSize(REMEMBERED_AT_MOST)
            .build();
    /** What an unknown user is compared with, so that the answer takes as long as for a wrong password. */
    private final String nobody;

    Logins(
            People people,
            Persons persons,
            IdentityService identities,
            DemoProfile demo,
            Sso sso,
            SecurityProperties security) {
        this.people = people;
        this.persons = persons;
        this.identities = identities;
        this.demo = demo;
        this.sso = sso;
        this.bcrypt = new BCryptPasswordEncoder(security.passwordStrength());
        this.nobody = bcrypt.encode(Base64.getEncoder().encodeToString(random(24)));
    }

    @Override
    public Authentication authenticate(Authentication authentication) {
        String id = authentication.getName();
        Object credentials = authentication.getCredentials();
        if (id == null || id.isBlank() || !(credentials instanceof String password)) {
            throw refused();
        }
        String key = keyed(id, password);
        Proven login = proven.get(key, unknown -> proven(id, password));
        if (login != null && !login.current(persons)) {
            // Switched off, or in other groups, since we looked: look again.
            proven.invalidate(key);
            login = proven.get(key, unknown -> proven(id, password));
        }
        if (login == null) {
            throw refused();
        }
        CallerAuthentication result = new CallerAuthentication(login.caller());
        result.setDetails(authentication.getDetails());
        return result;
    }

    /**
     * A person as the server knows it now.
     *
     * @param language what the person reads; null if nobody said
     */
    record Person(
            Caller caller,
            String name,
            @Nullable String storedPassword,
            @Nullable String language) {}

    /** The person of this login, with the same checks and the same throttle as a request, but never from memory. */
    Optional<Person> prove(String id, String password) {
        if (id.isBlank()) {
            return Optional.empty();
        }
        return Optional.ofNullable(proven(id, password))
                .map(Proven::caller)
                .filter(caller -> caller.kind() == Caller.Kind.PERSON)
                .flatMap(caller -> present(caller.id()));
    }

    /** The person of this id while it may log in, with the groups of this moment. */
    Optional<Person> present(String id) {
        return Optional.ofNullable(identities.createUserQuery().userId(id).singleResult())
                .flatMap(user -> {
                    Optional<Persons.State> state = persons.state(id);
                    return state.isPresent() && !state.get().active()
                            ? Optional.empty()
                            : Optional.of(new Person(
                                    person(id, groups(id)),
                                    name(user),
                                    user.getPassword(),
                                    state.map(Persons.State::language).orElse(null)));
                });
    }

    private Set<String> groups(String id) {
        return identities.createGroupQuery().groupMember(id).list().stream()
                .map(Group::getId)
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    private static String name(User user) {
        String name = Stream.of(user.getFirstName(), user.getLastName())
                .filter(Objects::nonNull)
                .collect(Collectors.joining(" "))
                .strip();
        return name.isEmpty() ? user.getId() : name;
    }

    @Override
    public boolean supports(Class<?> authentication) {
        return UsernamePasswordAuthenticationToken.class.isAssignableFrom(authentication);
    }

    /** A person with these groups, who may see the divisions that the groups give. */
    Caller person(String id, Set<String> groups) {
        return new Caller(id, Caller.Kind.PERSON, Set.copyOf(groups), people.divisionsOf(groups), Set.of());
    }

    /** The API client of this id while it is enabled. */
    Optional<Caller> client(String id) {
        return people.client(id).filter(ApiClient::enabled).map(Logins::caller);
    }

    /**
     * A login that was proven.
     *
     * @param version of the person then; null for an API client and for somebody who is not kept here
     */
    private record Proven(Caller caller, @Nullable Integer version) {

        boolean current(Persons persons) {
            return caller.kind() != Caller.Kind.PERSON
                    || Objects.equals(
                            version,
                            persons.state(caller.id())
                                    .map(Persons.State::version)
                                    .orElse(null));
        }
    }

    private @Nullable Proven proven(String name, String password) {
        Optional<ApiClient> client = people.client(name);
        if (client.isPresent()) {
            boolean matches = matches(client.get(), password);
            return matches && client.get().enabled() && demo.accepts(password)
                    ? new Proven(caller(client.get()), null)
                    : null;
        }
        String id = loginOf(name);
        if (!sso.passwords() || identities.createUserQuery().userId(id).count() == 0) {
            bcrypt.matches(password, nobody);
            return null;
        }
        Integer version = persons.state(id).map(Persons.State::version).orElse(null);
        if (!identities.checkPassword(id, password)) {
            return null;
        }
        return new Proven(person(id, groups(id)), version);
    }

    /** People may give their e-mail address instead of their login, as long as it is theirs alone. */
    String loginOf(String name) {
        return name.contains("@") && persons.state(name).isEmpty()
                ? persons.idOfEmail(name).orElse(name)
                : name;
    }

    /** False for a person who is switched off; asked at every door, whatever was proven before (HCDC-36). */
    boolean mayLogIn(String id) {
        return persons.mayLogIn(id);
    }

    private boolean matches(ApiClient client, String password) {
        String key = keyed(client.id(), client.secretHash(), password);
        if (matchedSecrets.getIfPresent(key) != null) {
            return true;
        }
        boolean matches = bcrypt.matches(password, client.secretHash());
        if (matches) {
            matchedSecrets.put(key, true);
        }
        return matches;
    }

    private static Caller caller(ApiClient client) {
        return new Caller(client.id(), Caller.Kind.CLIENT, client.groups(), client.divisions(), client.headEnds());
    }

    private String keyed(String... parts) {
        try {
            Mac mac = Mac.getInstance(cacheKey.getAlgorithm());
            mac.init(cacheKey);
            for (String part : parts) {
                byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
                mac.update((bytes.length + ":").getBytes(StandardCharsets.UTF_8));
                mac.update(bytes);
            }
            return Base64.getEncoder().encodeToString(mac.doFinal());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("HmacSHA256 is missing in this Java runtime", e);
        }
    }

    private static BadCredentialsException refused() {
        return new BadCredentialsException("User id or password is wrong.");
    }

    private static byte[] random(int length) {
        byte[] bytes = new byte[length];
        new SecureRandom().nextBytes(bytes);
        return bytes;
    }
}
