// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.people;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The logins, groups and memberships of the engine, as people wants them; everything joins the caller's transaction. */
public interface Identities {

    /** A login as the engine has it. */
    record Login(
            String id,
            String givenName,
            String familyName,
            @Nullable String email,
            Set<String> groups) {}

    /** Everybody who has a login. */
    List<Login> logins();

    boolean hasLogin(String id);

    /**
     * Creates the login or renews its name and address.
     *
     * @param password null leaves the password as it is; a new login then has one that nobody knows
     * @throws org.truckroll.shared.Problem 422 {@code password-too-weak}
     */
    void putLogin(Person person, @Nullable String password);

    void join(String person, String group);

    void leave(String person, String group);

    /** Creates a group with the rights of its kind, or renames it. */
    void putGroup(String id, String name);

    /** Takes a group away with its memberships. */
    void removeGroup(String id);
}
