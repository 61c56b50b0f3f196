// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.lifecycle.security;

import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.camunda.bpm.engine.IdentityService;
import org.camunda.bpm.engine.identity.Group;
import org.camunda.bpm.engine.identity.PasswordPolicyResult;
import org.camunda.bpm.engine.identity.PasswordPolicyRule;
import org.camunda.bpm.engine.identity.User;
import org.camunda.bpm.engine.impl.IdentityServiceImpl;
import org.camunda.bpm.engine.impl.identity.PasswordPolicyDigitRuleImpl;
import org.camunda.bpm.engine.impl.identity.PasswordPolicyLengthRuleImpl;
import org.camunda.bpm.engine.impl.identity.PasswordPolicyLowerCaseRuleImpl;
import org.camunda.bpm.engine.impl.identity.PasswordPolicySpecialCharacterRuleImpl;
import org.camunda.bpm.engine.impl.identity.PasswordPolicyUpperCaseRuleImpl;
import org.camunda.bpm.engine.impl.identity.PasswordPolicyUserDataRuleImpl;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.truckroll.people.ContactPoint;
import org.truckroll.people.Identities;
import org.truckroll.people.Person;
import org.truckroll.shared.Problem;

/** Users, groups and memberships in the engine's tables, as people wants them. */
@Component
class EngineIdentities implements Identities {

    private static final int UNKNOWN_BYTES = 32;
    private static final String NOT_OF_THE_DEMO = "not be the password of the demo";

    private final IdentityService identities;
    private final GroupRights rights;
    private final StartFilters filters;
    private final DemoProfile demo;
    private final Sso sso;
    private final SecureRandom random = new SecureRandom();

    EngineIdentities(IdentityService identities, GroupRights rights, StartFilters filters, DemoProfile demo, Sso sso) {
        this.identities = identities;
        this.rights = rights;
        this.filters = filters;
        this.demo = demo;
        this.sso = sso;
    }

    @Override
    public List<Login> logins() {
        return identities.createUserQuery().list().stream()
                .map(user -> new Login(
                        user.getId(),
                        Objects.requireNonNullElse(user.getFirstName(), ""),
                        Objects.requireNonNullElse(user.getLastName(), ""),
                        user.getEmail(),
                        groups(user.getId())))
                .toList();
    }

    private Set<String> groups(String id) {
        return identities.createGroupQuery().groupMember(id).list().stream()
                .map(Group::getId)
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    @Override
    public boolean hasLogin(String id) {
        return identities.createUserQuery().userId(id).count() > 0;
    }

    @Override
    public void putLogin(Person person, @Nullable String password) {
        if (password != null && !sso.passwords()) {
            throw Sso.noPasswords();
        }
        User user = identities.createUserQuery().userId(person.id()).singleResult();
        boolean unchecked = user == null && password == null;
        if (user == null) {
            user = identities.newUser(person.id());
        }
        user.setFirstName(person.givenName());
        user.setLastName(person.familyName());
        user.setEmail(person.contacts().stream()
                .filter(contact -> contact.kind() == ContactPoint.Kind.EMAIL)
                .map(ContactPoint::value)
                .findFirst()
                .orElse(null));
        if (unchecked) {
            user.setPassword(unknown());
        } else if (password != null) {
            requireStrong(user, password);
            user.setPassword(password);
        }
        // The policy has been asked already, where there was a password to ask about.
        ((IdentityServiceImpl) identities).saveUser(user, true);
    }

    private void requireStrong(User user, String password) {
        List<String> missing = new ArrayList<>();
        if (identities.getPasswordPolicy() != null) {
            PasswordPolicyResult result = identities.checkPasswordAgainstPolicy(password, user);
            result.getViolatedRules().stream().map(EngineIdentities::wanted).forEach(missing::add);
        }
        if (!demo.accepts(password)) {
            missing.add(NOT_OF_THE_DEMO);
        }
        if (!missing.isEmpty()) {
            throw Problem.unprocessable(
                    "password-too-weak",
                    "The password does not follow the rule: it must " + rule() + ".",
                    new Problem.FieldError("/password", "must " + String.join(", ", missing)));
        }
    }

    private String rule() {
        return identities.getPasswordPolicy() == null
                ? NOT_OF_THE_DEMO
                : identities.getPasswordPolicy().getRules().stream()
                        .map(EngineIdentities::wanted)
                        .collect(Collectors.joining(", "));
    }

    /** What a rule of the engine's policy asks for, in words. */
    private static String wanted(PasswordPolicyRule rule) {
        return switch (rule.getPlaceholder()) {
            case PasswordPolicyLengthRuleImpl.PLACEHOLDER ->
                "have " + rule.getParameters().get("minLength") + " characters or more";
            case PasswordPolicyLowerCaseRuleImpl.PLACEHOLDER -> "have a small letter";
            case PasswordPolicyUpperCaseRuleImpl.PLACEHOLDER -> "have a capital letter";
            case PasswordPolicyDigitRuleImpl.PLACEHOLDER -> "have a digit";
            case PasswordPolicySpecialCharacterRuleImpl.PLACEHOLDER -> "have a sign such as - or !";
            case PasswordPolicyUserDataRuleImpl.PLACEHOLDER -> "not hold the login or a name of the person";
            default -> rule.getPlaceholder();
        };
    }

    private String unknown() {
        byte[] bytes = new byte[UNKNOWN_BYTES];
        random.nextBytes(bytes);
        return Base64.getEncoder().encodeToString(bytes);
    }

    @Override
    public void join(String person, String group) {
        if (!groups(person).contains(group)) {
            identities.createMembership(person, group);
        }
    }

    @Override
    public void leave(String person, String group) {
        if (groups(person).contains(group)) {
            identities.deleteMembership(person, group);
        }
    }

    @Override
    public void putGroup(String id, String name) {
        rights.create(id, name);
        rights.rename(id, name);
        filters.letRead(id);
    }

    @Override
    public void removeGroup(String id) {
        identities.deleteGroup(id);
    }
}
