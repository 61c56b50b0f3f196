// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.command;

import java.util.Map;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/** The head ends, by id: {@code truckroll.head-ends.<id>}. */
@ConfigurationProperties("truckroll")
record HeadEndProperties(@DefaultValue Map<String, HeadEndSettings> headEnds) {}
