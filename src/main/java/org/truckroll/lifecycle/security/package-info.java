// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0

/**
 * Who may do what: logins, the access table of our REST interface, rights and start filters in the engine, and the walls around the two known
 * holes of the engine's last community release (design 1, "engine safety").
 */
@NullMarked
package org.truckroll.lifecycle.security;

import org.jspecify.annotations.NullMarked;
