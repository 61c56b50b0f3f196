// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.command;

import java.net.URI;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.truckroll.lifecycle.EndpointLogin;

/**
 * One head end: {@code truckroll.head-ends.<id>.*}.
 *
 * @param adapter its protocol: rest, cim or gxf
 * @param url base address; a path alone means our own server
 * @param sslBundle Spring SSL bundle with our key and their trust: mutual TLS
 * @param inService false takes it out of service: no command is chosen for its devices
 * @param maxConcurrent commands handed over and not yet answered, on all nodes together
 * @param perMinute commands in any 60 seconds, on all nodes together; 0 means no limit
 * @param threads calls under way at the same time on one node
 * @param idempotent whether the same command id again is the same command; null means what the adapter says
 * @param options what only this adapter knows
 */
public record HeadEndSettings(
        @DefaultValue("rest") String adapter,
        URI url,
        @Nullable String user,
        @Nullable String password,
        @Nullable String token,
        @Nullable String apiKeyHeader,
        @Nullable String apiKey,
        EndpointLogin.@Nullable OAuth2 oauth2,
        @Nullable String sslBundle,
        @DefaultValue("true") boolean inService,
        @DefaultValue("200") int maxConcurrent,
        @DefaultValue("0") int perMinute,
        @DefaultValue("8") int threads,
        @Nullable Boolean idempotent,
        @DefaultValue Map<String, String> options) {

    EndpointLogin login() {
        return new EndpointLogin(user, password, token, apiKeyHeader, apiKey, oauth2);
    }

    /** Without secrets. */
    @Override
    public String toString() {
        return "HeadEndSettings[adapter=" + adapter + ", url=" + url + "]";
    }
}
