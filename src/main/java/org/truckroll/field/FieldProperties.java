// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.field;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings of the visits.
 *
 * @param defaultHeadEnd what the form of an installation proposes as the head end of a smart device; nothing if absent
 * @param workforceSender whether this node calls workforce systems
 */
@ConfigurationProperties("truckroll.field")
public record FieldProperties(
        @Nullable String defaultHeadEnd,
        @DefaultValue("true") boolean workforceSender) {}
