// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.lifecycle.security;

import java.util.function.Supplier;
import org.camunda.bpm.engine.identity.User;
import org.camunda.bpm.engine.impl.identity.IdentityOperationResult;
import org.camunda.bpm.engine.impl.identity.db.DbIdentityServiceProvider;
import org.camunda.bpm.engine.impl.interceptor.Session;
import org.camunda.bpm.engine.impl.interceptor.SessionFactory;
import org.camunda.bpm.engine.impl.persistence.entity.UserEntity;
import org.truckroll.people.Persons;
import org.truckroll.people.Roll;
import org.truckroll.people.SourceProperties;
import org.truckroll.shared.Problem;

/**
 * The engine's user table with more rules, for Admin, Tasklist and REST alike: the demo's password opens nothing outside the demo; an unknown
 * user costs as much time as a wrong password; who is switched off stays out; what a source or the single sign-on keeps is not changed; and people and groups with open work are neither deleted nor
 * parted (HCDC-45, HCDC-46).
 */
final class EngineUsers extends DbIdentityServiceProvider {

    /** What it asks outside the engine, looked up when first needed: the engine is built before. */
    record House(
            Supplier<Persons> persons, Supplier<Roll> roll, Supplier<Sso> sso, Supplier<SourceProperties> source) {}

    private final DemoProfile demo;
    private final BcryptPasswords bcrypt;
    private final String nobody;
    private final House house;

    private EngineUsers(DemoProfile demo, BcryptPasswords bcrypt, String nobody, House house) {
        this.demo = demo;
        this.bcrypt = bcrypt;
        this.nobody = nobody;
        this.house = house;
    }

    @Override
    public boolean checkPassword(String userId, String password) {
        if (password != null
                && (!house.sso().get().passwords()
                        || !demo.accepts(password)
                        || findUserById(userId) == null
                        || !house.persons().get().mayLogIn(userId))) {
            bcrypt.check(password, nobody);
            return false;
        }
        return super.checkPassword(userId, password);
    }

    @Override
    public IdentityOperationResult saveUser(User user) {
        if (getCurrentAuthentication() != null && user instanceof UserEntity entity) {
            requireKeptHere(entity);
        }
        IdentityOperationResult result = super.saveUser(user);
        house.roll().get().saved(user.getId(), user.getFirstName(), user.getLastName(), user.getEmail());
        return result;
    }

    /** Somebody in Admin or at the engine's REST; the server itself asks its own doors before. */
    private void requireKeptHere(UserEntity user) {
        if (user.hasNewPassword() && !house.sso().get().passwords()) {
            throw Sso.noPasswords();
        }
        if (user.getRevision() == 0 && house.source().get().keepsPeople()) {
            throw Problem.conflict(
                    "kept-by-source",
                    "People are kept by the source '" + house.source().get().name()
                            + "'; add them there, or those of the whole company with POST /api/v1/people.");
        }
    }

    @Override
    public IdentityOperationResult deleteUser(String userId) {
        house.roll().get().beforeDeletion(userId);
        IdentityOperationResult result = super.deleteUser(userId);
        house.roll().get().deleted(userId);
        return result;
    }

    @Override
    public IdentityOperationResult deleteGroup(String groupId) {
        house.roll().get().beforeDeletionOfGroup(groupId);
        IdentityOperationResult result = super.deleteGroup(groupId);
        house.roll().get().deletedGroup(groupId);
        return result;
    }

    @Override
    public IdentityOperationResult createMembership(String userId, String groupId) {
        IdentityOperationResult result = super.createMembership(userId, groupId);
        house.roll().get().joined(userId, groupId);
        return result;
    }

    @Override
    public IdentityOperationResult deleteMembership(String userId, String groupId) {
        house.roll().get().beforeLeaving(userId, groupId);
        IdentityOperationResult result = super.deleteMembership(userId, groupId);
        house.roll().get().left(userId, groupId);
        return result;
    }

    /** Opens one of these per engine command. */
    record Factory(DemoProfile demo, BcryptPasswords bcrypt, String nobody, House house) implements SessionFactory {

        Factory(DemoProfile demo, BcryptPasswords bcrypt, House house) {
            this(demo, bcrypt, bcrypt.encrypt("nobody"), house);
        }

        @Override
        public Class<?> getSessionType() {
            return EngineUsers.class;
        }

        @Override
        public Session openSession() {
            return new EngineUsers(demo, bcrypt, nobody, house);
        }
    }
}
