// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.field;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * Settings of the visits.
 *
 * @param defaultHeadEnd what the form of an installation proposes as the head end of a smart device; nothing if absent
 */
@ConfigurationProperties("truckroll.field")
record FieldProperties(@Nullable String defaultHeadEnd) {}
