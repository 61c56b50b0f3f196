// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.field.workforce;

import java.util.Map;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/** The workforce systems, by name: {@code truckroll.workforce.<name>}. */
@ConfigurationProperties("truckroll")
record WorkforceProperties(@DefaultValue Map<String, WorkforceSettings> workforce) {}
