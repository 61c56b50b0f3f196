// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
/** The smart metering services of GXF (Open Smart Grid Platform): SOAP, answered in two steps. Read and ping, no switch. */
@NullMarked
package org.truckroll.command.headend.gxf;

import org.jspecify.annotations.NullMarked;
