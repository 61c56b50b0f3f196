// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.lifecycle.security;

import org.springframework.core.env.Environment;
import org.springframework.core.env.Profiles;
import org.springframework.stereotype.Component;

/** Tells whether this is the demo: invented people, simulators, and the one password that nobody else accepts. */
@Component
class DemoProfile {

    static final String NAME = "demo";
    static final String PASSWORD = "demo";

    private final boolean active;

    DemoProfile(Environment environment) {
        this.active = environment.acceptsProfiles(Profiles.of(NAME));
    }

    boolean active() {
        return active;
    }

    /** False for the demo's password outside the demo, so that a database taken over from a demo opens no door. */
    boolean accepts(String password) {
        return active || !PASSWORD.equals(password);
    }
}
