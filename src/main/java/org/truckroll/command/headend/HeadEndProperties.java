// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.command.headend;

import java.net.URI;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/** The head ends, by id: {@code truckroll.head-ends.<id>.url} and its credentials. */
@ConfigurationProperties("truckroll")
record HeadEndProperties(@DefaultValue Map<String, Settings> headEnds) {

    /**
     * One head end.
     *
     * @param url base address; {@code /commands} is appended. A path means our own server.
     * @param inService false takes it out of service: no command is chosen for its devices
     */
    record Settings(
            URI url,
            @Nullable String user,
            @Nullable String password,
            @Nullable String token,
            @Nullable String apiKeyHeader,
            @Nullable String apiKey,
            @DefaultValue("true") boolean inService) {}
}
