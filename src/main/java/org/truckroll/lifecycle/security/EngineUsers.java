// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.lifecycle.security;

import org.camunda.bpm.engine.impl.identity.db.DbIdentityServiceProvider;
import org.camunda.bpm.engine.impl.interceptor.Session;
import org.camunda.bpm.engine.impl.interceptor.SessionFactory;

/**
 * The engine's user table with two more rules, for Tasklist and REST alike: the demo's password opens nothing outside the demo, and an unknown
 * user costs as much time as a wrong password.
 */
final class EngineUsers extends DbIdentityServiceProvider {

    private final DemoProfile demo;
    private final BcryptPasswords bcrypt;
    private final String nobody;

    private EngineUsers(DemoProfile demo, BcryptPasswords bcrypt, String nobody) {
        this.demo = demo;
        this.bcrypt = bcrypt;
        this.nobody = nobody;
    }

    @Override
    public boolean checkPassword(String userId, String password) {
        if (password != null && (!demo.accepts(password) || findUserById(userId) == null)) {
            bcrypt.check(password, nobody);
            return false;
        }
        return super.checkPassword(userId, password);
    }

    /** Opens one of these per engine command. */
    record Factory(DemoProfile demo, BcryptPasswords bcrypt, String nobody) implements SessionFactory {

        Factory(DemoProfile demo, BcryptPasswords bcrypt) {
            this(demo, bcrypt, bcrypt.encrypt("nobody"));
        }

        @Override
        public Class<?> getSessionType() {
            return EngineUsers.class;
        }

        @Override
        public Session openSession() {
            return new EngineUsers(demo, bcrypt, nobody);
        }
    }
}
