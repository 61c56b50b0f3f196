// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0

/**
 * The cellar: problem documents, pages, ids, JSON, the inbox.
 * Everybody may use it; it knows nobody.
 */
@ApplicationModule(allowedDependencies = {})
@NullMarked
package org.truckroll.shared;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
