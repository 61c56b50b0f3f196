// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0

/** What somebody has to look after: late, unsigned and orphaned work with whom to call, and what waits at a desk (HCDC-08). Keeps nothing of its own. */
@NullMarked
package org.truckroll.dispatch.supervision;

import org.jspecify.annotations.NullMarked;
