// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0

/**
 * The bundled simulators of profile {@code demo}: a head end with its meters and a customer information system.
 * They stand outside the product, know nothing of it and speak HTTP only, so they can be swapped for real neighbours.
 * Their memory is in tables {@code tr_sim_*}; the contract is section 6 of the REST contract.
 */
@ApplicationModule(allowedDependencies = {})
@NullMarked
package org.truckroll.simulator;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
