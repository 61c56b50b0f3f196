// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
/** Adapters to head ends; generic REST after api.md 4. */
@NullMarked
package org.truckroll.command.headend;

import org.jspecify.annotations.NullMarked;
