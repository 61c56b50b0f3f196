// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.command;

/**
 * One configured head end.
 *
 * @param endpoint the name under which {@link org.truckroll.lifecycle.ServiceCalls} knows its address and credentials
 */
public record HeadEnd(String id, HeadEndSettings settings, String endpoint) {}
